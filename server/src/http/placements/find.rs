//! `GET /api/v1/placements/{id}`

use app::{
    domain::{ids::PlacementId, placement::Placement},
    ports::Backend,
};

use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiResult, Problems},
        version::Versioned,
    },
};

/// One placement. The ETag is its version, for the `If-Match` of a step.
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
) -> ApiResult<Versioned<Placement>> {
    Ok(Versioned(service.find_placement(id).await?))
}
