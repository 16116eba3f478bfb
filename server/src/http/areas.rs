//! `GET /api/v1/areas`

use app::{
    domain::area::{AreaName, BoundarySet},
    error::AppError,
    ports::Backend,
};
use axum::{
    extract::Query,
    http::{HeaderMap, Uri},
    response::Response,
};
use serde::Deserialize;

use crate::{
    auth::SignedIn,
    http::{
        etag,
        problem::{ApiResult, Problems},
    },
};

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Params {
    /// The boundary set.
    set: BoundarySet,
}

/// Areas (địa bàn) of a boundary set that the reader answers for, by name.
#[utoipa::path(
    get,
    path = "/api/v1/areas",
    tag = "reference",
    params(Params),
    responses((status = 200, description = "All of them", body = Vec<AreaName>), Problems)
)]
pub async fn list_areas(
    SignedIn(service): SignedIn,
    uri: Uri,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let Query(params) = Query::<Params>::try_from_uri(&uri).map_err(AppError::bad_request)?;
    etag::json(&headers, &service.list_areas(params.set).await?)
}
