//! `GET /api/v1/flags/{id}`

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

/// One flag.
#[utoipa::path(
    get,
    path = "/api/v1/flags/{id}",
    tag = "flags",
    params(("id" = FlagId, Path)),
    responses((status = 200, description = "As it is now", body = Flag), Problems)
)]
pub async fn find_flag(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
) -> ApiResult<Json<Flag>> {
    Ok(Json(service.find_flag(id).await?))
}
