//! Browsers that an account was used in before: strangers' wrong passwords don't keep these out.
//!
//! A cookie outlives sessions and sign-outs. It holds a random number, and for each account that signed in a signature over
//! both; nothing of it is stored on the server, and it lets nobody in without the password.

use anyhow::anyhow;
use axum::http::{HeaderMap, HeaderValue};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{cookie, secret::Purpose};
use crate::{config::Config, storage::Db};

/// Bytes of the random number, and of a signature that is kept.
const BYTES: usize = 16;
/// Accounts that one browser is known for; the one that signed in least lately goes first.
const MAX_ACCOUNTS: usize = 8;
/// How long browsers keep it: 400 days, the longest that they take.
const MAX_AGE_S: i64 = 400 * 86_400;
/// Between the number and the signatures.
const SEPARATOR: char = '.';

/// A browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    id: [u8; BYTES],
    /// Newest first.
    signatures: Vec<[u8; BYTES]>,
}

impl Device {
    /// The browser that a request comes from, as far as its cookie says.
    pub fn of(config: &Config, headers: &HeaderMap) -> Option<Self> {
        Self::parse(cookie::find(headers, cookie_name(config))?)
    }

    /// Its random number.
    pub const fn id(&self) -> &[u8; BYTES] {
        &self.id
    }

    /// Whether the account of this name signed in from it before.
    pub fn knows(&self, db: &Db, username: &str) -> bool {
        let signature = signature(db, &self.id, username);
        // Every one is compared, and each to its end: time tells nothing.
        let is_equal = |known: &[u8; BYTES]| {
            known
                .iter()
                .zip(&signature)
                .fold(0, |differing, (a, b)| differing | (a ^ b))
                == 0
        };
        self.signatures
            .iter()
            .filter(|known| is_equal(known))
            .count()
            > 0
    }

    /// The cookie that makes the browser known for this account too.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn remember(
        before: Option<Self>,
        db: &Db,
        config: &Config,
        username: &str,
    ) -> anyhow::Result<HeaderValue> {
        let mut device = match before {
            Some(device) => device,
            None => Self::generate()?,
        };
        let signature = signature(db, &device.id, username);
        device.signatures.retain(|known| *known != signature);
        device.signatures.insert(0, signature);
        device.signatures.truncate(MAX_ACCOUNTS);
        Ok(device.set(config))
    }

    fn generate() -> anyhow::Result<Self> {
        let mut id = [0; BYTES];
        getrandom::fill(&mut id).map_err(|error| anyhow!("no randomness: {error}"))?;
        Ok(Self {
            id,
            signatures: Vec::new(),
        })
    }

    fn parse(text: &str) -> Option<Self> {
        let parts: Option<Vec<[u8; BYTES]>> = text
            .split(SEPARATOR)
            .take(MAX_ACCOUNTS + 1)
            .map(|part| URL_SAFE_NO_PAD.decode(part).ok()?.try_into().ok())
            .collect();
        let mut parts = parts?.into_iter();
        Some(Self {
            id: parts.next()?,
            signatures: parts.collect(),
        })
    }

    fn set(&self, config: &Config) -> HeaderValue {
        let parts: Vec<_> = [&self.id]
            .into_iter()
            .chain(&self.signatures)
            .map(|part| URL_SAFE_NO_PAD.encode(part))
            .collect();
        let value = parts.join(&SEPARATOR.to_string());
        let secure = if config.secure_cookies() {
            "; Secure"
        } else {
            ""
        };
        let name = cookie_name(config);
        let text =
            format!("{name}={value}; Path=/; Max-Age={MAX_AGE_S}; HttpOnly; SameSite=Lax{secure}");
        HeaderValue::from_str(&text).expect("base64url and digits are valid in a header")
    }
}

fn cookie_name(config: &Config) -> &'static str {
    if config.secure_cookies() {
        "__Host-bienpho-device"
    } else {
        "bienpho-device"
    }
}

fn signature(db: &Db, id: &[u8; BYTES], username: &str) -> [u8; BYTES] {
    let sum = db.seal_for(Purpose::Device, &[id, username.as_bytes()]);
    let mut kept = [0; BYTES];
    kept.copy_from_slice(&sum[..BYTES]);
    kept
}
