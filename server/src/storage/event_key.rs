//! The key that the program marks its entries with. It lies outside the database, so that who can write to the
//! database alone can't make an entry that passes for the program's.

use std::{fmt, str::FromStr};

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::Db;
use crate::auth::secret::Purpose;

/// Bytes of a key.
const LENGTH: usize = 32;
/// What the marks are for; a key that served something else too would still make other sums there.
const PURPOSE: &[u8] = b"bienpho event mark 1";

/// A key and the place in the chain after which every entry must bear its mark.
#[derive(Clone)]
pub struct EventKey {
    secret: Secret,
    since: i64,
}

/// A key's bytes, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret([u8; LENGTH]);

impl Secret {
    /// These bytes.
    pub const fn new(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// The digits, for the file that keeps it. Nowhere else.
    pub fn reveal(&self) -> String {
        hex::encode(self.0)
    }
}

impl FromStr for Secret {
    type Err = String;

    fn from_str(digits: &str) -> Result<Self, String> {
        let mut bytes = [0; LENGTH];
        hex::decode_to_slice(digits, &mut bytes)
            .map_err(|_| format!("a key is {} hexadecimal digits", LENGTH * 2))?;
        Ok(Self(bytes))
    }
}

impl fmt::Debug for EventKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventKey")
            .field("since", &self.since)
            .finish_non_exhaustive()
    }
}

impl EventKey {
    /// A key whose mark every entry after place `since` of the chain bears; 0 for all of them.
    pub const fn new(secret: Secret, since: i64) -> Self {
        Self { secret, since }
    }

    /// The last place in the chain whose entry needs no mark of this key: it is older than the key.
    pub const fn since(&self) -> i64 {
        self.since
    }

    /// A sum over an entry's fields, to be fed.
    pub(super) fn begin(&self) -> Hmac<Sha256> {
        self.begin_for(PURPOSE)
    }

    /// A sum for another purpose: nobody can make a mark of it.
    fn begin_for(&self, purpose: &[u8]) -> Hmac<Sha256> {
        let mut sum = Hmac::new_from_slice(&self.secret.0).expect("HMAC takes keys of any length");
        sum.update(purpose);
        sum
    }
}

impl Db {
    /// A sum over these parts with the key that lies outside the database: the same on every server of it. A database
    /// without its key, which no server has, sums with one of zeros.
    pub fn seal_for(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; LENGTH] {
        let none = EventKey::new(Secret([0; LENGTH]), 0);
        let key = self.key().get().unwrap_or(&none);
        let mut sum = key.begin_for(purpose.label());
        for part in parts {
            // Its length first: no two lists of parts are the same bytes.
            sum.update(&(part.len() as u64).to_be_bytes());
            sum.update(part);
        }
        sum.finalize().into_bytes().into()
    }
}
