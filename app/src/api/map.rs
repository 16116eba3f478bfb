//! What the map draws.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{domain::map::Overview, error::AppError};

/// The address of the configured map style, if the installation has one. The server puts it into context.
#[derive(Debug, Clone, Default)]
pub struct ConfiguredMapStyle(pub Option<String>);

/// Where the query's records lie.
#[server(prefix = "/api/fn", endpoint = "find_map_overview", input = GetUrl)]
pub async fn find_map_overview(query: String) -> Result<Overview, AppError> {
    crate::ports::backend()?
        .map_overview(super::parse_query(&query)?)
        .await
}

/// The address of the style that replaces the own basemap.
#[server(prefix = "/api/fn", endpoint = "find_map_style", input = GetUrl)]
pub async fn find_map_style() -> Result<Option<String>, AppError> {
    Ok(use_context::<ConfiguredMapStyle>().unwrap_or_default().0)
}
