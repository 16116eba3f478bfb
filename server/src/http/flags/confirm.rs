//! `POST /api/v1/flags/{id}/confirm`

use app::{
    domain::{flag::Flag, ids::FlagId},
    ports::Backend,
};
use axum::Json;

use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiResult, Problems},
    },
};

/// Confirms a flag that another person recorded. From then on the police see it.
#[utoipa::path(
    post,
    path = "/api/v1/flags/{id}/confirm",
    tag = "flags",
    params(("id" = FlagId, Path)),
    responses((status = 200, description = "Confirmed", body = Flag), Problems)
)]
pub async fn confirm_flag(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
) -> ApiResult<Json<Flag>> {
    Ok(Json(service.confirm_flag(id).await?))
}
