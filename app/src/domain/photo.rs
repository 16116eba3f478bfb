//! Photos (ảnh hiện trạng): named by the hash of the bytes the phone sent.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::invalid::{Check, Rule};
use crate::order::sort_by;

/// Most photos one record may have.
pub const MAX_PHOTOS: usize = 10;
/// Longest side of a photo as the phone sends it, in pixels.
pub const MAX_SIDE_PX: u32 = 2048;
/// Bytes the phone aims at for one photo.
pub const TARGET_BYTES: usize = 300_000;
/// Most bytes the server takes for one photo.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;
/// Most pixels the server decodes of one photo.
pub const MAX_PIXELS: u64 = 24_000_000;
/// Longest side of a thumbnail, in pixels.
pub const THUMB_SIDE_PX: u32 = 320;

/// SHA-256 as 64 lower-case hexadecimal digits.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
pub struct Sha256(String);

crate::json_text!(Sha256);

impl Sha256 {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Text that is not a SHA-256.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a SHA-256: write 64 lower-case hexadecimal digits")]
pub struct NotASha256(pub String);

impl FromStr for Sha256 {
    type Err = NotASha256;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if text.len() == 64 && digits {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotASha256(text.to_owned()))
        }
    }
}

impl TryFrom<String> for Sha256 {
    type Error = NotASha256;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Sha256> for String {
    fn from(hash: Sha256) -> Self {
        hash.0
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The list of photos of a record: not too many, none twice, at least one where needed.
pub fn check_photos(photos: &[Sha256], needed: bool, check: &mut Check) {
    check.that(!needed || !photos.is_empty(), "photos", Rule::PhotoRequired);
    check.that(photos.len() <= MAX_PHOTOS, "photos", Rule::TooManyPhotos);
    let mut sorted: Vec<_> = photos.iter().collect();
    sort_by(&mut sorted, Ord::cmp);
    sorted.dedup();
    check.that(sorted.len() == photos.len(), "photos", Rule::PhotoTwice);
}
