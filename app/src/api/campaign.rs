//! Campaigns.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{domain::campaign::Campaign, error::AppError};

/// Campaigns, newest window first.
#[server(prefix = "/api/fn", endpoint = "list_campaigns", input = GetUrl)]
pub async fn list_campaigns() -> Result<Vec<Campaign>, AppError> {
    crate::ports::backend()?.list_campaigns().await
}
