//! Placements.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    domain::{ids::PlacementId, placement::Placement, query::Page},
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
