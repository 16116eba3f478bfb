//! The plan against reality.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    domain::{
        area::AreaCode,
        ids::CampaignId,
        reality::{Grouping, RealityBoard},
        unit::UnitCode,
    },
    error::AppError,
};

/// The board of a campaign.
#[server(prefix = "/api/fn", endpoint = "find_reality_board", input = GetUrl)]
pub async fn find_reality_board(
    campaign: CampaignId,
    by: Grouping,
    area: Option<AreaCode>,
    unit: Option<UnitCode>,
    message: Option<i32>,
) -> Result<RealityBoard, AppError> {
    // Named here: the browser has no body of this.
    let query = crate::domain::reality::RealityQuery {
        by,
        area,
        unit,
        message,
    };
    crate::ports::backend()?
        .reality_board(campaign, query)
        .await
}
