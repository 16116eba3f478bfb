//! `GET /api/v1/sites`

use app::{
    domain::{query::Page, site::Site},
    ports::Backend,
};
use axum::Json;

use crate::{
    auth::SignedIn,
    http::{
        docs::ListParams,
        extract::Filters,
        problem::{ApiResult, Problems},
    },
};

/// Planned sites. `status` filters by their placement's.
#[utoipa::path(
    get,
    path = "/api/v1/sites",
    tag = "sites",
    params(ListParams),
    responses((status = 200, description = "One page", body = Page<Site>), Problems)
)]
pub async fn list_sites(
    SignedIn(service): SignedIn,
    Filters(query): Filters,
) -> ApiResult<Json<Page<Site>>> {
    Ok(Json(service.list_sites(query).await?))
}
