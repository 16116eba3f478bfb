//! How placements stood on a day of their campaign.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{domain::past::DayCounts, error::AppError};

/// Counts by state at the end of each day; `query` is what [`super::to_query`] writes.
#[server(prefix = "/api/fn", endpoint = "list_days", input = GetUrl)]
pub async fn list_days(query: String) -> Result<Vec<DayCounts>, AppError> {
    crate::ports::backend()?
        .list_days(super::parse_query(&query)?)
        .await
}
