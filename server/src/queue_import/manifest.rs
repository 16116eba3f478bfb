//! `queue.json`.

use app::domain::{
    ids::{AccountId, FlagId},
    photo::Sha256,
    time::Timestamp,
};
use serde::Deserialize;
use uuid::Uuid;

/// The manifest's name in a file.
pub const MANIFEST: &str = "queue.json";
const FORMAT: &str = "bienpho-queue";
const VERSION: u32 = 1;
/// Most items of one file: a phone that was offline for a month.
const MAX_ITEMS: usize = 5_000;

/// What the file says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Manifest {
    format: String,
    version: u32,
    /// Origin of the server that the items are for.
    pub server: String,
    /// Whose queue it is.
    pub owner: Owner,
    /// The items.
    pub items: Vec<ManifestItem>,
}

/// Whose queue it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Owner {
    /// The account.
    pub id: AccountId,
    /// Its name.
    pub username: String,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ManifestItem {
    /// The record's id.
    pub id: Uuid,
    /// Kind of record, or of change of one; one that a newer phone knows is refused, not the whole file.
    pub record: String,
    /// The flag that a correction or a withdrawal is of.
    #[serde(default)]
    pub flag: Option<FlagId>,
    /// What the phone calls it in its lists.
    #[serde(default)]
    pub title: String,
    /// When it was saved, by the phone's clock; none for a draft.
    #[serde(default)]
    pub saved_at: Option<Timestamp>,
    /// Hash of the payload's bytes; none for a draft.
    #[serde(default)]
    pub payload_sha256: Option<Sha256>,
}

/// JSON without the mark that an editor may have put before it.
pub fn without_mark(json: &[u8]) -> &[u8] {
    json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json)
}

impl Manifest {
    /// Reads it; the items come out oldest first, as the phone would send them.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(json: &[u8]) -> Result<Self, String> {
        let mut manifest: Self = serde_json::from_slice(without_mark(json))
            .map_err(|error| format!("queue.json: {error}"))?;
        if manifest.format != FORMAT {
            return Err(format!(
                "queue.json: the format is {:?}, not {FORMAT:?}",
                manifest.format
            ));
        }
        if manifest.version != VERSION {
            return Err(format!(
                "queue.json: version {} is not known here",
                manifest.version
            ));
        }
        if manifest.items.len() > MAX_ITEMS {
            return Err(format!("queue.json: more than {MAX_ITEMS} items"));
        }
        manifest.items.sort_by_key(|item| (item.saved_at, item.id));
        Ok(manifest)
    }
}
