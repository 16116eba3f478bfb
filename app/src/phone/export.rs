//! The queue as a ZIP that the server imports: format `bienpho-queue`, version 1.
//!
//! `queue.json` names everything; `records/<id>.json` has the exact bytes to send,
//! `photos/<sha256>.jpg` the exact JPEG. Drafts go along as `drafts/<id>.json`, for people only.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::{
    domain::{
        account::Me,
        ids::{AccountId, FlagId},
        photo::Sha256,
        time::Timestamp,
    },
    json::{self, Write, Writer},
    phone::kept::Unread,
    queue::{Draft, Item, ItemState},
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

struct Queue<'a> {
    server: &'a str,
    exported_at: Timestamp,
    owner: Owner<'a>,
    items: Vec<Entry<'a>>,
}

struct Owner<'a> {
    id: AccountId,
    username: &'a str,
}

struct Entry<'a> {
    id: Uuid,
    /// The kind of record, or of change to a flag.
    record: &'static str,
    /// The flag that it changes.
    flag: Option<FlagId>,
    title: &'a str,
    state: ItemState,
    saved_at: Option<Timestamp>,
    payload_sha256: &'a Sha256,
    photos: Vec<Sha256>,
}

impl Write for Queue<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(&|out| {
            out.field("format", &FORMAT);
            out.field("version", &VERSION);
            out.field("server", &self.server);
            out.field("exported_at", &self.exported_at);
            out.field("owner", &self.owner);
            out.field("items", &self.items);
        });
    }
}

impl Write for Owner<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(&|out| {
            out.field("id", &self.id);
            out.field("username", &self.username);
        });
    }
}

impl Write for Entry<'_> {
    fn write(&self, out: &mut Writer) {
        out.object(&|out| {
            out.field("id", &self.id);
            out.field("record", &self.record);
            if let Some(flag) = &self.flag {
                out.field("flag", flag);
            }
            out.field("title", &self.title);
            out.field("state", &self.state);
            out.field("saved_at", &self.saved_at);
            out.field("payload_sha256", self.payload_sha256);
            out.field("photos", &self.photos);
        });
    }
}

/// The files of an export: unsent items of `owner`, drafts, and what can't be read. What the server
/// has already stays out.
pub fn files(
    items: &[Item],
    unread: &[Unread],
    owner: &Me,
    server: &str,
    now: Timestamp,
) -> Vec<ExportFile> {
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
                    record: record_of(&item.draft),
                    flag: item.draft.amends(),
                    title: &item.draft.title,
                    state: item.state,
                    saved_at: item.saved_at,
                    payload_sha256,
                    photos: photos.iter().map(|photo| photo.sha256.clone()).collect(),
                });
                files.push(text("records", id, payload.clone()));
            }
            _ => files.push(text("drafts", id, json::write(&item.draft))),
        }
        // A ZIP has every path once.
        let fresh = photos.iter().filter(|photo| seen.insert(&photo.sha256));
        files.extend(fresh.map(|photo| ExportFile::Photo(id, photo.sha256.clone())));
    }
    files.extend(unread.iter().map(|unread| ExportFile::Raw(unread.id)));
    let queue = Queue {
        server,
        exported_at: now,
        owner: Owner {
            id: owner.id,
            username: &owner.username,
        },
        items: entries,
    };
    files.insert(
        0,
        ExportFile::Text("queue.json".to_owned(), json::write(&queue)),
    );
    files
}

/// What the importer calls it: a correction or withdrawal must not become a flag of its own.
fn record_of(draft: &Draft) -> &'static str {
    match (draft.corrects, draft.withdraws) {
        (Some(_), _) => "flag_correction",
        (None, Some(_)) => "flag_withdrawal",
        (None, None) => draft.record.code(),
    }
}

/// Name of the file: `bienpho-canbo-2020-12-01.zip`.
pub fn file_name(owner: &Me, now: Timestamp) -> String {
    ["bienpho-", &owner.username, "-", &now.date().iso(), ".zip"].concat()
}

#[cfg(test)]
#[path = "export_tests.rs"]
mod tests;
