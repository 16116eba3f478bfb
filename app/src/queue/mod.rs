//! The phone's queue: what a draft is, what states an item goes through, in which words.
//!
//! Pure types and rules. Where they are kept is the device's business.

mod draft;

use serde::{Deserialize, Serialize};

use crate::{
    domain::{photo::Sha256, record::Receipt, time::Timestamp},
    error::{AppError, Refusal},
    order::sort_by,
    phone::kept::Unread,
};

pub use draft::{DRAFT_VERSION, Draft, LocalPhoto, Submission};

crate::vocabulary! {
    /// State of an item on the phone.
    pub enum ItemState {
        Draft = "draft", "Bản nháp", "Draft";
        Waiting = "waiting", "Chờ", "Waiting";
        Sending = "sending", "Đang gửi", "Sending";
        Sent = "sent", "Đã gửi", "Sent";
        Refused = "refused", "Cần sửa", "To mend";
    }
}

/// An item of the queue as pages show it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The form it came from; kept until the receipt, to be mended if refused.
    pub draft: Draft,
    /// State.
    pub state: ItemState,
    /// The exact bytes to send, as text; none for a draft.
    pub payload: Option<String>,
    /// Hash of these bytes.
    pub payload_sha256: Option<Sha256>,
    /// When it was saved, by the phone's clock.
    pub saved_at: Option<Timestamp>,
    /// Photos the server has acknowledged.
    pub photos_sent: Vec<Sha256>,
    /// Attempts so far.
    pub attempts: u32,
    /// Why it was refused, or why the last attempt failed.
    pub problem: Option<AppError>,
    /// The server's receipt.
    pub receipt: Option<Receipt>,
}

crate::json_fields!(Item {
    draft,
    state,
    payload,
    payload_sha256,
    saved_at,
    photos_sent,
    attempts,
    problem,
    receipt
});

impl Item {
    /// Bytes of its photos.
    pub fn photo_bytes(&self) -> u64 {
        self.draft
            .photos
            .iter()
            .map(|photo| u64::from(photo.bytes))
            .sum()
    }

    /// Whether only a new sign-in of its owner gets it sent.
    pub fn waits_for_sign_in(&self) -> bool {
        let needs_it = |problem: &AppError| {
            matches!(
                problem,
                AppError::SignInRequired
                    | AppError::Forbidden {
                        refusal: Refusal::NotItsOwner
                    }
            )
        };
        self.state == ItemState::Waiting && self.problem.as_ref().is_some_and(needs_it)
    }

    /// Whether it is saved and has no receipt yet.
    pub fn is_unsent(&self) -> bool {
        matches!(
            self.state,
            ItemState::Waiting | ItemState::Sending | ItemState::Refused
        )
    }

    /// Whether the receipt is this item's own: it names the id, the payload and every photo.
    pub fn is_receipt(&self, receipt: &Receipt) -> bool {
        let mut wanted: Vec<_> = self.draft.photo_hashes().collect();
        let mut named: Vec<_> = receipt.photos.iter().collect();
        sort_by(&mut wanted, Ord::cmp);
        sort_by(&mut named, Ord::cmp);
        receipt.id == self.draft.id
            && Some(&receipt.payload_sha256) == self.payload_sha256.as_ref()
            && wanted == named
    }
}

/// The top line of every phone page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct QueueSummary {
    /// Saved and not yet sent, refused ones too.
    pub unsent: u32,
    /// Of these, refused.
    pub refused: u32,
    /// When the oldest of these was saved.
    pub oldest: Option<Timestamp>,
}

impl QueueSummary {
    /// The summary of these items, and of those that this version of the app can't read: a newer one
    /// or a repair will send them, and whoever clears the phone would lose them.
    pub fn of(items: &[Item], unread: &[Unread]) -> Self {
        let unsent = items.iter().filter(|item| item.is_unsent());
        let refused = unsent
            .clone()
            .filter(|item| item.state == ItemState::Refused);
        let unread = unread.iter().filter(|unread| unread.is_unsent());
        let saved = unsent.clone().map(|item| item.saved_at);
        let saved = saved.chain(unread.clone().map(|unread| unread.saved_at));
        Self {
            unsent: (unsent.count() + unread.count()) as u32,
            refused: refused.count() as u32,
            oldest: saved.flatten().min(),
        }
    }
}
