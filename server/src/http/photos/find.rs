//! `GET /api/v1/photos/{sha256}`

use app::{
    domain::{photo::Sha256, record::RecordKind},
    error::AppError,
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
        etag::{NEVER, PRIVATE, Tagged},
        extract::OnePath,
        problem::{ApiResult, Problems},
    },
    photos::PhotoSize,
};

#[derive(Deserialize, Default, Clone, Copy, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
enum Size {
    #[default]
    Full,
    Thumb,
}

#[derive(Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
struct Params {
    /// `thumb` for one of at most 320 pixels.
    #[serde(default)]
    #[param(inline)]
    size: Size,
}

/// A photo as it is stored, under the hash it was sent under; only for who may see its record.
#[utoipa::path(
    get,
    path = "/api/v1/photos/{sha256}",
    tag = "photos",
    params(("sha256" = Sha256, Path), Params),
    responses((status = 200, description = "The picture", content_type = "image/jpeg", body = Vec<u8>), Problems)
)]
pub async fn find_photo(
    SignedIn(service): SignedIn,
    OnePath(sha256): OnePath<Sha256>,
    uri: Uri,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let Query(params) = Query::<Params>::try_from_uri(&uri).map_err(AppError::bad_request)?;
    let size = match params.size {
        Size::Full => PhotoSize::Full,
        Size::Thumb => PhotoSize::Thumb,
    };
    let (bytes, record) = service.find_photo(&sha256, size).await?;
    // A flag's photo is gone when it is dismissed, from browsers too.
    let cache = match record {
        Some(RecordKind::Flag) | None => NEVER,
        Some(RecordKind::Placement | RecordKind::CheckIn) => PRIVATE,
    };
    Ok(Tagged::new(bytes).respond(&headers, "image/jpeg", cache))
}
