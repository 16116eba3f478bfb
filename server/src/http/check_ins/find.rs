//! `GET /api/v1/check-ins/{id}`

use app::{
    domain::{check_in::CheckIn, ids::CheckInId},
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

/// One check-in.
#[utoipa::path(
    get,
    path = "/api/v1/check-ins/{id}",
    tag = "check-ins",
    params(("id" = CheckInId, Path)),
    responses((status = 200, description = "As it is now", body = CheckIn), Problems)
)]
pub async fn find_check_in(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<CheckInId>,
) -> ApiResult<Json<CheckIn>> {
    Ok(Json(service.find_check_in(id).await?))
}
