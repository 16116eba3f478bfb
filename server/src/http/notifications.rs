//! `GET, PUT /api/v1/notification-settings`, `GET /api/v1/digest`, `POST /api/v1/digest/seen`

use app::{
    domain::notification::{Digest, NotificationSettings, NotificationState},
    ports::Backend,
};
use axum::{Json, http::StatusCode};

use super::{
    extract::JsonBody,
    problem::{ApiResult, Problems},
};
use crate::auth::SignedIn;

/// What the reader chose to be told of, and whether this server sends mail.
#[utoipa::path(
    get,
    path = "/api/v1/notification-settings",
    tag = "notifications",
    responses((status = 200, description = "The choice", body = NotificationState), Problems)
)]
pub async fn find_notification_settings(
    SignedIn(service): SignedIn,
) -> ApiResult<Json<NotificationState>> {
    Ok(Json(service.notification_state().await?))
}

/// Changes what the reader is told of. The address is theirs to choose; nobody else sees it.
#[utoipa::path(
    put,
    path = "/api/v1/notification-settings",
    tag = "notifications",
    request_body = NotificationSettings,
    responses((status = 200, description = "The choice as it is now", body = NotificationState), Problems)
)]
pub async fn put_notification_settings(
    SignedIn(service): SignedIn,
    JsonBody(settings): JsonBody<NotificationSettings>,
) -> ApiResult<Json<NotificationState>> {
    Ok(Json(service.update_notification_settings(settings).await?))
}

/// What came to wait for the reader since they looked last, of the topics that they want to be told of in the app.
#[utoipa::path(
    get,
    path = "/api/v1/digest",
    tag = "notifications",
    responses((status = 200, description = "Counts and days, no records", body = Digest), Problems)
)]
pub async fn find_digest(SignedIn(service): SignedIn) -> ApiResult<Json<Digest>> {
    Ok(Json(service.digest().await?))
}

/// Says that the reader has looked at the worklist: the digest begins anew.
#[utoipa::path(
    post,
    path = "/api/v1/digest/seen",
    tag = "notifications",
    responses((status = 204, description = "Noted"), Problems)
)]
pub async fn mark_digest_seen(SignedIn(service): SignedIn) -> ApiResult<StatusCode> {
    service.mark_digest_seen().await?;
    Ok(StatusCode::NO_CONTENT)
}
