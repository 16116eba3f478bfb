//! `GET /api/v1/reports/{campaign}/areas`

use app::{
    domain::{board::AreaBoard, ids::CampaignId},
    ports::Backend,
};
use axum::Json;

use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiResult, Problems},
    },
};

/// The board of areas: the plan against what hangs, one row an area the reader answers for.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{campaign}/areas",
    tag = "reports",
    params(("campaign" = CampaignId, Path)),
    responses((status = 200, description = "The board", body = AreaBoard), Problems)
)]
pub async fn find_area_board(
    SignedIn(service): SignedIn,
    OnePath(campaign): OnePath<CampaignId>,
) -> ApiResult<Json<AreaBoard>> {
    Ok(Json(service.area_board(campaign).await?))
}
