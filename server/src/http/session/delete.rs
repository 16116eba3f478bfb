//! `DELETE /api/v1/session`

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse},
};

use crate::{
    auth::cookie::SessionCookie,
    http::problem::{ApiResult, Problems},
    state::AppState,
};

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
        AppendHeaders([(header::SET_COOKIE, cookie.clear())]),
    ))
}
