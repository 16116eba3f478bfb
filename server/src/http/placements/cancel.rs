//! `POST /api/v1/placements/{id}/cancel`

use app::{
    domain::{
        flag::Reason,
        given::Given,
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

/// Cancels a planned display that nobody hung, with a reason.
#[utoipa::path(
    post,
    path = "/api/v1/placements/{id}/cancel",
    tag = "placements",
    params(
        ("id" = PlacementId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    request_body = Reason,
    responses((status = 200, description = "Cancelled", body = Placement), Problems)
)]
pub async fn cancel_placement(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<PlacementId>,
    IfMatch(seen): IfMatch,
    JsonBody(body): JsonBody<Reason>,
) -> ApiResult<Versioned<Placement>> {
    let step = PlacementTransition::Cancel;
    let placement = service
        .take_placement_step(id, step, Given::reason(body.reason), seen)
        .await?;
    Ok(Versioned(placement))
}
