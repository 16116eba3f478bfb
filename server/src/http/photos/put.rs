//! `PUT /api/v1/photos/{sha256}`

use app::{domain::photo::Sha256, error::AppError};
use axum::{
    extract::{FromRequest, Request, State},
    http::StatusCode,
};
use bytes::Bytes;

use crate::{
    auth::SignedIn,
    http::{
        extract::{OnePath, media_type, read_body},
        problem::{ApiError, ApiResult, Problems},
    },
    state::AppState,
};

/// A photo's bytes, as many as are taken at most.
pub struct Jpeg(Bytes);

impl<S: Send + Sync> FromRequest<S> for Jpeg
where
    AppState: axum::extract::FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let State(app) = State::<AppState>::from_request(Request::default(), state)
            .await
            .unwrap_or_else(|never| match never {});
        let (headers, body) = (request.headers().clone(), request.into_body());
        match media_type(&headers).as_deref() {
            None | Some("image/jpeg") => Ok(Self(
                read_body(&headers, body, app.config.photo_max_bytes).await?,
            )),
            Some(other) => Err(AppError::NotAJpeg {
                problem: format!("the body is said to be {other}"),
            }
            .into()),
        }
    }
}

/// Sends a photo, before the record that it belongs to.
///
/// It is named by the SHA-256 of the very bytes that are sent. What is stored is decoded, turned
/// upright, at most 2048 pixels long, and has no metadata.
#[utoipa::path(
    put,
    path = "/api/v1/photos/{sha256}",
    tag = "photos",
    params(("sha256" = Sha256, Path, description = "SHA-256 of the body, 64 lower-case hexadecimal digits")),
    request_body(content = Vec<u8>, content_type = "image/jpeg"),
    responses((status = 201, description = "Stored, now or before: the answer is the same whether anybody sent it already"), Problems)
)]
pub async fn put_photo(
    SignedIn(service): SignedIn,
    OnePath(sha256): OnePath<Sha256>,
    Jpeg(bytes): Jpeg,
) -> ApiResult<StatusCode> {
    service.put_photo(sha256, bytes).await?;
    // Not whether it was there: somebody else may have sent it.
    Ok(StatusCode::CREATED)
}
