//! What tus says in headers.

use std::time::{Duration, SystemTime};

use app::{domain::photo::Sha256, error::AppError};
use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{AppendHeaders, IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};

use crate::{backend::Upload, http::problem::ApiError};

/// The one version of the protocol that is spoken.
pub const VERSION: &str = "1.0.0";
/// What of its extensions is spoken.
pub const EXTENSIONS: &str = "creation,expiration";
/// Media type of a part.
pub const PART: &str = "application/offset+octet-stream";

pub const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub const VERSIONS: HeaderName = HeaderName::from_static("tus-version");
pub const EXTENSION: HeaderName = HeaderName::from_static("tus-extension");
pub const MAX_SIZE: HeaderName = HeaderName::from_static("tus-max-size");
pub const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// The request speaks the version of the protocol that is spoken here. It stands after [`crate::auth::SignedIn`] and
/// before a body.
pub struct Spoken;

impl<S: Send + Sync> FromRequestParts<S> for Spoken {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Response> {
        match parts.headers.get(RESUMABLE) {
            Some(version) if version == VERSION => Ok(Self),
            _ => Err((
                StatusCode::PRECONDITION_FAILED,
                AppendHeaders([(VERSIONS, VERSION), (RESUMABLE, VERSION)]),
            )
                .into_response()),
        }
    }
}

/// A header that is a number of bytes.
///
/// # Errors
/// A bad request when it isn't there or is none.
pub fn bytes(headers: &HeaderMap, name: &HeaderName) -> Result<u64, ApiError> {
    let number = headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok());
    Ok(number.ok_or_else(|| AppError::bad_request(format!("{name} must be a number of bytes")))?)
}

/// The hash in the upload's metadata, which names the photo.
///
/// # Errors
/// A bad request when there is none.
pub fn sha256(headers: &HeaderMap) -> Result<Sha256, ApiError> {
    let pairs = headers.get(METADATA).and_then(|value| value.to_str().ok());
    let mut pairs = pairs.unwrap_or_default().split(',');
    let hash = pairs.find_map(|pair| {
        let value = pair.trim().strip_prefix("sha256 ")?;
        let text = String::from_utf8(STANDARD.decode(value.trim()).ok()?).ok()?;
        text.parse().ok()
    });
    Ok(hash.ok_or_else(|| {
        AppError::bad_request(format!(
            "{METADATA} must have sha256: the photo's hash as 64 lower-case hexadecimal digits, in base64"
        ))
    })?)
}

/// How far an upload has got, as headers of every answer about it.
pub fn state(upload: &Upload) -> impl IntoResponse + use<> {
    let until = Duration::from_millis(upload.expires_at.0.unsigned_abs());
    let expires = httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + until);
    AppendHeaders([
        (RESUMABLE, text(VERSION)),
        (OFFSET, upload.offset.into()),
        (LENGTH, upload.length.into()),
        (EXPIRES, text(&expires)),
        (header::CACHE_CONTROL, text("no-store")),
    ])
}

fn text(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}
