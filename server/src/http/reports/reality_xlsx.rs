//! `GET /api/v1/reports/{campaign}/reality.xlsx`

use app::domain::ids::CampaignId;
use axum::{extract::State, response::Response};

use super::{
    file::{FileKind, reality_file},
    reality::RealityParams,
};
use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiResult, Problems},
    },
    state::AppState,
};

/// The plan against reality as a workbook, with a row of totals.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{campaign}/reality.xlsx",
    tag = "reports",
    params(("campaign" = CampaignId, Path), RealityParams),
    responses((
        status = 200,
        description = "The file",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        body = Vec<u8>,
    ), Problems)
)]
pub async fn find_reality_xlsx(
    State(state): State<AppState>,
    SignedIn(service): SignedIn,
    OnePath(campaign): OnePath<CampaignId>,
    params: RealityParams,
) -> ApiResult<Response> {
    let made_at = state.clock.now();
    reality_file(&service, campaign, params.into(), FileKind::Xlsx, made_at).await
}
