//! `GET /api/v1/placements/{id}`

use app::{
    domain::{ids::PlacementId, placement::Placement},
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

/// One placement.
#[utoipa::path(
    get,
    path = "/api/v1/placements/{id}",
    tag = "placements",
    params(("id" = PlacementId, Path)),
    responses((status = 200, description = "As it is now", body = Placement), Problems)
)]
pub async fn find_placement(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<PlacementId>,
) -> ApiResult<Json<Placement>> {
    Ok(Json(service.find_placement(id).await?))
}
