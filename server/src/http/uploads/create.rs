//! `POST /api/v1/uploads`

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
};

use super::tus::{self, Spoken};
use crate::{
    auth::SignedIn,
    http::problem::{ApiResult, Problems},
};

/// Begins to send a photo in parts, or finds what was begun.
///
/// The photo's hash in `Upload-Metadata` and the account name the upload, so doing it again is how to ask how far it
/// got: the answer's `Upload-Offset` says what is durable, and equals `Upload-Length` when the photo is stored. A
/// request of the same account that still appends is ended, and what it brought is counted.
#[utoipa::path(
    post,
    path = "/api/v1/uploads",
    tag = "uploads",
    params(
        ("tus-resumable" = String, Header, description = "1.0.0"),
        ("upload-length" = u64, Header, description = "Bytes of the whole photo"),
        ("upload-metadata" = String, Header, description = "`sha256` and, in base64, the 64 hexadecimal digits of the photo's hash"),
    ),
    responses(
        (status = 201, description = "Begun", headers(("location" = String), ("upload-offset" = u64), ("upload-expires" = String))),
        (status = 200, description = "Begun before", headers(("location" = String), ("upload-offset" = u64), ("upload-expires" = String))),
        Problems,
    )
)]
pub async fn create_upload(
    SignedIn(service): SignedIn,
    _: Spoken,
    headers: HeaderMap,
) -> ApiResult<impl IntoResponse> {
    let sha256 = tus::sha256(&headers)?;
    let length = tus::bytes(&headers, &tus::LENGTH)?;
    let location = format!("/api/v1/uploads/{sha256}");
    let upload = service.begin_upload(sha256, length).await?;
    let status = if upload.created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((
        status,
        AppendHeaders([(header::LOCATION, location)]),
        tus::state(&upload),
    ))
}
