//! `OPTIONS /api/v1/uploads`

use axum::{
    extract::State,
    http::StatusCode,
    response::{AppendHeaders, IntoResponse},
};

use super::tus;
use crate::{http::problem::Problems, state::AppState};

/// What of tus is spoken here.
#[utoipa::path(
    options,
    path = "/api/v1/uploads",
    tag = "uploads",
    responses((status = 204, description = "In the headers: version, extensions, most bytes of a photo"), Problems),
    security(())
)]
pub async fn find_upload_options(State(state): State<AppState>) -> impl IntoResponse {
    let max_size = state.config.photo_max_bytes.to_string();
    (
        StatusCode::NO_CONTENT,
        AppendHeaders([
            (tus::RESUMABLE, tus::VERSION.to_owned()),
            (tus::VERSIONS, tus::VERSION.to_owned()),
            (tus::EXTENSION, tus::EXTENSIONS.to_owned()),
            (tus::MAX_SIZE, max_size),
        ]),
    )
}
