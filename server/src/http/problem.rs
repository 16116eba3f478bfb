//! Failures on the wire: the one place that makes problem documents (RFC 9457).
//!
//! A handler fails with [`ApiError`], which only marks the response; [`render`] knows the reader's
//! language and writes the document. It does the same for what axum and its layers refuse by
//! themselves, so that every failure under `/api/` has the same shape.

use app::{
    domain::query::BadParameter,
    error::{AppError, Refusal},
    i18n::Lang,
    problem::Problem,
};
use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header, response},
    middleware::Next,
    response::{IntoResponse, Response},
};
use utoipa::{
    IntoResponses,
    openapi::{Content, Ref, RefOr, ResponseBuilder},
};

use super::language;
use crate::storage::StorageError;

/// Media type of a problem document.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// What a handler fails with.
#[derive(Debug, Clone)]
pub struct ApiError(pub AppError);

/// Result of a handler.
pub type ApiResult<T> = Result<T, ApiError>;

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl From<BadParameter> for ApiError {
    fn from(bad: BadParameter) -> Self {
        Self(bad.into())
    }
}

impl From<StorageError> for ApiError {
    fn from(error: StorageError) -> Self {
        Self(error.into())
    }
}

impl From<anyhow::Error> for ApiError {
    fn from(error: anyhow::Error) -> Self {
        tracing::error!(error = format!("{error:#}"), "request failed");
        Self(AppError::Internal)
    }
}

impl From<serde_json::Error> for ApiError {
    fn from(error: serde_json::Error) -> Self {
        Self::from(anyhow::Error::from(error))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = status_of(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Every documented failure, for utoipa: they all have one shape.
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> std::collections::BTreeMap<String, RefOr<response_doc::Response>> {
        let content = Content::new(Some(Ref::from_schema_name("Problem")));
        let response = ResponseBuilder::new()
            .description("A problem document")
            .content(MEDIA_TYPE, content)
            .build();
        [("default".to_owned(), RefOr::T(response))].into()
    }
}

mod response_doc {
    pub use utoipa::openapi::Response;
}

/// Layer: turns every failure under `/api/` into a problem document, and a marked one elsewhere into a line of text.
pub async fn render(request: Request, next: Next) -> Response {
    let lang = language::of(request.headers());
    let path = request.uri().path();
    let is_api = super::is_api(path);
    let response = next.run(request).await;
    match failure(&response, is_api) {
        Some((status, error)) if is_api => document(response, status, error, lang),
        Some((status, error)) => line(response, status, &error.message(lang)),
        None => response,
    }
}

/// What went wrong and the status to answer with; nothing where the response stands as it is.
fn failure(response: &Response, is_api: bool) -> Option<(StatusCode, AppError)> {
    if let Some(ApiError(error)) = response.extensions().get::<ApiError>() {
        return Some((status_of(error), error.clone()));
    }
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    if !is_api || !is_error || has_document(response.headers()) {
        return None;
    }
    let error = match status {
        StatusCode::UNAUTHORIZED => AppError::SignInRequired,
        StatusCode::FORBIDDEN => AppError::Forbidden {
            refusal: Refusal::Origin,
        },
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::METHOD_NOT_ALLOWED => {
            AppError::bad_request("this address does not take that method")
        }
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT => {
            AppError::Busy { retry_after_s: 5 }
        }
        status if status.is_client_error() => {
            AppError::bad_request(status.canonical_reason().unwrap_or("refused"))
        }
        _ => AppError::Internal,
    };
    Some((status, error))
}

/// Whether the body already says what went wrong in a form of ours.
fn has_document(headers: &HeaderMap) -> bool {
    let media_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| media_type.contains("json"))
}

fn status_of(error: &AppError) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn document(response: Response, status: StatusCode, error: AppError, lang: Lang) -> Response {
    let retry_after = error.retry_after_s();
    let problem = Problem {
        status: status.as_u16(),
        ..Problem::new(error, lang)
    };
    let body = serde_json::to_vec(&problem).unwrap_or_default();
    let mut response = with_body(response, status, body.into(), MEDIA_TYPE, lang);
    if let Some(seconds) = retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, seconds.into());
    }
    response
}

fn line(response: Response, status: StatusCode, text: &str) -> Response {
    with_body(
        response,
        status,
        text.to_owned().into(),
        "text/plain; charset=utf-8",
        Lang::default(),
    )
}

/// The response with another body; what other layers have put into its head stays.
fn with_body(
    response: Response,
    status: StatusCode,
    body: Body,
    media_type: &'static str,
    lang: Lang,
) -> Response {
    let (head, _) = response.into_parts();
    let response::Parts {
        mut headers,
        mut extensions,
        ..
    } = head;
    extensions.remove::<ApiError>();
    headers.remove(header::CONTENT_LENGTH);
    headers.remove(header::TRANSFER_ENCODING);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(
        header::CONTENT_LANGUAGE,
        HeaderValue::from_static(lang.tag()),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    *response.extensions_mut() = extensions;
    response
}

#[cfg(test)]
#[path = "problem_tests.rs"]
mod tests;
