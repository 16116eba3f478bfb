//! `GET /tiles/records/{z}/{x}/{y}.mvt`

use app::{
    domain::{map::MapLook, past::Past, query::RecordQuery, time::Date},
    error::AppError,
    geo::cell::CELL_ZOOM,
};
use axum::{
    extract::{FromRequestParts, Path},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    response::Response,
};
use mvt::{GeomData, GeomEncoder, GeomType, Layer, Tile};

use crate::{
    auth::SignedIn,
    http::{
        docs::ListParams,
        etag::{PRIVATE, Tagged},
        extract::{filters, pairs},
        problem::{ApiError, ApiResult, Problems},
    },
    storage::{TileAddress, TileContent},
};

/// Deepest zoom; a map that is closer draws these tiles larger.
const MAX_ZOOM: u8 = 18;
/// Units along a tile's side.
const EXTENT: u32 = 4096;
const MEDIA_TYPE: &str = "application/vnd.mapbox-vector-tile";

/// The tile that a path names.
pub struct TilePath(TileAddress);

impl<S: Send + Sync> FromRequestParts<S> for TilePath {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Path((z, x, file)) = Path::<(String, String, String)>::from_request_parts(parts, state)
            .await
            .map_err(AppError::bad_request)?;
        let address = || {
            let y = file.strip_suffix(".mvt")?.parse().ok()?;
            let z = z.parse().ok().filter(|z| *z <= MAX_ZOOM)?;
            TileAddress::new(z, x.parse().ok()?, y)
        };
        Ok(Self(address().ok_or(AppError::NotFound)?))
    }
}

/// The filters of a tile, with the day that it is to show.
pub struct TileFilters {
    query: RecordQuery,
    past: Option<Past>,
}

impl<S: Send + Sync> FromRequestParts<S> for TileFilters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let mut pairs = pairs(parts)?;
        let mut day = |wanted: &str| -> Result<Option<Date>, AppError> {
            let at = pairs.iter().position(|(name, _)| name == wanted);
            let value = at
                .map(|at| pairs.remove(at).1)
                .filter(|value| !value.is_empty());
            let read = value.map(|value| value.parse()).transpose();
            read.map_err(|bad| AppError::bad_request(format!("{wanted}: {bad}")))
        };
        let (as_of, compared_with) = (day("as_of")?, day("compared_with")?);
        let past = as_of.map(|as_of| Past {
            as_of,
            compared_with,
        });
        if compared_with.is_some_and(|earlier| as_of.is_none_or(|as_of| earlier >= as_of)) {
            let words = "compared_with: a day before as_of";
            return Err(AppError::bad_request(words).into());
        }
        Ok(Self {
            query: filters(&pairs)?,
            past,
        })
    }
}

/// A tile of the records that the reader may see, as Mapbox vectors, with the filters of a list.
///
/// Layer `records` has single records with `record`, `id`, `kind`, `status` and `look`; layer `clusters` has cells with `record`,
/// `count`, the number of each look, and the cell as `bbox`. Placements, and so flags, are one or the other. Answered with an
/// ETag; for the reader alone.
///
/// With `as_of` it holds placements alone, as they stood at the end of that day; with `compared_with` too, only those that were hung,
/// checked or taken down since the end of that earlier day.
#[utoipa::path(
    get,
    path = "/tiles/records/{z}/{x}/{file}",
    tag = "map",
    params(
        ("z" = u8, Path, maximum = 18, description = "Zoom"),
        ("x" = u32, Path, description = "Column from the west"),
        ("file" = String, Path, description = "Row from the north, with `.mvt`"),
        ListParams,
        ("as_of" = Option<Date>, Query, description = "The end of this day instead of now"),
        ("compared_with" = Option<Date>, Query, description = "Only what changed since the end of this earlier day"),
    ),
    responses(
        (status = 200, description = "The tile", content_type = "application/vnd.mapbox-vector-tile", body = Vec<u8>),
        (status = 304, description = "The same as the reader has"),
        Problems
    )
)]
pub async fn find_record_tile(
    SignedIn(service): SignedIn,
    TilePath(tile): TilePath,
    TileFilters { query, past }: TileFilters,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let content = match past {
        Some(past) => service.past_tile(tile, &query, past).await?,
        None => service.tile(tile, &query).await?,
    };
    let bytes = encode(tile, &content).map_err(|error| {
        tracing::error!(%error, "a tile could not be written");
        AppError::Internal
    })?;
    let mut response = Tagged::new(bytes).respond(&headers, MEDIA_TYPE, PRIVATE);
    let cookie = HeaderValue::from_static("cookie");
    response.headers_mut().append(header::VARY, cookie);
    Ok(response)
}

fn encode(address: TileAddress, content: &TileContent) -> Result<Vec<u8>, mvt::Error> {
    let mut tile = Tile::new(EXTENT);
    let layer = records(address, content, tile.create_layer("records"))?;
    tile.add_layer(layer)?;
    let layer = clusters(address, content, tile.create_layer("clusters"))?;
    tile.add_layer(layer)?;
    tile.to_bytes()
}

fn records(
    address: TileAddress,
    content: &TileContent,
    mut layer: Layer,
) -> Result<Layer, mvt::Error> {
    for one in &content.records {
        let mut feature = layer.into_feature(point(address, one.lon, one.lat)?);
        feature.add_tag_string("record", one.record.code());
        feature.add_tag_string("id", &one.id.to_string());
        feature.add_tag_string("kind", one.kind.code());
        feature.add_tag_string("status", &one.status);
        let look = MapLook::of(one.record, &one.status);
        feature.add_tag_string("look", look.code());
        layer = feature.into_layer();
    }
    Ok(layer)
}

fn clusters(
    address: TileAddress,
    content: &TileContent,
    mut layer: Layer,
) -> Result<Layer, mvt::Error> {
    for one in &content.clusters {
        let mut feature = layer.into_feature(point(address, one.cluster.lon, one.cluster.lat)?);
        feature.add_tag_string("record", one.record.code());
        feature.add_tag_int("count", one.cluster.count);
        for (look, count) in &one.cluster.by_look {
            feature.add_tag_int(look.code(), *count);
        }
        feature.add_tag_string("bbox", &one.bbox.to_string());
        layer = feature.into_layer();
    }
    Ok(layer)
}

/// A position in the tile's own units; one on its very edge stays in it.
fn point(address: TileAddress, lon: f64, lat: f64) -> Result<GeomData, mvt::Error> {
    let (x, y) = address.share(lon, lat);
    let units = |share: f64| {
        (share * f64::from(EXTENT))
            .floor()
            .clamp(0.0, f64::from(EXTENT - 1))
    };
    GeomEncoder::<f64>::new(GeomType::Point)
        .point(units(x), units(y))?
        .encode()
}

const _: () = assert!(
    MAX_ZOOM + 3 <= CELL_ZOOM,
    "cells drawn are finer than those stored"
);
