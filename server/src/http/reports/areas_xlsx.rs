//! `GET /api/v1/reports/{campaign}/areas.xlsx`

use app::domain::ids::CampaignId;
use axum::{extract::State, response::Response};

use super::file::{FileKind, board_file};
use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiResult, Problems},
    },
    state::AppState,
};

/// The board of areas as XLSX, one row an area: sites, planned, hung, checked, removed, by kind, flags by state.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{campaign}/areas.xlsx",
    tag = "reports",
    params(("campaign" = CampaignId, Path)),
    responses((status = 200, description = "The file", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), Problems)
)]
pub async fn find_areas_xlsx(
    State(state): State<AppState>,
    SignedIn(service): SignedIn,
    OnePath(campaign): OnePath<CampaignId>,
) -> ApiResult<Response> {
    board_file(&service, campaign, FileKind::Xlsx, state.clock.now()).await
}
