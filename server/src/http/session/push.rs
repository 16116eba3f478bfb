//! `PUT, DELETE /api/v1/session/push`

use app::domain::push::PushSubscription;
use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
};

use crate::{
    auth::{SignedIn, cookie::SessionCookie},
    http::{
        extract::JsonBody,
        problem::{ApiResult, Problems},
    },
    state::AppState,
};

/// Has digests pushed to the browser of this session, as it subscribed with the `push_key` of the notification settings. It ends with
/// the session. The same again changes nothing.
#[utoipa::path(
    put,
    path = "/api/v1/session/push",
    tag = "session",
    request_body = PushSubscription,
    responses((status = 204, description = "Kept"), Problems)
)]
pub async fn put_push_subscription(
    SignedIn(service): SignedIn,
    State(state): State<AppState>,
    headers: HeaderMap,
    JsonBody(subscription): JsonBody<PushSubscription>,
) -> ApiResult<StatusCode> {
    if let Some(session) = session(&state, &headers) {
        service.push_to(&session, &subscription).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Has nothing more pushed to the browser of this session.
#[utoipa::path(
    delete,
    path = "/api/v1/session/push",
    tag = "session",
    responses((status = 204, description = "Forgotten, or there was none"), Problems)
)]
pub async fn delete_push_subscription(
    SignedIn(service): SignedIn,
    State(state): State<AppState>,
    headers: HeaderMap,
) -> ApiResult<StatusCode> {
    if let Some(session) = session(&state, &headers) {
        service.push_no_more(&session).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

/// The hash of the token that the request carries.
fn session(state: &AppState, headers: &HeaderMap) -> Option<String> {
    let token = SessionCookie::of(&state.config).read(headers)?;
    Some(token.hash())
}
