//! Placements.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use crate::{
    domain::{
        given::Given,
        ids::PlacementId,
        placement::{Placement, PlacementTransition},
        query::Page,
        record::Version,
    },
    error::AppError,
};

/// Placements; `query` is what [`super::to_query`] writes.
#[server(prefix = "/api/fn", endpoint = "list_placements", input = GetUrl)]
pub async fn list_placements(query: String) -> Result<Page<Placement>, AppError> {
    crate::ports::backend()?
        .list_placements(super::parse_query(&query)?)
        .await
}

/// One placement.
#[server(prefix = "/api/fn", endpoint = "find_placement", input = GetUrl)]
pub async fn find_placement(id: PlacementId) -> Result<Placement, AppError> {
    crate::ports::backend()?.find_placement(id).await
}

/// Takes a step of its workflow, decided on the version that the page shows.
#[server(prefix = "/api/fn", endpoint = "take_placement_step", input = Json)]
pub async fn take_placement_step(
    id: PlacementId,
    step: PlacementTransition,
    given: Given,
    seen: Version,
) -> Result<Placement, AppError> {
    crate::ports::backend()?
        .take_placement_step(id, step, given, Some(seen))
        .await
}
