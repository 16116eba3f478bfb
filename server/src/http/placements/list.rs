//! `GET /api/v1/placements`

use app::{
    domain::{
        placement::{Placement, PlacementStatus},
        query::Page,
    },
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

/// Placements, those that are only planned too; newest change first.
#[utoipa::path(
    get,
    path = "/api/v1/placements",
    tag = "placements",
    params(ListParams),
    responses((status = 200, description = "One page", body = Page<Placement>), Problems)
)]
pub async fn list_placements(
    SignedIn(service): SignedIn,
    Filters(query): Filters,
) -> ApiResult<Json<Page<Placement>>> {
    query.check_states(PlacementStatus::ALL.iter().map(|code| code.code()))?;
    Ok(Json(service.list_placements(query).await?))
}
