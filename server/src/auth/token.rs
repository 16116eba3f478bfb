//! Session tokens: opaque, random, stored only as their hash.

use anyhow::anyhow;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

const BYTES: usize = 32;

/// What a browser shows to be let in. Never logged, never stored.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// A new one: 256 random bits.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn generate() -> anyhow::Result<Self> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|error| anyhow!("no randomness: {error}"))?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The token a cookie carries, if the text can be one.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        (bytes.len() == BYTES).then(|| Self(text.to_owned()))
    }

    /// The text for the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What the database keeps: SHA-256 in lower-case hexadecimal digits.
    pub fn hash(&self) -> String {
        hex::encode(Sha256::digest(self.0.as_bytes()))
    }
}

impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SessionToken(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_from_its_text() {
        let token = SessionToken::generate().expect("randomness");
        assert_eq!(SessionToken::parse(token.as_str()), Some(token.clone()));
        assert_eq!(token.hash().len(), 64);
        assert!(!format!("{token:?}").contains(token.as_str()));
    }

    #[test]
    fn tokens_differ() {
        let (a, b) = (SessionToken::generate(), SessionToken::generate());
        assert_ne!(a.expect("randomness").hash(), b.expect("randomness").hash());
    }

    #[test]
    fn other_texts_are_no_tokens() {
        for text in [
            "",
            "abc",
            "=",
            &"A".repeat(42),
            &"A".repeat(44),
            &"!".repeat(43),
        ] {
            assert_eq!(SessionToken::parse(text), None, "{text}");
        }
    }
}
