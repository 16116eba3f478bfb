//! `POST /api/v1/placements/{id}/verify`

use app::{
    domain::{
        given::Given,
        ids::PlacementId,
        placement::{Placement, PlacementTransition},
    },
    ports::Backend,
};

use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiResult, Problems},
        version::{IfMatch, Versioned},
    },
};

/// Verifies that a display hangs as it should.
#[utoipa::path(
    post,
    path = "/api/v1/placements/{id}/verify",
    tag = "placements",
    params(
        ("id" = PlacementId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    responses((status = 200, description = "Verified", body = Placement), Problems)
)]
pub async fn verify_placement(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<PlacementId>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<Placement>> {
    let step = PlacementTransition::Verify;
    let placement = service
        .take_placement_step(id, step, Given::default(), seen)
        .await?;
    Ok(Versioned(placement))
}
