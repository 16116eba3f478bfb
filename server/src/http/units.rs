//! `GET /api/v1/units`

use app::{domain::unit::Unit, ports::Backend};
use axum::{http::HeaderMap, response::Response};

use crate::{
    auth::SignedIn,
    http::{
        etag,
        problem::{ApiResult, Problems},
    },
};

/// Units that hang (đơn vị thực hiện), by name.
#[utoipa::path(
    get,
    path = "/api/v1/units",
    tag = "reference",
    responses((status = 200, description = "All of them", body = Vec<Unit>), Problems)
)]
pub async fn list_units(SignedIn(service): SignedIn, headers: HeaderMap) -> ApiResult<Response> {
    etag::json(&headers, &service.list_units().await?)
}
