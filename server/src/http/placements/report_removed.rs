//! `POST /api/v1/placements/{id}/report-removed`

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

/// Reports with photos that a display was taken down.
///
/// The photos come first, by `PUT /api/v1/photos/{sha256}`.
#[utoipa::path(
    post,
    path = "/api/v1/placements/{id}/report-removed",
    tag = "placements",
    params(
        ("id" = PlacementId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    request_body = StepPhotos,
    responses((status = 200, description = "Reported", body = Placement), Problems)
)]
pub async fn report_placement_removed(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<PlacementId>,
    IfMatch(seen): IfMatch,
    JsonBody(body): JsonBody<StepPhotos>,
) -> ApiResult<Versioned<Placement>> {
    let step = PlacementTransition::ReportRemoved;
    let placement = service
        .take_placement_step(id, step, body.into(), seen)
        .await?;
    Ok(Versioned(placement))
}
