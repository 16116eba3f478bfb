//! `PATCH /api/v1/uploads/{sha256}`

use app::domain::photo::Sha256;
use axum::{
    body::Body,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use futures::StreamExt;

use super::tus::{self, Spoken};
use crate::{
    auth::SignedIn,
    http::{
        extract::{OnePath, media_type},
        problem::{ApiResult, Problems},
    },
};

/// Sends the next bytes of a photo.
///
/// What arrives is kept, also of a request whose line breaks. The last byte makes it a photo, by the very checks of
/// `PUT /api/v1/photos/{sha256}`: success means that it is stored, a 4xx that the upload is forgotten.
#[utoipa::path(
    patch,
    path = "/api/v1/uploads/{sha256}",
    tag = "uploads",
    params(
        ("sha256" = Sha256, Path, description = "SHA-256 of the whole photo"),
        ("tus-resumable" = String, Header, description = "1.0.0"),
        ("upload-offset" = u64, Header, description = "Where these bytes begin: what the server said last"),
    ),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses(
        (status = 204, description = "Durable up to `Upload-Offset`; where that is `Upload-Length`, the photo is stored", headers(("upload-offset" = u64), ("upload-expires" = String))),
        Problems,
    )
)]
pub async fn append_to_upload(
    SignedIn(service): SignedIn,
    _: Spoken,
    OnePath(sha256): OnePath<Sha256>,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    if media_type(&headers).as_deref() != Some(tus::PART) {
        return Ok(StatusCode::UNSUPPORTED_MEDIA_TYPE.into_response());
    }
    let offset = tus::bytes(&headers, &tus::OFFSET)?;
    let part = body.into_data_stream().boxed();
    let upload = service.continue_upload(sha256, offset, part).await?;
    Ok((StatusCode::NO_CONTENT, tus::state(&upload)).into_response())
}
