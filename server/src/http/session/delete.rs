//! `DELETE /api/v1/session`

use axum::{
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
};

use crate::{
    auth::cookie::SessionCookie,
    http::problem::{ApiResult, Problems},
    state::AppState,
};

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");
/// The browser's own cache of answers, nothing else: `storage` would take records that wait on the phone, and the worker's
/// caches that the app starts from without a network.
const CACHED: &str = "\"cache\"";

/// Signs out. Without a session it does nothing and succeeds.
#[utoipa::path(
    delete,
    path = "/api/v1/session",
    tag = "session",
    responses((status = 204, description = "Signed out", headers(("set-cookie" = String))), Problems),
    security(())
)]
pub async fn delete_session(
    State(state): State<AppState>,
    headers: HeaderMap,
) -> ApiResult<impl IntoResponse> {
    let cookie = SessionCookie::of(&state.config);
    if let Some(token) = cookie.read(&headers) {
        state.db.delete_session(&token.hash()).await?;
    }
    Ok((
        StatusCode::NO_CONTENT,
        AppendHeaders([
            (header::SET_COOKIE, cookie.clear()),
            (CLEAR_SITE_DATA, HeaderValue::from_static(CACHED)),
        ]),
    ))
}
