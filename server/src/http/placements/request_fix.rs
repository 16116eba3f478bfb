//! `POST /api/v1/placements/{id}/request-fix`

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

/// Asks the unit that hangs it for a fix.
#[utoipa::path(
    post,
    path = "/api/v1/placements/{id}/request-fix",
    tag = "placements",
    params(
        ("id" = PlacementId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    responses((status = 200, description = "Asked for", body = Placement), Problems)
)]
pub async fn request_placement_fix(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<PlacementId>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<Placement>> {
    let step = PlacementTransition::RequestFix;
    let placement = service
        .take_placement_step(id, step, Given::default(), seen)
        .await?;
    Ok(Versioned(placement))
}
