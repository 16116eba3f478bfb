//! `HEAD /api/v1/uploads/{sha256}`

use app::domain::photo::Sha256;
use axum::response::IntoResponse;

use super::tus::{self, Spoken};
use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiResult, Problems},
    },
};

/// How far an upload of one's own has got. Only what is durable counts.
#[utoipa::path(
    head,
    path = "/api/v1/uploads/{sha256}",
    tag = "uploads",
    params(
        ("sha256" = Sha256, Path, description = "SHA-256 of the whole photo"),
        ("tus-resumable" = String, Header, description = "1.0.0"),
    ),
    responses(
        (status = 200, description = "In the headers", headers(("upload-offset" = u64), ("upload-length" = u64), ("upload-expires" = String))),
        Problems,
    )
)]
pub async fn find_upload(
    SignedIn(service): SignedIn,
    _: Spoken,
    OnePath(sha256): OnePath<Sha256>,
) -> ApiResult<impl IntoResponse> {
    Ok(tus::state(&service.find_upload(sha256).await?))
}
