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

use app::domain::time::Timestamp;
use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Method, Response, StatusCode, Uri, header},
    response::IntoResponse,
};
use leptos::{
    WasmSplitManifest,
    prelude::{ArcStoredValue, provide_context},
};
use serde::de::DeserializeOwned;

use self::{
    kept::Kept,
    negotiation::{Accepted, accepted, content_type, etag, is_unchanged, safe_path},
    source::Source,
};

mod kept;
mod negotiation;
mod source;

/// Paths below this prefix never change their content.
const IMMUTABLE_PREFIX: &str = "/pkg/";

/// The build's own index, from logical name to path.
const MANIFEST: &str = "manifest.json";

/// Names the build; service workers compare it, and the files of older builds are kept by it.
const BUILD: &str = "build.txt";

/// Logical names of what loads lazy pages: from page to chunks, and the module that fetches them.
const LAZY_MANIFEST: &str = "__wasm_split_manifest.json";
const LAZY_LOADER: &str = "__wasm_split.______________________.js";

/// The boot script for folders that `cargo leptos` has written: it knows no `boot.js`.
const PLAIN_BOOT: &str = include_str!("../../../frontend/js/boot.js");

static SITE: OnceLock<Site> = OnceLock::new();
static KEPT: OnceLock<Kept> = OnceLock::new();

/// Why the site can't be served.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// Neither a folder was named nor does the binary carry the site.
    #[error("this binary carries no site: name the folder that `cargo xtask build` wrote")]
    Missing,
    /// The folder is not there.
    #[error("{0} is not a folder: run `cargo xtask build`, or correct the site's path")]
    NoFolder(PathBuf),
    /// An index of the site is there but can't be used.
    #[error("the site's {0} is damaged: {1}")]
    Manifest(&'static str, serde_json::Error),
}

/// One built site and where its files lie.
pub struct Site {
    source: Source,
    /// Empty for a folder without a manifest, as `cargo leptos` writes it.
    manifest: HashMap<String, String>,
    build: Option<String>,
    /// In the form in which Leptos wants to know it.
    lazy: Option<WasmSplitManifest>,
    /// Beside a folder without a manifest: where `cargo xtask build` has what `cargo leptos` doesn't make.
    spare: Option<Box<Self>>,
}

impl Site {
    /// The folder if one is named, else the site inside the binary.
    pub fn open(folder: Option<&Path>) -> Result<Self, SiteError> {
        // `cargo leptos watch` says where it built; nobody else sets this variable.
        let watched = std::env::var_os("LEPTOS_SITE_ROOT").map(PathBuf::from);
        let folder = folder.or(watched.as_deref());
        let source = match folder {
            Some(folder) if folder.is_dir() => Source::Folder(folder.to_owned()),
            Some(folder) => return Err(SiteError::NoFolder(folder.to_owned())),
            None => Source::embedded().ok_or(SiteError::Missing)?,
        };
        let mut site = Self {
            source,
            manifest: HashMap::new(),
            build: None,
            lazy: None,
            spare: None,
        };
        match site.read(MANIFEST) {
            Some(bytes) => site.manifest = parse(MANIFEST, &bytes)?,
            None => site.spare = folder.and_then(sibling).map(Box::new),
        }
        let build = site.read(BUILD);
        site.build = build.map(|build| String::from_utf8_lossy(&build).trim().to_owned());
        site.lazy = site.find_lazy_chunks()?;
        Ok(site)
    }

    fn find_lazy_chunks(&self) -> Result<Option<WasmSplitManifest>, SiteError> {
        let (manifest, loader) = (self.asset(LAZY_MANIFEST), self.asset(LAZY_LOADER));
        let Some(bytes) = self.read(manifest.trim_start_matches('/')) else {
            return Ok(None);
        };
        let chunks = parse(LAZY_MANIFEST, &bytes)?;
        let (folder, loader) = loader.rsplit_once('/').unwrap_or_default();
        let lazy = (folder.to_owned(), chunks, loader.to_owned());
        Ok(Some(WasmSplitManifest(ArcStoredValue::new(lazy))))
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

    /// The build's name; `None` for a folder that `cargo leptos` has written.
    pub fn build(&self) -> Option<&str> {
        self.build.as_deref()
    }

    /// Every logical name with its path; for tests, `doctor` and the service worker's list.
    pub fn assets(&self) -> impl Iterator<Item = (&str, &str)> {
        self.manifest
            .iter()
            .map(|(name, path)| (name.as_str(), path.as_str()))
    }

    /// The answer to a request for a file of the site; `None` if there is no such file.
    pub fn respond(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Option<Response<Body>> {
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
        let body = self.read(path).or_else(|| self.read_spare(path));
        Some((body?, None))
    }

    fn read(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        self.source.read(path)
    }

    /// What is missing in a folder that `cargo leptos` has written.
    fn read_spare(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        if !self.manifest.is_empty() {
            return None;
        }
        if path == "pkg/boot.js" {
            return Some(Cow::Borrowed(PLAIN_BOOT.as_bytes()));
        }
        let spare = self.spare.as_ref()?;
        let named = path.strip_prefix("pkg/").map(|name| spare.asset(name));
        let named = named.and_then(|path| spare.read(path.trim_start_matches('/')));
        named.or_else(|| spare.read(path))
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
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(content_type(path)),
        );
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

/// Keeps the installed site's files in `folder` for the time when the next build is served, and from
/// now on serves those of the builds before. `now` is the time of this start.
///
/// # Errors
/// When the folder can't be written; the present build is served all the same.
pub fn keep(folder: &Path, now: Timestamp) -> std::io::Result<()> {
    if let Some(site) = SITE.get() {
        let kept = Kept::keep(folder, site, now)?;
        // A second server of one process shares the first one's.
        let _ = KEPT.set(kept);
    }
    Ok(())
}

/// The name of the installed site's build.
pub fn build() -> Option<&'static str> {
    SITE.get()?.build()
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

/// To be called in the context of a page that is rendered: then Leptos adds preload links for the
/// wasm of the lazy page it meets, instead of the browser finding out after hydration.
pub fn provide_lazy_chunks() {
    let lazy = SITE.get().and_then(|site| site.lazy.clone());
    if let Some(lazy) = lazy {
        provide_context(lazy);
    }
}

/// The installed site's answer, or `None` when the path is not a file of the site: then the app's
/// own "not found" page answers.
pub fn respond(method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Response<Body>> {
    let present = SITE.get()?.respond(method, uri, headers);
    present.or_else(|| KEPT.get()?.respond(method, uri, headers))
}

/// Handler for routes that can only be files: 404 without a page.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response<Body> {
    respond(&method, &uri, &headers).unwrap_or_else(|| StatusCode::NOT_FOUND.into_response())
}

/// The folder `site` beside this one, if it holds a complete site.
fn sibling(folder: &Path) -> Option<Site> {
    let folder = folder.parent()?.join("site");
    folder
        .join(MANIFEST)
        .is_file()
        .then(|| Site::open(Some(&folder)).ok())?
}

fn parse<T: DeserializeOwned>(name: &'static str, bytes: &[u8]) -> Result<T, SiteError> {
    serde_json::from_slice(bytes).map_err(|error| SiteError::Manifest(name, error))
}

fn not_allowed() -> Response<Body> {
    (
        StatusCode::METHOD_NOT_ALLOWED,
        [(header::ALLOW, "GET, HEAD")],
    )
        .into_response()
}

#[cfg(test)]
#[path = "site_tests.rs"]
mod tests;
