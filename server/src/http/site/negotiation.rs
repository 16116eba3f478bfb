//! What a request for a file asks for: which file, which encoding, whether the client has it.

use axum::http::{HeaderMap, HeaderValue, header};
use sha2::{Digest, Sha256};

/// The path inside the site without the leading slash, if it can only name a file there.
///
/// No name in a site has an escape, a backslash or a leading dot, so such a path is no file's.
pub fn safe_path(path: &str) -> Option<&str> {
    let path = path.strip_prefix('/')?;
    let clean = |part: &str| !part.is_empty() && !part.starts_with('.');
    let plain = path
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b"%\\:".contains(&byte));
    (plain && path.split('/').all(clean)).then_some(path)
}

/// Encodings a client takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accepted {
    /// `br`.
    pub brotli: bool,
    /// `gzip`.
    pub gzip: bool,
}

/// What Accept-Encoding allows; an encoding with `q=0` is refused.
pub fn accepted(headers: &HeaderMap) -> Accepted {
    let mut accepted = Accepted::default();
    let values = headers.get_all(header::ACCEPT_ENCODING);
    for entry in values
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|v| v.split(','))
    {
        let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
        let weight = weight
            .trim()
            .trim_start_matches("q=")
            .parse()
            .unwrap_or(1.0_f32);
        match name.trim() {
            "br" => accepted.brotli = weight > 0.0,
            "gzip" => accepted.gzip = weight > 0.0,
            _ => {}
        }
    }
    accepted
}

/// A hash of the body, and the encoding: two encodings are two representations.
pub fn etag(body: &[u8], encoding: Option<&'static str>) -> HeaderValue {
    let hash = hex::encode(&Sha256::digest(body)[..8]);
    let suffix = encoding.map(|name| format!("-{name}")).unwrap_or_default();
    HeaderValue::from_str(&format!("\"{hash}{suffix}\"")).expect("hex digits are a valid header")
}

/// Whether the client has this representation already.
pub fn is_unchanged(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let known = headers
        .get(header::IF_NONE_MATCH)
        .and_then(|value| value.to_str().ok());
    let etag = etag.to_str().unwrap_or_default();
    known.is_some_and(|known| {
        known
            .split(',')
            .map(|entry| entry.trim().trim_start_matches("W/"))
            .any(|entry| entry == etag || entry == "*")
    })
}

/// The media type of a file, by its extension.
pub fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "pbf" => "application/x-protobuf",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}
