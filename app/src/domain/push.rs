//! Web push: the address that a browser gives, to be told there what is new.

use serde::{Deserialize, Serialize};

/// A browser that wants to be pushed to, as its `PushSubscription` writes itself (<https://www.w3.org/TR/push-api/>).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PushSubscription {
    /// Address at the browser's push service.
    pub endpoint: String,
    /// What messages are encrypted with.
    pub keys: PushKeys,
}

/// A browser's keys, both base64url without padding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PushKeys {
    /// Its public key: an uncompressed point of P-256, 65 bytes.
    pub p256dh: String,
    /// A secret that it shares with the server only, 16 bytes.
    pub auth: String,
}

/// What is pushed, as JSON: the words of one notification. `frontend/js/sw.js` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushMessage {
    /// First line.
    pub title: String,
    /// The lines of a digest.
    pub body: String,
    /// Their language: `vi` or `en`.
    pub lang: String,
    /// The page that a click opens.
    pub path: String,
}
