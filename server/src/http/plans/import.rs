//! `PUT /api/v1/plans/{campaign}`

use app::{
    domain::{ids::CampaignId, plan::PlanImport},
    error::AppError,
};
use axum::{
    Json,
    body::Body,
    http::{HeaderMap, header},
};

use super::file;
use crate::{
    auth::SignedIn,
    http::{
        extract::{ImportRoom, OnePath},
        problem::{ApiResult, Problems},
    },
};

/// Writes a placement list as it was previewed, in one transaction or not at all.
///
/// `If-Match` is the preview's `tag` in quotes. Another file, another import meanwhile, or an officer's visit to a site
/// that would change is a 412, and nothing is written.
#[utoipa::path(
    put,
    path = "/api/v1/plans/{campaign}",
    tag = "plans",
    params(("campaign" = CampaignId, Path), ("If-Match" = String, Header, description = "The preview's tag in quotes")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "What was written", body = PlanImport), Problems)
)]
pub async fn import_plan(
    SignedIn(service): SignedIn,
    _room: ImportRoom,
    OnePath(campaign): OnePath<CampaignId>,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Json<PlanImport>> {
    service.check_may_import_plans()?;
    let tag = headers
        .get(header::IF_MATCH)
        .and_then(|value| value.to_str().ok());
    let tag = tag.map(|tag| tag.trim().trim_matches('"').to_owned());
    let tag = tag.ok_or_else(|| AppError::bad_request("If-Match must be the preview's tag"))?;
    let file = file(&headers, body).await?;
    Ok(Json(service.import_plan(campaign, file, &tag).await?))
}
