//! `GET /api/v1/sites/{id}`

use app::{
    domain::{ids::SiteId, site::Site},
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

/// One planned site.
#[utoipa::path(
    get,
    path = "/api/v1/sites/{id}",
    tag = "sites",
    params(("id" = SiteId, Path)),
    responses((status = 200, description = "As it is now", body = Site), Problems)
)]
pub async fn find_site(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<SiteId>,
) -> ApiResult<Json<Site>> {
    Ok(Json(service.find_site(id).await?))
}
