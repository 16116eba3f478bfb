//! `GET /api/v1/reports/{campaign}/reality.csv`

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

/// The plan against reality as CSV, with a row of totals.
#[utoipa::path(
    get,
    path = "/api/v1/reports/{campaign}/reality.csv",
    tag = "reports",
    params(("campaign" = CampaignId, Path), RealityParams),
    responses((
        status = 200,
        description = "The file",
        content_type = "text/csv",
        body = Vec<u8>,
    ), Problems)
)]
pub async fn find_reality_csv(
    State(state): State<AppState>,
    SignedIn(service): SignedIn,
    OnePath(campaign): OnePath<CampaignId>,
    params: RealityParams,
) -> ApiResult<Response> {
    let made_at = state.clock.now();
    reality_file(&service, campaign, params.into(), FileKind::Csv, made_at).await
}
