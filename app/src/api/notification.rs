//! What the reader is told of, and what they chose to be told of.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use crate::{
    domain::notification::{Digest, NotificationSettings, NotificationState},
    error::AppError,
};

/// What the reader chose.
#[server(prefix = "/api/fn", endpoint = "find_notification_state", input = GetUrl)]
pub async fn find_notification_state() -> Result<NotificationState, AppError> {
    crate::ports::backend()?.notification_state().await
}

/// Changes what the reader chose.
#[server(prefix = "/api/fn", endpoint = "update_notification_settings", input = Json)]
pub async fn update_notification_settings(
    settings: NotificationSettings,
) -> Result<NotificationState, AppError> {
    crate::ports::backend()?
        .update_notification_settings(settings)
        .await
}

/// What is new since the reader looked last.
#[server(prefix = "/api/fn", endpoint = "find_digest", input = GetUrl)]
pub async fn find_digest() -> Result<Digest, AppError> {
    crate::ports::backend()?.digest().await
}

/// The reader has looked at the worklist.
#[server(prefix = "/api/fn", endpoint = "mark_digest_seen")]
pub async fn mark_digest_seen() -> Result<(), AppError> {
    crate::ports::backend()?.mark_digest_seen().await
}
