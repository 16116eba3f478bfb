//! `GET /api/v1/map`

use app::{domain::map::MapView, error::AppError, ports::Backend};
use axum::{Json, extract::FromRequestParts, http::request::Parts};

use crate::{
    auth::SignedIn,
    http::{
        docs::ListParams,
        extract::{filters, pairs},
        problem::{ApiError, ApiResult, Problems},
    },
};

/// Deepest zoom a map asks for.
const MAX_ZOOM: u8 = 22;

/// The `zoom` of a request.
pub struct Zoom(u8);

/// The filters of a request beside its `zoom`.
pub struct MapFilters(app::domain::query::RecordQuery);

impl<S: Send + Sync> FromRequestParts<S> for Zoom {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let pairs = pairs(parts)?;
        let zoom = pairs
            .iter()
            .find_map(|(name, value)| (name == "zoom").then(|| value.parse().ok()))
            .flatten();
        let zoom = zoom.filter(|zoom| *zoom <= MAX_ZOOM);
        Ok(Self(zoom.ok_or_else(|| {
            AppError::bad_request(format!("zoom: write a whole number from 0 to {MAX_ZOOM}"))
        })?))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for MapFilters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut pairs = pairs(parts)?;
        pairs.retain(|(name, _)| name != "zoom");
        Ok(Self(filters(&pairs)?))
    }
}

/// What the map draws inside the box at a zoom: clusters from afar, single records close by.
#[utoipa::path(
    get,
    path = "/api/v1/map",
    tag = "map",
    params(ListParams, ("zoom" = u8, Query, maximum = 22, description = "Zoom of the tile pyramid, 0–22")),
    responses((status = 200, description = "The view", body = MapView), Problems)
)]
pub async fn find_map_view(
    SignedIn(service): SignedIn,
    Zoom(zoom): Zoom,
    MapFilters(query): MapFilters,
) -> ApiResult<Json<MapView>> {
    Ok(Json(service.map_view(query, zoom).await?))
}
