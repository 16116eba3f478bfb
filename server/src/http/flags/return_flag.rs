//! `POST /api/v1/flags/{id}/return`

use app::{
    domain::{
        flag::{Flag, Reason},
        ids::FlagId,
    },
    ports::Backend,
};
use axum::Json;

use crate::{
    auth::SignedIn,
    http::{
        extract::{JsonBody, OnePath},
        problem::{ApiResult, Problems},
    },
};

/// Returns a flag that another person recorded to its officer, who reads the reason and corrects or withdraws it.
#[utoipa::path(
    post,
    path = "/api/v1/flags/{id}/return",
    tag = "flags",
    params(("id" = FlagId, Path)),
    request_body = Reason,
    responses((status = 200, description = "Returned", body = Flag), Problems)
)]
pub async fn return_flag(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
    JsonBody(reason): JsonBody<Reason>,
) -> ApiResult<Json<Flag>> {
    Ok(Json(service.return_flag(id, reason).await?))
}
