//! Requests to the versioned API, and nothing else: a cached app must never depend on an address
//! that changes with the build.

use app::{
    domain::{ids::AccountId, photo::Sha256},
    error::{AppError, AppResult},
    phone::answer::{Answer, clock_offset_ms},
};
use js_sys::{ArrayBuffer, Date};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    AbortController, Blob, Headers, RequestCache, RequestInit, RequestRedirect, Response,
};

use crate::{
    js::{Timer, window},
    network,
    offline::clock,
};

/// Time for an answer without much in it, in milliseconds.
pub const SHORT_MS: i32 = 30_000;
/// Time for a photo or the field pack over a slow line, in milliseconds.
pub const LONG_MS: i32 = 180_000;

/// Says whose record it is, so that the server can refuse it to another account's session.
const OWNER_HEADER: &str = "bienpho-owner";

/// What a request carries.
pub enum Body<'a> {
    /// Nothing.
    None,
    /// JSON.
    Json(&'a str),
    /// The bytes of a JPEG.
    Jpeg(&'a ArrayBuffer),
    /// Some bytes of a photo.
    Part(&'a ArrayBuffer),
    /// A file as it was chosen; the server sees what it is.
    File(&'a Blob),
}

/// One request.
pub struct Request<'a> {
    /// Method.
    pub method: &'static str,
    /// Path beneath `/api/v1`, with its leading slash.
    pub path: &'a str,
    /// What it carries.
    pub body: Body<'a>,
    /// Whose record it carries, if it does.
    pub owner: Option<AccountId>,
    /// Further headers.
    pub headers: &'a [(&'a str, &'a str)],
    /// Milliseconds until it is given up.
    pub within_ms: i32,
}

impl<'a> Request<'a> {
    /// A request that carries nothing.
    pub const fn new(method: &'static str, path: &'a str) -> Self {
        Self {
            method,
            path,
            body: Body::None,
            owner: None,
            headers: &[],
            within_ms: SHORT_MS,
        }
    }

    /// Sends it and reads the whole answer.
    ///
    /// # Errors
    /// [`AppError::Offline`] when no complete answer came.
    pub async fn send(self) -> AppResult<Answer> {
        let answer = self.exchange().await;
        network::reached(answer.as_ref().is_ok_and(Answer::is_whole));
        answer
    }

    async fn exchange(self) -> AppResult<Answer> {
        let sent_at = Date::now();
        let Ok(controller) = AbortController::new() else {
            return Err(AppError::Internal);
        };
        let init = self.init(&controller).map_err(|_| AppError::Internal)?;
        let _deadline = Timer::abort(self.within_ms, &controller);
        let url = ["/api/v1", self.path].concat();
        let offline = |_: JsValue| AppError::Offline;
        let response = window()
            .fetch_with_str_and_init(&url, &init)
            .await
            .map_err(offline)?;
        let response: Response = response.unchecked_into();
        let answered_at = Date::now();
        let headers = response.headers();
        let body = response.text().map_err(offline)?.await.map_err(offline)?;
        let header = |name: &str| headers.get(name).ok().flatten();
        let answer = Answer {
            status: response.status(),
            content_type: header("content-type").unwrap_or_default(),
            retry_after_s: header("retry-after").and_then(|seconds| seconds.parse().ok()),
            upload_offset: header("upload-offset").and_then(|bytes| bytes.parse().ok()),
            body: body.as_string().unwrap_or_default(),
        };
        if let Some(date) = header("date").filter(|_| answer.is_ours()) {
            measure_clock(sent_at, answered_at, &date);
        }
        Ok(answer)
    }

    fn init(&self, controller: &AbortController) -> Result<RequestInit, JsValue> {
        let init = RequestInit::new();
        let headers = Headers::new()?;
        headers.set("accept", "application/json, application/problem+json")?;
        init.set_method(self.method);
        match self.body {
            Body::None => {}
            Body::Json(json) => {
                headers.set("content-type", "application/json")?;
                init.set_body(&json.into());
            }
            Body::Jpeg(bytes) => {
                headers.set("content-type", "image/jpeg")?;
                init.set_body(bytes);
            }
            Body::Part(bytes) => {
                headers.set("content-type", "application/offset+octet-stream")?;
                init.set_body(bytes);
            }
            Body::File(file) => {
                headers.set("content-type", "application/octet-stream")?;
                init.set_body(file);
            }
        }
        for (name, value) in self.headers {
            headers.set(name, value)?;
        }
        if let Some(owner) = self.owner {
            headers.set(OWNER_HEADER, &owner.to_string())?;
        }
        init.set_headers(&headers);
        // Asked for each time, but a field pack that is still true needn't come again.
        init.set_cache(RequestCache::NoCache);
        // The API never redirects; a captive portal does.
        init.set_redirect(RequestRedirect::Error);
        init.set_signal(Some(&controller.signal()));
        Ok(init)
    }
}

/// The server's small picture of a photo.
///
/// # Errors
/// [`AppError::Offline`] when no whole picture came; else why the server gives none.
pub async fn thumb(sha256: &Sha256) -> AppResult<ArrayBuffer> {
    let offline = |_: JsValue| AppError::Offline;
    let controller = AbortController::new().map_err(offline)?;
    let init = RequestInit::new();
    init.set_redirect(RequestRedirect::Error);
    init.set_signal(Some(&controller.signal()));
    let _deadline = Timer::abort(LONG_MS, &controller);
    let url = ["/api/v1/photos/", sha256.as_str(), "?size=thumb"].concat();
    let response = window().fetch_with_str_and_init(&url, &init).await;
    let response: Response = response.map_err(offline)?.unchecked_into();
    let content_type = response.headers().get("content-type").ok().flatten();
    match (response.status(), content_type.as_deref()) {
        (200, Some("image/jpeg")) => {
            let bytes = response.array_buffer().map_err(offline)?.await;
            Ok(bytes.map_err(offline)?.unchecked_into())
        }
        (401, _) => Err(AppError::SignInRequired),
        (403 | 404, _) => Err(AppError::NotFound),
        _ => Err(AppError::Offline),
    }
}

fn measure_clock(sent_at: f64, answered_at: f64, date: &str) {
    let server = Date::parse(date);
    if !server.is_finite() {
        return;
    }
    if let Some(offset) = clock_offset_ms(sent_at as i64, answered_at as i64, server as i64) {
        clock::measured(offset);
    }
}
