//! Places that a text may mean.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    domain::{ids::CampaignId, place::Places},
    error::AppError,
};

/// Sites, areas and streets by code or name.
#[server(prefix = "/api/fn", endpoint = "find_places", input = GetUrl)]
pub async fn find_places(text: String, campaign: Option<CampaignId>) -> Result<Places, AppError> {
    crate::ports::backend()?.find_places(text, campaign).await
}
