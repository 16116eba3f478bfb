//! What earlier versions of the app kept on the phone, read by this one; what a newer one kept is
//! recognised and left alone.

use crate::{
    domain::time::Timestamp,
    json,
    queue::{DRAFT_VERSION, Item},
};
use uuid::Uuid;

/// A record on the phone that this version of the app can't read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// The record's id.
    pub id: Uuid,
    /// Whether a newer version of the app kept it; else it is damaged.
    pub newer: bool,
    /// When it was saved, by the phone's clock; none for a draft.
    pub saved_at: Option<Timestamp>,
    /// When the server took it, if it did.
    pub received_at: Option<Timestamp>,
    /// Bytes of the record and its photos, as far as they are known.
    pub bytes: u64,
}

impl Unread {
    /// Whether it is saved and has no receipt yet.
    pub const fn is_unsent(&self) -> bool {
        self.saved_at.is_some() && self.received_at.is_none()
    }
}

/// Reads the JSON that a version of the app kept. `None` when it was a newer one, or it is damaged.
///
/// Version 1 had no `asked` in its drafts, and lay on the phone in plain text.
pub fn read(text: &str) -> Option<Item> {
    let mut item: Item = json::read(text)?;
    if item.draft.version > DRAFT_VERSION {
        return None;
    }
    item.draft.version = DRAFT_VERSION;
    Some(item)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{condition::Condition, record::RecordKind},
        queue::ItemState,
    };

    /// Items as version 1 of the app kept them, one of each kind.
    const VERSION_1: [(&str, RecordKind, ItemState); 4] = [
        (
            include_str!("../../../tests/fixtures/queue-v1/item-check-in.json"),
            RecordKind::CheckIn,
            ItemState::Waiting,
        ),
        (
            include_str!("../../../tests/fixtures/queue-v1/item-placement.json"),
            RecordKind::Placement,
            ItemState::Refused,
        ),
        (
            include_str!("../../../tests/fixtures/queue-v1/item-flag.json"),
            RecordKind::Flag,
            ItemState::Sending,
        ),
        (
            include_str!("../../../tests/fixtures/queue-v1/item-draft.json"),
            RecordKind::CheckIn,
            ItemState::Draft,
        ),
    ];

    #[test]
    fn items_of_version_1_are_read_and_brought_up_to_date() {
        for (json, record, state) in VERSION_1 {
            assert!(json.contains("\"version\": 1"), "as it was");
            let item = read(json).expect("readable");
            assert_eq!((item.draft.record, item.state), (record, state));
            assert_eq!(item.draft.version, DRAFT_VERSION);
            assert_eq!(item.draft.asked, None);
            assert_eq!(item.payload.is_some(), state != ItemState::Draft);
        }
    }

    #[test]
    fn what_is_to_be_sent_stays_the_same_byte_for_byte() {
        for (json, ..) in VERSION_1 {
            let before: serde_json::Value = serde_json::from_str(json).expect("JSON");
            let item = read(json).expect("readable");
            assert_eq!(item.payload.as_deref(), before["payload"].as_str());
            let hash = item.payload_sha256.as_ref().map(|hash| hash.as_str());
            assert_eq!(hash, before["payload_sha256"].as_str());
            assert_eq!(
                item.draft.photos.len(),
                before["draft"]["photos"].as_array().map_or(0, Vec::len)
            );
        }
    }

    #[test]
    fn what_is_written_today_is_read_again() {
        for (json, ..) in VERSION_1 {
            let item = read(json).expect("readable");
            let written = serde_json::to_string(&item).expect("JSON");
            assert_eq!(read(&written), Some(item));
        }
    }

    #[test]
    fn an_item_of_a_newer_app_is_left_alone() {
        let mut item = read(VERSION_1[0].0).expect("readable");
        assert_eq!(item.draft.condition, Some(Condition::Intact));
        item.draft.version = DRAFT_VERSION + 1;
        let newer = serde_json::to_string(&item).expect("JSON");
        assert_eq!(read(&newer), None);
    }
}
