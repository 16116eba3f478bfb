//! An entry of the log as it is stored, and the two sums over it: the program's mark and its link in the chain.

use hmac::Mac;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{NewEvent, event_key::EventKey};

/// The columns of [`EventRow`].
pub(super) const COLUMNS: &str = "id, at, actor, role, record, record_id, action, from_status, to_status, reason, \
    mark, seq, hash";

/// A row of the table.
#[derive(sqlx::FromRow)]
pub(super) struct EventRow {
    pub(super) id: Uuid,
    pub(super) at: i64,
    actor: Option<Uuid>,
    role: Option<String>,
    record: String,
    record_id: Uuid,
    action: String,
    from_status: Option<String>,
    to_status: Option<String>,
    reason: Option<String>,
    mark: Option<String>,
    pub(super) seq: Option<i64>,
    pub(super) hash: Option<String>,
}

impl From<&NewEvent> for EventRow {
    fn from(new: &NewEvent) -> Self {
        Self {
            id: new.id.0,
            at: new.at.0,
            actor: new.actor.map(|(account, _)| account.0),
            role: new.actor.map(|(_, role)| role.code().to_owned()),
            record: new.record.code().to_owned(),
            record_id: new.record_id,
            action: new.action.to_owned(),
            from_status: new.from.map(str::to_owned),
            to_status: new.to.map(str::to_owned),
            reason: new.reason.clone(),
            mark: None,
            seq: None,
            hash: None,
        }
    }
}

impl EventRow {
    /// Gives what the entry says to `add`, field by field.
    fn feed(&self, mut add: impl FnMut(Option<&[u8]>)) {
        add(Some(self.id.as_bytes()));
        add(Some(&self.at.to_be_bytes()));
        add(self.actor.as_ref().map(|id| id.as_bytes().as_slice()));
        add(self.role.as_deref().map(str::as_bytes));
        add(Some(self.record.as_bytes()));
        add(Some(self.record_id.as_bytes()));
        add(Some(self.action.as_bytes()));
        add(self.from_status.as_deref().map(str::as_bytes));
        add(self.to_status.as_deref().map(str::as_bytes));
        add(self.reason.as_deref().map(str::as_bytes));
    }

    /// The hash of this entry at `seq` after `previous`. An entry from before there were marks has none in it.
    pub(super) fn hash_after(&self, seq: i64, previous: &str) -> String {
        let mut hasher = Sha256::new();
        let mut add = |field: Option<&[u8]>| with_length(field, |bytes| hasher.update(bytes));
        add(Some(previous.as_bytes()));
        add(Some(&seq.to_be_bytes()));
        self.feed(&mut add);
        if let Some(mark) = &self.mark {
            add(Some(mark.as_bytes()));
        }
        hex::encode(hasher.finalize())
    }

    /// The mark that the program with this key gives this entry, in hexadecimal digits.
    pub(super) fn mark_by(&self, key: &EventKey) -> String {
        let mut sum = key.begin();
        self.feed(|field| with_length(field, |bytes| sum.update(bytes)));
        hex::encode(sum.finalize().into_bytes())
    }

    /// Whether the program with this key wrote this entry as it is. One from before the key may be anybody's.
    pub(super) fn is_marked_by(&self, key: &EventKey) -> bool {
        let is_older = self.seq.is_some_and(|seq| seq <= key.since());
        is_older || self.mark.as_deref() == Some(&self.mark_by(key))
    }
}

/// A field with its length before it, so that no two different entries read the same.
fn with_length(field: Option<&[u8]>, mut add: impl FnMut(&[u8])) {
    match field {
        Some(bytes) => {
            add(&(bytes.len() as u64 + 1).to_be_bytes());
            add(bytes);
        }
        None => add(&0_u64.to_be_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::event_key::Secret, *};

    fn row() -> EventRow {
        EventRow {
            id: Uuid::from_u128(1),
            at: 1_607_576_400_000,
            actor: None,
            role: None,
            record: "flag".into(),
            record_id: Uuid::from_u128(2),
            action: "lapse".into(),
            from_status: Some("recorded".into()),
            to_status: Some("lapsed".into()),
            reason: None,
            mark: None,
            seq: None,
            hash: None,
        }
    }

    #[test]
    fn an_entry_of_the_first_release_keeps_its_hash() {
        // Worked out apart from this program: SHA-256 over each field with its length + 1 in eight bytes before it.
        let expected = "f229bceb6d886bf45d7b3f74d194431deae3ed2b658e1418050b2163cd4477ad";
        assert_eq!(row().hash_after(1, ""), expected);
    }

    #[test]
    fn a_mark_is_of_one_key_and_part_of_the_link() {
        let key = |byte| EventKey::new(Secret::new([byte; 32]), 0);
        let mut row = row();
        let without = row.hash_after(1, "");
        assert!(!row.is_marked_by(&key(1)));
        row.mark = Some(row.mark_by(&key(1)));
        assert!(row.is_marked_by(&key(1)) && !row.is_marked_by(&key(2)));
        assert_ne!(row.hash_after(1, ""), without);
        row.reason = Some(String::new());
        assert!(!row.is_marked_by(&key(1)), "an empty text is not none");
    }

    #[test]
    fn an_entry_older_than_the_key_needs_no_mark() {
        let key = EventKey::new(Secret::new([1; 32]), 5);
        let at = |seq| EventRow { seq, ..row() }.is_marked_by(&key);
        assert!(at(Some(5)) && !at(Some(6)) && !at(None));
    }
}
