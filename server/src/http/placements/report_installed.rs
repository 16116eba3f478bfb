//! `POST /api/v1/placements/{id}/report-installed`

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

/// Reports a planned display as hung, by the unit that hangs it or by who records in the street.
#[utoipa::path(
    post,
    path = "/api/v1/placements/{id}/report-installed",
    tag = "placements",
    params(
        ("id" = PlacementId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    responses((status = 200, description = "Reported", body = Placement), Problems)
)]
pub async fn report_placement_installed(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<PlacementId>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<Placement>> {
    let step = PlacementTransition::ReportInstalled;
    let placement = service
        .take_placement_step(id, step, Given::default(), seen)
        .await?;
    Ok(Versioned(placement))
}
