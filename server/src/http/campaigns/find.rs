//! `GET /api/v1/campaigns/{id}`

use app::{
    domain::{campaign::Campaign, ids::CampaignId},
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

/// One campaign.
#[utoipa::path(
    get,
    path = "/api/v1/campaigns/{id}",
    tag = "campaigns",
    params(("id" = CampaignId, Path)),
    responses((status = 200, description = "As it is now", body = Campaign), Problems)
)]
pub async fn find_campaign(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<CampaignId>,
) -> ApiResult<Json<Campaign>> {
    Ok(Json(service.find_campaign(id).await?))
}
