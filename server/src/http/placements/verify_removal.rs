//! `POST /api/v1/placements/{id}/verify-removal`

use app::{
    domain::{
        given::StepPhotos,
        ids::PlacementId,
        placement::{Placement, PlacementTransition},
    },
    ports::Backend,
};

use crate::{
    auth::SignedIn,
    http::{
        extract::{JsonBody, OnePath},
        problem::{ApiResult, Problems},
        version::{IfMatch, Versioned},
    },
};

/// Verifies with photos that a display was taken down, by another person than who reported it.
///
/// The photos come first, by `PUT /api/v1/photos/{sha256}`.
#[utoipa::path(
    post,
    path = "/api/v1/placements/{id}/verify-removal",
    tag = "placements",
    params(
        ("id" = PlacementId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    request_body = StepPhotos,
    responses((status = 200, description = "Closed", body = Placement), Problems)
)]
pub async fn verify_placement_removal(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<PlacementId>,
    IfMatch(seen): IfMatch,
    JsonBody(body): JsonBody<StepPhotos>,
) -> ApiResult<Versioned<Placement>> {
    let step = PlacementTransition::VerifyRemoval;
    let placement = service
        .take_placement_step(id, step, body.into(), seen)
        .await?;
    Ok(Versioned(placement))
}
