//! What the map draws.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{domain::map::MapView, error::AppError};

/// The address of the configured map style, if the installation has one. The server puts it into context.
#[derive(Debug, Clone, Default)]
pub struct ConfiguredMapStyle(pub Option<String>);

/// Records and clusters inside the query's box at `zoom`.
#[server(prefix = "/api/fn", endpoint = "find_map_view", input = GetUrl)]
pub async fn find_map_view(query: String, zoom: u8) -> Result<MapView, AppError> {
    crate::ports::backend()?
        .map_view(super::parse_query(&query)?, zoom)
        .await
}

/// The address of the style that replaces the own basemap.
#[server(prefix = "/api/fn", endpoint = "find_map_style", input = GetUrl)]
pub async fn find_map_style() -> Result<Option<String>, AppError> {
    Ok(use_context::<ConfiguredMapStyle>().unwrap_or_default().0)
}
