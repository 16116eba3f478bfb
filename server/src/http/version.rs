//! Optimistic locking: a record's own address answers with its version as ETag, and a step may say by `If-Match` on which
//! version it was decided.
//!
//! The tag is strong, as `If-Match` wants it, and names the record's state, not the bytes: they also say what the reader
//! may do. So these addresses answer no `If-None-Match`.

use app::{
    domain::{flag::Flag, placement::Placement, record::Version},
    error::AppError,
};
use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderValue, header, request::Parts},
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{etag::PRIVATE, problem::ApiError};

/// A record that counts its changes.
pub trait Counted: Serialize {
    /// Its version.
    fn version(&self) -> Version;
}

impl Counted for Flag {
    fn version(&self) -> Version {
        self.version
    }
}

impl Counted for Placement {
    fn version(&self) -> Version {
        self.version
    }
}

/// A record as JSON, with its version as ETag.
pub struct Versioned<T>(pub T);

impl<T: Counted> IntoResponse for Versioned<T> {
    fn into_response(self) -> Response {
        let tag = format!("\"{}\"", self.0.version().0);
        let mut response = Json(self.0).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::ETAG,
            HeaderValue::from_str(&tag).expect("digits are valid in a header"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(PRIVATE));
        response
    }
}

/// The version a request was decided on; none where it does not say, or says `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<Version>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Ok(Self(None));
        };
        Ok(read(value).ok_or_else(|| {
            AppError::bad_request("If-Match must be * or the one ETag that was read, such as \"3\"")
        })?)
    }
}

fn read(value: &HeaderValue) -> Option<IfMatch> {
    let text = value.to_str().ok()?.trim();
    if text == "*" {
        return Some(IfMatch(None));
    }
    let digits = text.strip_prefix('"')?.strip_suffix('"')?;
    Some(IfMatch(Some(Version(digits.parse().ok()?))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_strong_tag_is_read() {
        let of = |text| read(&HeaderValue::from_static(text));
        assert_eq!(of("\"3\""), Some(IfMatch(Some(Version(3)))));
        assert_eq!(of(" * "), Some(IfMatch(None)));
        for other in ["3", "W/\"3\"", "\"3\", \"4\"", "\"x\"", "\""] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
