//! `GET /api/v1/grounds`

use app::{domain::ground::Ground, ports::Backend};
use axum::{http::HeaderMap, response::Response};

use crate::{
    auth::SignedIn,
    http::{
        etag,
        problem::{ApiResult, Problems},
    },
};

/// Grounds of flags (căn cứ), by code.
#[utoipa::path(
    get,
    path = "/api/v1/grounds",
    tag = "reference",
    responses((status = 200, description = "All of them", body = Vec<Ground>), Problems)
)]
pub async fn list_grounds(SignedIn(service): SignedIn, headers: HeaderMap) -> ApiResult<Response> {
    etag::json(&headers, &service.list_grounds().await?)
}
