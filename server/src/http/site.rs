//! The browser's files: wasm, glue, styles, fonts, icons and the map library, as `cargo xtask build`
//! leaves them in `target/site`, read from a folder or, with the feature `embed-site`, from the binary.
//!
//! Everything under `/pkg/` has a hash or a version in its path and is cached for ever; everything
//! else (icons, web manifest, service worker) is revalidated by its ETag.
//! `manifest.json` translates logical names (`boot.js`, `main.css`) to such paths: see [`asset`].

use std::{
    borrow::Cow,
    collections::HashMap,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header},
    response::IntoResponse,
};
use sha2::{Digest, Sha256};

/// Paths below this prefix never change their content.
const IMMUTABLE_PREFIX: &str = "/pkg/";

/// The build's own index, from logical name to path.
const MANIFEST: &str = "manifest.json";

/// The boot script for folders that `cargo leptos` has written: it knows no `boot.js`.
const PLAIN_BOOT: &str = include_str!("../../../frontend/js/boot.js");

static SITE: OnceLock<Site> = OnceLock::new();

#[cfg(feature = "embed-site")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../target/site"]
struct Embedded;

/// Why the site can't be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// Neither a folder was named nor does the binary carry the site.
    #[error("this binary carries no site: name the folder that `cargo xtask build` wrote")]
    Missing,
    /// The folder is not there.
    #[error("{0} is not a folder: run `cargo xtask build`, or correct the site's path")]
    NoFolder(PathBuf),
    /// `manifest.json` is there but can't be used.
    #[error("{0}: {1}")]
    Manifest(PathBuf, String),
}

enum Source {
    #[cfg(feature = "embed-site")]
    Embedded,
    Folder(PathBuf),
}

/// One built site and where its files lie.
pub struct Site {
    source: Source,
    /// Empty for a folder without a manifest, as `cargo leptos` writes it.
    manifest: HashMap<String, String>,
}

impl Site {
    /// The folder if one is named, else the site inside the binary.
    pub fn open(folder: Option<&Path>) -> Result<Self, SiteError> {
        match folder {
            Some(folder) => Self::from_folder(folder),
            None => Self::embedded(),
        }
    }

    #[cfg(feature = "embed-site")]
    fn embedded() -> Result<Self, SiteError> {
        let file = Embedded::get(MANIFEST).ok_or(SiteError::Missing)?;
        let manifest = parse_manifest(Path::new(MANIFEST), &file.data)?;
        Ok(Self {
            source: Source::Embedded,
            manifest,
        })
    }

    #[cfg(not(feature = "embed-site"))]
    fn embedded() -> Result<Self, SiteError> {
        Err(SiteError::Missing)
    }

    fn from_folder(folder: &Path) -> Result<Self, SiteError> {
        if !folder.is_dir() {
            return Err(SiteError::NoFolder(folder.to_owned()));
        }
        let path = folder.join(MANIFEST);
        let manifest = match std::fs::read(&path) {
            Ok(bytes) => parse_manifest(&path, &bytes)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => HashMap::new(),
            Err(error) => return Err(SiteError::Manifest(path, error.to_string())),
        };
        Ok(Self {
            source: Source::Folder(folder.to_owned()),
            manifest,
        })
    }

    /// The path a browser asks for, for example `/pkg/main.0123456789ab.css` for `main.css`.
    ///
    /// A name the manifest doesn't have becomes `/pkg/<name>`: where `cargo leptos` puts it.
    pub fn asset(&self, logical: &str) -> String {
        match self.manifest.get(logical) {
            Some(path) => path.clone(),
            None if logical == "main.css" => "/pkg/bienpho.css".to_owned(),
            None => format!("{IMMUTABLE_PREFIX}{logical}"),
        }
    }

    /// Every logical name with its path; for tests, `doctor` and the service worker's list.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.manifest
            .iter()
            .map(|(name, path)| (name.as_str(), path.as_str()))
    }

    /// The answer to a request for a file of the site; `None` if there is no such file.
    pub fn respond(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response<Body>> {
        let path = safe_path(uri.path())?;
        if method != Method::GET && method != Method::HEAD {
            return self.read(path).map(|_| not_allowed());
        }
        let (body, encoding) = self.negotiate(path, accepted(headers))?;
        let etag = etag(&body, encoding);
        let mut response = if is_unchanged(headers, &etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else if method == Method::HEAD {
            let mut response = Response::new(Body::empty());
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, body.len().into());
            response
        } else {
            Response::new(match body {
                Cow::Borrowed(bytes) => Body::from(bytes),
                Cow::Owned(bytes) => Body::from(bytes),
            })
        };
        self.set_headers(response.headers_mut(), path, encoding, &etag);
        Some(response)
    }

    /// The smallest form of a file that the client accepts, and its Content-Encoding.
    fn negotiate(
        &self,
        path: &str,
        accepted: Accepted,
    ) -> Option<(Cow<'static, [u8]>, Option<&'static str>)> {
        if accepted.brotli
            && let Some(body) = self.read(&format!("{path}.br"))
        {
            return Some((body, Some("br")));
        }
        if accepted.gzip
            && let Some(body) = self.read(&format!("{path}.gz"))
        {
            return Some((body, Some("gzip")));
        }
        Some((self.read(path)?, None))
    }

    fn read(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        match &self.source {
            #[cfg(feature = "embed-site")]
            Source::Embedded => Embedded::get(path).map(|file| file.data),
            Source::Folder(folder) => {
                let found = std::fs::read(folder.join(path)).ok().map(Cow::Owned);
                found.or_else(|| self.plain_boot(path))
            }
        }
    }

    fn plain_boot(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        (self.manifest.is_empty() && path == "pkg/boot.js")
            .then_some(Cow::Borrowed(PLAIN_BOOT.as_bytes()))
    }

    fn set_headers(
        &self,
        headers: &mut HeaderMap,
        path: &str,
        encoding: Option<&'static str>,
        etag: &HeaderValue,
    ) {
        let immutable = !self.manifest.is_empty() && path.starts_with(&IMMUTABLE_PREFIX[1..]);
        let cache = if immutable {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(path)));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        headers.insert(header::ETAG, etag.clone());
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
    }
}

/// Opens the site once for the whole process; a second call keeps the first one's.
///
/// `folder` is the configured site folder; without it the site inside the binary is served.
pub fn install(folder: Option<&Path>) -> Result<&'static Site, SiteError> {
    if let Some(site) = SITE.get() {
        return Ok(site);
    }
    let site = Site::open(folder)?;
    Ok(SITE.get_or_init(|| site))
}

/// The path of a logical asset of the installed site: what the app's shell links to.
///
/// Before [`install`] (or where there is no site, as in storage tests) it is `/pkg/<name>`.
pub fn asset(logical: &str) -> String {
    match SITE.get() {
        Some(site) => site.asset(logical),
        None => format!("{IMMUTABLE_PREFIX}{logical}"),
    }
}

/// The installed site's answer, or `None` when the path is not a file of the site: then the app's
/// own "not found" page answers.
pub fn respond(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response<Body>> {
    SITE.get()?.respond(method, uri, headers)
}

/// Handler for routes that can only be files: 404 without a page.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response<Body> {
    respond(&method, &uri, &headers).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

fn parse_manifest(path: &Path, bytes: &[u8]) -> Result<HashMap<String, String>, SiteError> {
    serde_json::from_slice(bytes)
        .map_err(|error| SiteError::Manifest(path.to_owned(), error.to_string()))
}

/// The path inside the site without the leading slash, if it can only name a file there.
///
/// No name in a site has an escape, a backslash or a leading dot, so such a path is no file's.
fn safe_path(path: &str) -> Option<&str> {
    let path = path.strip_prefix('/')?;
    let clean = |part: &str| !part.is_empty() && !part.starts_with('.');
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic() && !b"%\\:".contains(&byte));
    (plain && path.split('/').all(clean)).then_some(path)
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Accepted {
    brotli: bool,
    gzip: bool,
}

/// What Accept-Encoding allows; an encoding with `q=0` is refused.
fn accepted(headers: &HeaderMap) -> Accepted {
    let mut accepted = Accepted::default();
    let values = headers.get_all(header::ACCEPT_ENCODING);
    for entry in values.iter().filter_map(|value| value.to_str().ok()).flat_map(|v| v.split(',')) {
        let (name, weight) = entry.split_once(';').unwrap_or((entry, ""));
        let weight = weight.trim().trim_start_matches("q=").parse().unwrap_or(1.0_f32);
        match name.trim() {
            "br" => accepted.brotli = weight > 0.0,
            "gzip" => accepted.gzip = weight > 0.0,
            _ => {}
        }
    }
    accepted
}

fn etag(body: &[u8], encoding: Option<&'static str>) -> HeaderValue {
    let hash = hex::encode(&Sha256::digest(body)[..8]);
    let suffix = encoding.map(|name| format!("-{name}")).unwrap_or_default();
    HeaderValue::from_str(&format!("\"{hash}{suffix}\"")).expect("hex digits are a valid header")
}

fn is_unchanged(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let etag = etag.to_str().unwrap_or_default();
    known.is_some_and(|known| {
        known
            .split(',')
            .map(|entry| entry.trim().trim_start_matches("W/"))
            .any(|entry| entry == etag || entry == "*")
    })
}

fn not_allowed() -> Response<Body> {
    (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response()
}

fn content_type(path: &str) -> &'static str {
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

#[cfg(test)]
#[path = "site_tests.rs"]
mod tests;
