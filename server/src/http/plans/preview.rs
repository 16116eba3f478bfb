//! `POST /api/v1/plans/{campaign}/preview`

use app::domain::{ids::CampaignId, plan::PlanPreview};
use axum::{Json, body::Body, http::HeaderMap};

use super::file;
use crate::{
    auth::SignedIn,
    http::{
        extract::{ImportRoom, OnePath},
        language,
        problem::{ApiResult, Problems},
    },
};

/// What a placement list (XLSX or CSV) would change of a campaign's plan, row by row. Nothing is written.
///
/// Rows with problems name column and words. Sites that the file does not name stay as they are; what officers have
/// recorded stays in any case. `tag` names this preview for the import.
#[utoipa::path(
    post,
    path = "/api/v1/plans/{campaign}/preview",
    tag = "plans",
    params(("campaign" = CampaignId, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "What each row would do", body = PlanPreview), Problems)
)]
pub async fn preview_plan(
    SignedIn(service): SignedIn,
    _room: ImportRoom,
    OnePath(campaign): OnePath<CampaignId>,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Json<PlanPreview>> {
    service.check_may_import_plans()?;
    let file = file(&headers, body).await?;
    Ok(Json(
        service
            .preview_plan(campaign, file, language::of(&headers))
            .await?,
    ))
}
