//! Digests go to browsers by web push (RFC 8030). A message is encrypted for the browser it goes to (RFC 8291), so that the push service
//! in between can't read it, and signed with this server's key (VAPID, RFC 8292).

use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use app::domain::{
    invalid::{Check, FieldError, Rule},
    push::{PushKeys, PushMessage, PushSubscription},
    time::Timestamp,
};
use axum::http::Uri;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::{
    PublicKey,
    ecdsa::{Signature, SigningKey, signature::Signer},
};
use reqwest::{Client, StatusCode, redirect::Policy};
use serde_json::json;
use web_push_native::Auth;

use crate::{config::Config, storage::Db};

/// How long a push service may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a push service keeps what it can't deliver, in seconds: until the next morning it is stale.
const KEPT_S: u32 = 12 * 3600;
/// How long a signature holds, in seconds; the standard allows a day.
const SIGNED_S: i64 = 12 * 3600;
/// Of several that were not delivered, the browser gets the last.
const TOPIC: &str = "digest";
const AUTH_BYTES: usize = 16;
const MAX_ENDPOINT_BYTES: usize = 2048;

/// A way to the push services, and the key that they know this server by.
pub struct Pusher {
    client: Client,
    key: SigningKey,
    contact: String,
    services: String,
}

/// What became of a push.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pushed {
    /// The push service has it.
    Taken,
    /// The browser no longer wants any.
    Gone,
}

impl Pusher {
    /// The configured one; none where push is not configured. The key is made when there is none.
    ///
    /// # Errors
    /// When the database can't be read or written, or what it holds is no key.
    pub async fn new(config: &Config, db: &Db) -> anyhow::Result<Option<Self>> {
        let Some(contact) = &config.push_contact else {
            return Ok(None);
        };
        let key = key(db).await?;
        Ok(Some(Self {
            client: client()?,
            key,
            contact: contact.clone(),
            services: config.push_services.clone(),
        }))
    }

    /// Sends one message.
    ///
    /// # Errors
    /// When the push service is none that is allowed any more, can't be reached, or doesn't take it.
    pub async fn send(
        &self,
        to: &PushSubscription,
        message: &PushMessage,
        now: Timestamp,
    ) -> anyhow::Result<Pushed> {
        let origin = allowed(&to.endpoint, &self.services)
            .context("a push service that push_services does not name")?;
        let (key, auth) = open(&to.keys).context("keys of a browser that are none")?;
        let body = web_push_native::encrypt(serde_json::to_vec(message)?, &key, &auth)
            .map_err(|error| anyhow!("not encrypted: {error}"))?;
        let answer = self
            .client
            .post(&to.endpoint)
            .header("authorization", self.authorization(&origin, now))
            .header("content-encoding", "aes128gcm")
            .header("content-type", "application/octet-stream")
            .header("ttl", KEPT_S)
            .header("topic", TOPIC)
            .header("urgency", "normal")
            .body(body)
            .send()
            .await
            // Its address is the browser's: nothing for a log.
            .map_err(|error| anyhow!("{origin}: {}", error.without_url()))?;
        match answer.status() {
            status if status.is_success() => Ok(Pushed::Taken),
            StatusCode::NOT_FOUND | StatusCode::GONE => Ok(Pushed::Gone),
            status => bail!("{origin} answers {status}"),
        }
    }

    /// A token (JWT, ES256) that says who sends, to whom, and until when it holds.
    fn authorization(&self, origin: &str, now: Timestamp) -> String {
        let part = |value: serde_json::Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let head = part(json!({"typ": "JWT", "alg": "ES256"}));
        let until = now.0 / 1000 + SIGNED_S;
        let claims = part(json!({"aud": origin, "exp": until, "sub": self.contact}));
        let signed = format!("{head}.{claims}");
        let signature: Signature = self.key.sign(signed.as_bytes());
        let signature = URL_SAFE_NO_PAD.encode(signature.to_bytes());
        format!("vapid t={signed}.{signature}, k={}", public(&self.key))
    }
}

/// The public key that browsers are to accept pushes from: an uncompressed point of P-256, base64url. None where push is not
/// configured.
///
/// # Errors
/// When the database can't be read or written, or what it holds is no key.
pub async fn public_key(config: &Config, db: &Db) -> anyhow::Result<Option<String>> {
    if config.push_contact.is_none() {
        return Ok(None);
    }
    Ok(Some(public(&key(db).await?)))
}

fn public(key: &SigningKey) -> String {
    let point = key.verifying_key().to_encoded_point(false);
    URL_SAFE_NO_PAD.encode(point.as_bytes())
}

/// Chooses the cryptography of every TLS client of this process; to be called before one is built. What was chosen before stays.
pub fn choose_cryptography() {
    _ = rustls::crypto::ring::default_provider().install_default();
}

fn client() -> anyhow::Result<Client> {
    choose_cryptography();
    let client = Client::builder().timeout(PATIENCE);
    Ok(client.redirect(Policy::none()).build()?)
}

/// Whether the first of the push services that are named in full can be reached; which, and what it answers.
///
/// # Errors
/// Why it can't.
pub async fn reach(config: &Config) -> anyhow::Result<String> {
    let full = |service: &&str| !service.contains('*');
    let service = config.push_services.split_whitespace().find(full);
    let service = service.context("push_services names none in full")?;
    let answer = client()?.get(service).send().await?;
    Ok(format!("{service} answers ({})", answer.status()))
}

async fn key(db: &Db) -> anyhow::Result<SigningKey> {
    let mut found = db.find_push_key().await?;
    if found.is_none() {
        db.create_push_key(&new_key()?).await?;
        found = db.find_push_key().await?;
    }
    let bytes = found.and_then(|key| URL_SAFE_NO_PAD.decode(key).ok());
    let key = bytes.and_then(|bytes| SigningKey::from_slice(&bytes).ok());
    key.context("what table push_key holds is no key")
}

fn new_key() -> anyhow::Result<String> {
    loop {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|error| anyhow!("no randomness: {error}"))?;
        // One in 2³² is no key of the curve.
        if SigningKey::from_slice(&bytes).is_ok() {
            return Ok(URL_SAFE_NO_PAD.encode(bytes));
        }
    }
}

/// Checks what a browser gives: the server sends to push services that `services` names, and to no other address.
///
/// # Errors
/// The fields that break a rule.
pub fn check(subscription: &PushSubscription, services: &str) -> Result<(), Vec<FieldError>> {
    let PushSubscription { endpoint, keys } = subscription;
    let is_short = endpoint.len() <= MAX_ENDPOINT_BYTES;
    let mut check = Check::default();
    let known = is_short && allowed(endpoint, services).is_some();
    check.that(known, "endpoint", Rule::PushService);
    check.that(open(keys).is_some(), "keys", Rule::PushKeys);
    check.finish()
}

/// Checks the two settings.
///
/// # Errors
/// The setting that is wrong, with words.
pub fn check_settings(contact: &str, services: &str) -> Result<(), (&'static str, String)> {
    if !contact.starts_with("mailto:") && !contact.starts_with("https://") {
        let how = "write mailto:address@host, or an https:// address";
        return Err(("push_contact", how.to_owned()));
    }
    let is_origin = |service: &str| {
        let uri = service.replacen("*.", "any.", 1).parse::<Uri>();
        uri.is_ok_and(|uri| uri.scheme().is_some() && uri.host().is_some() && uri.path() == "/")
    };
    match services.split_whitespace().find(|one| !is_origin(one)) {
        Some(bad) => {
            let how = "write https://host, or https://*.host for all beneath it";
            Err(("push_services", format!("{bad}: {how}")))
        }
        None => Ok(()),
    }
}

/// The origin of an address, if it is a push service's that is allowed.
fn allowed(endpoint: &str, services: &str) -> Option<String> {
    let uri: Uri = endpoint.parse().ok()?;
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?.as_str());
    let authority = authority.to_ascii_lowercase();
    if authority.contains('@') {
        return None;
    }
    let is = |service: &str| {
        let Some((known, host)) = service.split_once("://") else {
            return false;
        };
        let host = host.trim_end_matches('/');
        let there = match host.strip_prefix('*') {
            Some(beneath) => authority.ends_with(beneath) && authority.len() > beneath.len(),
            None => authority == host,
        };
        known == scheme && there
    };
    let found = services.split_whitespace().any(is);
    found.then(|| format!("{scheme}://{authority}"))
}

fn open(keys: &PushKeys) -> Option<(PublicKey, Auth)> {
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
    let key = PublicKey::from_sec1_bytes(&bytes(&keys.p256dh)?).ok()?;
    let auth = bytes(&keys.auth)?;
    (auth.len() == AUTH_BYTES).then(|| (key, Auth::clone_from_slice(&auth)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVICES: &str = "https://fcm.googleapis.com https://*.push.services.mozilla.com";

    #[test]
    fn only_push_services_that_are_named_are_sent_to() {
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc",
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://FCM.googleapis.com/x",
        ] {
            assert!(allowed(good, SERVICES).is_some(), "{good}");
        }
        for bad in [
            "http://fcm.googleapis.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com@127.0.0.1/x",
            "https://127.0.0.1/x",
            "https://evilpush.services.mozilla.com.vn/x",
            "https://push.services.mozilla.com/x",
            "https://xpush.services.mozilla.com/x",
            "/x",
            "",
        ] {
            assert_eq!(allowed(bad, SERVICES), None, "{bad}");
        }
    }

    #[test]
    fn settings_are_checked() {
        assert_eq!(check_settings("mailto:a@b.vn", SERVICES), Ok(()));
        assert_eq!(
            check_settings("a@b.vn", SERVICES).map_err(|(name, _)| name),
            Err("push_contact")
        );
        for bad in ["fcm.googleapis.com", "https://a/path", "https://"] {
            let found = check_settings("mailto:a@b.vn", bad).map_err(|(name, _)| name);
            assert_eq!(found, Err("push_services"), "{bad}");
        }
    }
}
