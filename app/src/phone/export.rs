//! The queue as a ZIP that the server imports: format `bienpho-queue`, version 1.
//!
//! `queue.json` names everything; `records/<id>.json` has the exact bytes to send,
//! `photos/<sha256>.jpg` the exact JPEG. Drafts go along as `drafts/<id>.json`, for people only.

use std::collections::BTreeSet;

use serde::Serialize;
use uuid::Uuid;

use crate::{
    domain::{account::Me, ids::AccountId, photo::Sha256, record::RecordKind, time::Timestamp},
    error::{AppError, AppResult},
    phone::kept::Unread,
    queue::{Item, ItemState},
};

const FORMAT: &str = "bienpho-queue";
const VERSION: u32 = 1;

/// A file of the ZIP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportFile {
    /// A text and its path.
    Text(String, String),
    /// A photo of an item; its path follows from its hash.
    Photo(Uuid, Sha256),
    /// What this version of the app can't read, as it lies there.
    Raw(Uuid),
}

impl ExportFile {
    /// Its path in the ZIP.
    pub fn path(&self) -> String {
        match self {
            Self::Text(path, _) => path.clone(),
            Self::Photo(_, sha256) => ["photos/", sha256.as_str(), ".jpg"].concat(),
            Self::Raw(id) => ["drafts/", &id.to_string(), ".json"].concat(),
        }
    }
}

#[derive(Serialize)]
struct Queue<'a> {
    format: &'static str,
    version: u32,
    server: &'a str,
    exported_at: Timestamp,
    owner: Owner<'a>,
    items: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Owner<'a> {
    id: AccountId,
    username: &'a str,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: Uuid,
    record: RecordKind,
    title: &'a str,
    state: ItemState,
    saved_at: Option<Timestamp>,
    payload_sha256: &'a Sha256,
    photos: Vec<&'a Sha256>,
}

/// The files of an export: unsent items of `owner`, drafts, and what can't be read. What the server
/// has already stays out.
///
/// # Errors
/// None in practice: these types are all serialisable.
pub fn files(
    items: &[Item],
    unread: &[Unread],
    owner: &Me,
    server: &str,
    now: Timestamp,
) -> AppResult<Vec<ExportFile>> {
    let text = |folder: &str, id: Uuid, json: String| {
        ExportFile::Text([folder, "/", &id.to_string(), ".json"].concat(), json)
    };
    let (mut entries, mut files, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    let theirs = items.iter().filter(|item| item.draft.owner == owner.id);
    for item in theirs.filter(|item| item.state != ItemState::Sent) {
        let (id, photos) = (item.draft.id, &item.draft.photos);
        match (&item.payload, &item.payload_sha256) {
            (Some(payload), Some(payload_sha256)) if item.is_unsent() => {
                entries.push(Entry {
                    id,
                    record: item.draft.record,
                    title: &item.draft.title,
                    state: item.state,
                    saved_at: item.saved_at,
                    payload_sha256,
                    photos: photos.iter().map(|photo| &photo.sha256).collect(),
                });
                files.push(text("records", id, payload.clone()));
            }
            _ => files.push(text("drafts", id, json(&item.draft)?)),
        }
        // A ZIP has every path once.
        let fresh = photos.iter().filter(|photo| seen.insert(&photo.sha256));
        files.extend(fresh.map(|photo| ExportFile::Photo(id, photo.sha256.clone())));
    }
    files.extend(unread.iter().map(|unread| ExportFile::Raw(unread.id)));
    let queue = Queue {
        format: FORMAT,
        version: VERSION,
        server,
        exported_at: now,
        owner: Owner {
            id: owner.id,
            username: &owner.username,
        },
        items: entries,
    };
    files.insert(0, ExportFile::Text("queue.json".to_owned(), json(&queue)?));
    Ok(files)
}

/// Name of the file: `bienpho-canbo-2020-12-01.zip`.
pub fn file_name(owner: &Me, now: Timestamp) -> String {
    ["bienpho-", &owner.username, "-", &now.date().iso(), ".zip"].concat()
}

fn json(value: &impl Serialize) -> AppResult<String> {
    serde_json::to_string(value).map_err(|_| AppError::Internal)
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
