//! `GET /api/v1/basemap/tiles` and `GET /api/v1/basemap/tiles/{z}/{x}/{y}`: the basemap of a configured PMTiles file.

use app::error::AppError;
use axum::{
    Json,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    archive::TileArchive,
    http::{
        Web,
        etag::{PUBLIC, Tagged},
        problem::{ApiResult, Problems},
    },
};

/// For tiles that are asked for with the file's present version: that address never means anything else.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// What a map needs to know to draw the tiles: TileJSON 3.0 and what schema they are in.
#[derive(Debug, Serialize, ToSchema)]
pub struct TileDescription {
    tilejson: &'static str,
    /// Address of a tile, with `{z}`, `{x}` and `{y}` in it; starts at this server.
    tiles: [String; 1],
    /// Coarsest zoom.
    minzoom: u8,
    /// Finest zoom.
    maxzoom: u8,
    /// West, south, east, north in degrees.
    bounds: [f64; 4],
    /// Who is to be named, as the file says it.
    attribution: Option<String>,
    /// `raster`, `openmaptiles` or `protomaps`.
    schema: &'static str,
}

/// Which edition of the file the tile is wanted of.
#[derive(Debug, Deserialize)]
pub struct Edition {
    v: Option<String>,
}

/// The tiles of the configured basemap file, described as TileJSON; 404 when there is none.
///
/// Public. `schema` says how to draw them.
#[utoipa::path(
    get,
    path = "/api/v1/basemap/tiles",
    tag = "map",
    responses((status = 200, description = "The description", body = TileDescription), Problems),
    security(())
)]
pub async fn describe_tiles(State(web): State<Web>) -> ApiResult<Response> {
    let archive = archive(&web)?;
    let (minzoom, maxzoom) = archive.zooms();
    let version = &archive.version;
    let description = TileDescription {
        tilejson: "3.0.0",
        tiles: [format!(
            "/api/v1/basemap/tiles/{{z}}/{{x}}/{{y}}?v={version}"
        )],
        minzoom,
        maxzoom,
        bounds: archive.bounds(),
        attribution: archive.attribution.clone(),
        schema: archive.schema.code(),
    };
    // Asked for anew each time, so that tiles of another file are never mixed with these.
    let cache = [(header::CACHE_CONTROL, "no-cache")];
    Ok((cache, Json(description)).into_response())
}

/// A tile of the configured basemap file: a picture or Mapbox vectors.
///
/// Public. 204 where the file has nothing, 404 outside of its zooms and when there is no file. With the version that the
/// description gives (`v`) it may be kept for ever.
#[utoipa::path(
    get,
    path = "/api/v1/basemap/tiles/{z}/{x}/{y}",
    tag = "map",
    params(
        ("z" = u8, Path, description = "Zoom"),
        ("x" = u32, Path, description = "Column from the west"),
        ("y" = u32, Path, description = "Row from the north"),
        ("v" = Option<String>, Query, description = "Version of the file"),
    ),
    responses(
        (status = 200, description = "The tile", content_type = "application/vnd.mapbox-vector-tile", body = Vec<u8>),
        (status = 204, description = "Nothing there"),
        Problems
    ),
    security(())
)]
pub async fn find_tile(
    State(web): State<Web>,
    path: Result<Path<(u8, u32, u32)>, axum::extract::rejection::PathRejection>,
    Query(edition): Query<Edition>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let archive = archive(&web)?;
    // What is no number is no tile either.
    let Path((z, x, y)) = path.map_err(|_| AppError::NotFound)?;
    if !archive.covers(z, x, y) {
        return Err(AppError::NotFound.into());
    }
    let cache = match edition.v.as_deref() == Some(&archive.version) {
        true => IMMUTABLE,
        false => PUBLIC,
    };
    let Some(stored) = archive.tile(z, x, y).await? else {
        let cache = [(header::CACHE_CONTROL, cache)];
        return Ok((StatusCode::NO_CONTENT, cache).into_response());
    };
    if !stored.is_gzip {
        return Ok(Tagged::new(stored.bytes).respond(&headers, archive.media_type(), cache));
    }
    let mut response = if takes_gzip(&headers) {
        let mut packed = Tagged::new(stored.bytes).respond(&headers, archive.media_type(), cache);
        let gzip = HeaderValue::from_static("gzip");
        packed.headers_mut().insert(header::CONTENT_ENCODING, gzip);
        packed
    } else {
        let plain = archive.plain_tile(z, x, y).await?.unwrap_or_default();
        Tagged::new(plain).respond(&headers, archive.media_type(), cache)
    };
    let accept = HeaderValue::from_static("accept-encoding");
    response.headers_mut().insert(header::VARY, accept);
    Ok(response)
}

fn archive(web: &Web) -> ApiResult<&TileArchive> {
    let archive = web.archive().ok_or(AppError::NotFound)?;
    Ok(archive)
}

/// Whether the client can undo gzip, as every browser can.
fn takes_gzip(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter();
    accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let (name, rest) = coding.split_once(';').unwrap_or((coding, ""));
            matches!(name.trim(), "gzip" | "*") && !matches!(rest.trim(), "q=0" | "q=0.0")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_is_given_to_who_takes_it() {
        let takes = |value: &'static str| {
            let value = HeaderValue::from_static(value);
            takes_gzip(&HeaderMap::from_iter([(header::ACCEPT_ENCODING, value)]))
        };
        assert!(takes("gzip, deflate, br") && takes("br;q=1, gzip;q=0.5") && takes("*"));
        assert!(!takes("identity") && !takes("gzip;q=0, br"));
        assert!(!takes_gzip(&HeaderMap::new()));
    }
}
