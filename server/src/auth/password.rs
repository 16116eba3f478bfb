//! Password hashing: argon2id, off the async threads, a few at a time.
//!
//! A password is hashed as NFC: keyboards differ in how they send «ậ».

use anyhow::{Context, anyhow};
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{Error, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task::spawn_blocking};
use unicode_normalization::UnicodeNormalization;

/// Passwords hashed at the same time; each takes [`Cost::memory_kib`], so this bounds the memory of a flood.
static SLOTS: Semaphore = Semaphore::const_new(2);
const SALT_BYTES: usize = 16;
/// A hash at [`Cost::OWASP`] that no password has: compared when there is no such account.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Cost {
    /// OWASP's second recommendation for argon2id: 19 MiB, two passes, one lane.
    pub const OWASP: Self = Self {
        memory_kib: 19_456,
        passes: 2,
        lanes: 1,
    };
    /// The least that argon2 takes, for tests and for throw-away accounts of load tests.
    pub const LEAST: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
}

impl Default for Cost {
    fn default() -> Self {
        Self::OWASP
    }
}

/// Hashes a password as a PHC string with a random salt.
///
/// # Errors
/// When the system has no randomness or no memory.
pub async fn hash(password: &str, cost: Cost) -> anyhow::Result<String> {
    let password: String = password.nfc().collect();
    in_slot(move || {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)
            .map_err(|e| anyhow!("{e}"))?;
        let mut salt = [0; SALT_BYTES];
        getrandom::fill(&mut salt).map_err(|e| anyhow!("{e}"))?;
        let hasher = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let hash = hasher
            .hash_password_with_salt(password.as_bytes(), &salt)
            .map_err(|e| anyhow!("{e}"))?;
        Ok(hash.to_string())
    })
    .await
}

/// Whether `password` has this hash. `None` stands for an account that isn't there: it takes as
/// long and is never true.
///
/// # Errors
/// When the stored text is not a PHC string of argon2.
pub async fn verify(password: &str, hash: Option<&str>) -> anyhow::Result<bool> {
    let password: String = password.nfc().collect();
    let hash = hash.unwrap_or(NOBODY).to_owned();
    in_slot(move || {
        let parsed = PasswordHash::new(&hash).map_err(|e| anyhow!("stored password hash: {e}"))?;
        match Argon2::default().verify_password(password.as_bytes(), &parsed) {
            Ok(()) => Ok(true),
            Err(Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(anyhow!("stored password hash: {error}")),
        }
    })
    .await
}

async fn in_slot<T: Send + 'static>(
    work: impl FnOnce() -> anyhow::Result<T> + Send + 'static,
) -> anyhow::Result<T> {
    let slot = SLOTS
        .acquire()
        .await
        .context("password slots are never closed")?;
    // The slot goes along: a request that is given up must not let another hash start beside this one.
    spawn_blocking(move || {
        let _slot = slot;
        work()
    })
    .await?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_password_itself_has_its_hash() {
        let stored = hash("mật khẩu dài", Cost::LEAST).await.expect("hashes");
        assert!(
            stored.starts_with("$argon2id$v=19$m=8,t=1,p=1$"),
            "{stored}"
        );
        assert!(
            verify("mật khẩu dài", Some(&stored))
                .await
                .expect("verifies")
        );
        assert!(
            !verify("mat khau dai", Some(&stored))
                .await
                .expect("verifies")
        );
    }

    #[tokio::test]
    async fn it_does_not_matter_how_a_keyboard_composes() {
        let stored = hash("m\u{1ead}t", Cost::LEAST).await.expect("hashes");
        assert!(
            verify("ma\u{323}\u{302}t", Some(&stored))
                .await
                .expect("verifies")
        );
    }

    #[tokio::test]
    async fn equal_passwords_have_different_hashes() {
        let (a, b) = (
            hash("bienpho", Cost::LEAST).await,
            hash("bienpho", Cost::LEAST).await,
        );
        assert_ne!(a.expect("hashes"), b.expect("hashes"));
    }

    #[tokio::test]
    async fn nobody_has_no_password_and_costs_as_much_as_somebody() {
        assert!(
            !verify("", None)
                .await
                .expect("the hash of nobody is a valid one")
        );
        let parsed = PasswordHash::new(NOBODY).expect("a PHC string");
        let params = Params::try_from(&parsed).expect("parameters");
        assert_eq!(
            (params.m_cost(), params.t_cost(), params.p_cost()),
            (19_456, 2, 1)
        );
    }

    #[tokio::test]
    async fn a_spoilt_hash_is_an_error_and_not_a_wrong_password() {
        assert!(verify("x", Some("plain text")).await.is_err());
    }
}
