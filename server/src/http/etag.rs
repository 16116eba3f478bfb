//! Answers with an ETag: who has the same bytes already gets 304 and no body.
//!
//! The tags are weak, because the same answer may go out compressed or not.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::problem::ApiResult;

/// For what only the reader may see: kept by the browser, asked for anew each time.
pub const PRIVATE: &str = "private, no-cache";
/// For what no browser may keep.
pub const NEVER: &str = "no-store";
/// For public reference data that changes with an import: fresh for an hour, usable for a week meanwhile.
pub const PUBLIC: &str = "public, max-age=3600, stale-while-revalidate=604800";

/// Bytes with their tag, made once and answered often.
#[derive(Debug, Clone)]
pub struct Tagged {
    bytes: Bytes,
    etag: HeaderValue,
}

impl Tagged {
    /// These bytes.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let etag = tag(&bytes);
        Self { bytes, etag }
    }

    /// The answer to a request with these headers.
    pub fn respond(
        &self,
        headers: &HeaderMap,
        media_type: &'static str,
        cache: &'static str,
    ) -> Response {
        respond(
            headers,
            self.etag.clone(),
            || self.bytes.clone().into(),
            media_type,
            cache,
        )
    }
}

/// `value` as JSON, tagged by its bytes.
///
/// # Errors
/// When it can't be written as JSON.
pub fn json<T: Serialize>(headers: &HeaderMap, value: &T) -> ApiResult<Response> {
    let bytes = Bytes::from(serde_json::to_vec(value)?);
    Ok(Tagged::new(bytes).respond(headers, "application/json", PRIVATE))
}

/// `value` as JSON, tagged by the bytes of `essence`: what of it matters.
///
/// # Errors
/// When one can't be written as JSON.
pub fn json_by<T: Serialize>(headers: &HeaderMap, value: &T, essence: &T) -> ApiResult<Response> {
    let etag = tag(&serde_json::to_vec(essence)?);
    let bytes = serde_json::to_vec(value)?;
    Ok(respond(
        headers,
        etag,
        || bytes.into(),
        "application/json",
        PRIVATE,
    ))
}

fn respond(
    headers: &HeaderMap,
    etag: HeaderValue,
    body: impl FnOnce() -> Body,
    media_type: &'static str,
    cache: &'static str,
) -> Response {
    let mut response = if is_known(headers, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        ([(header::CONTENT_TYPE, media_type)], body()).into_response()
    };
    response.headers_mut().insert(header::ETAG, etag);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

fn tag(bytes: &[u8]) -> HeaderValue {
    let digits = hex::encode(&Sha256::digest(bytes)[..12]);
    HeaderValue::from_str(&format!("W/\"{digits}\""))
        .expect("hexadecimal digits are valid in a header")
}

fn is_known(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let ours = opaque(etag.to_str().unwrap_or_default());
    let known = headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok());
    known
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == "*" || opaque(tag) == ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked_with(tag: &str) -> HeaderMap {
        HeaderMap::from_iter([(
            header::IF_NONE_MATCH,
            HeaderValue::from_str(tag).expect("a header"),
        )])
    }

    #[test]
    fn who_has_the_same_gets_no_body() {
        let first = json(&HeaderMap::new(), &[1, 2]).expect("JSON");
        let etag = first.headers()[header::ETAG]
            .to_str()
            .expect("text")
            .to_owned();
        assert_eq!(first.status(), StatusCode::OK);
        for known in [
            etag.clone(),
            format!("\"x\", {etag}"),
            etag.replace("W/", ""),
            "*".to_owned(),
        ] {
            let again = json(&asked_with(&known), &[1, 2]).expect("JSON");
            assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
            assert_eq!(again.headers()[header::ETAG], etag.as_str());
        }
        assert_eq!(
            json(&asked_with(&etag), &[1, 3]).expect("JSON").status(),
            StatusCode::OK
        );
    }

    #[test]
    fn only_the_essence_counts() {
        let first = json_by(&HeaderMap::new(), &[1, 2], &[0, 2]).expect("JSON");
        let known = asked_with(first.headers()[header::ETAG].to_str().expect("text"));
        assert_eq!(
            json_by(&known, &[9, 2], &[0, 2]).expect("JSON").status(),
            StatusCode::NOT_MODIFIED
        );
    }
}
