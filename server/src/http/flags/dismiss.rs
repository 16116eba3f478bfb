//! `POST /api/v1/flags/{id}/dismiss`

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

/// Dismisses a flag that another person recorded, with a reason. Its photos are deleted at once.
#[utoipa::path(
    post,
    path = "/api/v1/flags/{id}/dismiss",
    tag = "flags",
    params(("id" = FlagId, Path)),
    request_body = Reason,
    responses((status = 200, description = "Dismissed", body = Flag), Problems)
)]
pub async fn dismiss_flag(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
    JsonBody(reason): JsonBody<Reason>,
) -> ApiResult<Json<Flag>> {
    Ok(Json(service.dismiss_flag(id, reason).await?))
}
