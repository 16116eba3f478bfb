//! `GET /api/v1/plans/{campaign}/template.xlsx`

use app::domain::ids::CampaignId;
use axum::response::Response;

use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiResult, Problems},
        reports,
    },
};

/// The workbook that units fill in: heads, an example, kinds, units and messages to choose from, how to write the rest.
#[utoipa::path(
    get,
    path = "/api/v1/plans/{campaign}/template.xlsx",
    tag = "plans",
    params(("campaign" = CampaignId, Path)),
    responses((status = 200, description = "The workbook",
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body = Vec<u8>), Problems)
)]
pub async fn find_plan_template(
    SignedIn(service): SignedIn,
    OnePath(campaign): OnePath<CampaignId>,
) -> ApiResult<Response> {
    let (campaign, book) = service.plan_template(campaign).await?;
    Ok(reports::workbook(
        &format!("mau-ke-hoach-{}", campaign.code),
        book,
    ))
}
