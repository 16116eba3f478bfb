//! Areas and their board.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    domain::{
        area::{AreaName, BoundarySet},
        board::AreaBoard,
        ids::CampaignId,
    },
    error::AppError,
};

/// Areas of a boundary set that the reader answers for.
#[server(prefix = "/api/fn", endpoint = "list_areas", input = GetUrl)]
pub async fn list_areas(set: BoundarySet) -> Result<Vec<AreaName>, AppError> {
    crate::ports::backend()?.list_areas(set).await
}

/// The board of a campaign.
#[server(prefix = "/api/fn", endpoint = "find_area_board", input = GetUrl)]
pub async fn find_area_board(campaign: CampaignId) -> Result<AreaBoard, AppError> {
    crate::ports::backend()?.area_board(campaign).await
}
