//! `GET /api/v1/campaigns`

use app::{domain::campaign::Campaign, ports::Backend};
use axum::{http::HeaderMap, response::Response};

use crate::{
    auth::SignedIn,
    http::{
        etag,
        problem::{ApiResult, Problems},
    },
};

/// Campaigns (đợt tuyên truyền), newest window first.
#[utoipa::path(
    get,
    path = "/api/v1/campaigns",
    tag = "campaigns",
    responses((status = 200, description = "All of them", body = Vec<Campaign>), Problems)
)]
pub async fn list_campaigns(
    SignedIn(service): SignedIn,
    headers: HeaderMap,
) -> ApiResult<Response> {
    etag::json(&headers, &service.list_campaigns().await?)
}
