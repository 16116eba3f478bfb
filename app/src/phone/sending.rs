//! What happens to an item of the queue: what is sent next, what an answer makes of it, how long
//! to wait, when it may go.

use uuid::Uuid;

use crate::{
    domain::{
        photo::Sha256,
        record::Receipt,
        time::{DAY_MS, Timestamp},
    },
    error::{AppError, AppResult, Refusal},
    queue::{Draft, Item, ItemState},
};

/// Seconds to wait while the server doesn't answer to its name.
const WRONG_HOST_S: u32 = 60;
/// First wait after a failure, in milliseconds; it doubles with each further one.
const FIRST_WAIT_MS: u64 = 2_000;
/// Longest wait, in milliseconds.
const MAX_WAIT_MS: u64 = 300_000;
/// Longest wait that a server's Retry-After is believed, in milliseconds.
const LONGEST_WAIT_MS: i64 = 3_700_000;

/// What has to be sent next of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// This photo.
    Photo(Sha256),
    /// The record: every photo is there.
    Record,
}

/// What the sender does after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Take the item's next step.
    GoOn,
    /// The item is sent or refused: take the next item.
    NextItem,
    /// This item has to wait, the others need not.
    ItemLater,
    /// Nothing gets through now; try again after a growing wait.
    NoNetwork,
    /// The server asked to be left alone for this many seconds.
    ServerBusy(u32),
    /// The owner has to sign in.
    SignIn,
}

/// The item that a draft becomes when it is saved. `payload` is its record as JSON.
pub fn saved(draft: Draft, payload: String, payload_sha256: Sha256, now: Timestamp) -> Item {
    Item {
        state: ItemState::Waiting,
        payload: Some(payload),
        payload_sha256: Some(payload_sha256),
        saved_at: Some(now),
        ..drafted(draft)
    }
}

/// The item that stands for a draft.
pub const fn drafted(draft: Draft) -> Item {
    Item {
        draft,
        state: ItemState::Draft,
        payload: None,
        payload_sha256: None,
        saved_at: None,
        photos_sent: Vec::new(),
        attempts: 0,
        problem: None,
        receipt: None,
    }
}

/// The draft that a refused item becomes again. It needs a new id when the old one is taken by
/// another payload, or it would be refused for ever.
pub fn mended(item: Item, new_id: impl FnOnce() -> Uuid) -> Draft {
    let mut draft = item.draft;
    if item.problem == Some(AppError::PayloadConflict) {
        draft.id = new_id();
    }
    draft
}

/// Whether the sender has to do with it. One that was being sent when the page died is waiting.
pub const fn is_due(state: ItemState) -> bool {
    matches!(state, ItemState::Waiting | ItemState::Sending)
}

/// What to send next: photos before the record, one at a time.
pub fn next_step(item: &Item) -> Step {
    let mut photos = item.draft.photos.iter().map(|photo| &photo.sha256);
    photos
        .find(|sha256| !item.photos_sent.contains(sha256))
        .map_or(Step::Record, |sha256| Step::Photo(sha256.clone()))
}

/// Most steps to take with an item without a pause: every photo twice, because the server may have
/// lost them, and the record twice. A server that takes photos and lacks them still is not pressed.
pub fn most_steps(item: &Item) -> usize {
    2 * (item.draft.photos.len() + 1)
}

/// Takes in the answer to a photo.
pub fn after_photo(item: &mut Item, sha256: &Sha256, answer: AppResult<()>) -> Pace {
    match answer {
        Ok(()) => {
            if !item.photos_sent.contains(sha256) {
                item.photos_sent.push(sha256.clone());
            }
            Pace::GoOn
        }
        Err(error) => after_failure(item, error),
    }
}

/// Takes in that the phone's storage did not give a photo now: it may another time, and the other items need not wait.
pub fn after_no_read(item: &mut Item, error: AppError) -> Pace {
    item.attempts += 1;
    item.state = ItemState::Waiting;
    item.problem = Some(error);
    Pace::ItemLater
}

/// Takes in the answer to the record. Only the item's own receipt makes it sent.
pub fn after_record(item: &mut Item, answer: AppResult<Receipt>) -> Pace {
    match answer {
        Ok(receipt) if item.is_receipt(&receipt) => {
            item.state = ItemState::Sent;
            item.problem = None;
            item.receipt = Some(receipt);
            Pace::NextItem
        }
        Ok(_) => after_failure(item, AppError::Internal),
        Err(error) => after_failure(item, error),
    }
}

fn after_failure(item: &mut Item, error: AppError) -> Pace {
    item.attempts += 1;
    item.state = ItemState::Waiting;
    let pace = match &error {
        // The session is another account's: the item is fine, and waits for its owner.
        AppError::SignInRequired
        | AppError::Forbidden {
            refusal: Refusal::NotItsOwner,
        } => Pace::SignIn,
        AppError::Offline => Pace::NoNetwork,
        AppError::Busy { retry_after_s } | AppError::TooManyAttempts { retry_after_s } => {
            Pace::ServerBusy(*retry_after_s)
        }
        // The operator's settings are wrong, for all that waits.
        AppError::WrongHost => Pace::ServerBusy(WRONG_HOST_S),
        AppError::PhotosMissing { photos } => {
            let before = item.photos_sent.len();
            item.photos_sent.retain(|sha256| !photos.contains(sha256));
            if item.photos_sent.len() < before {
                Pace::GoOn
            } else {
                Pace::ItemLater
            }
        }
        AppError::Internal
        | AppError::NotFound
        | AppError::WrongOffset { .. }
        | AppError::UploadLocked
        | AppError::TooManyUploads
        | AppError::TooManyUnclaimed
        | AppError::PastEnd { .. }
        | AppError::HashMismatch
        | AppError::WrongCredentials => Pace::ItemLater,
        AppError::Forbidden { .. }
        | AppError::BadRequest { .. }
        | AppError::Invalid { .. }
        | AppError::PayloadConflict
        | AppError::NotAsPreviewed
        | AppError::TransitionRefused { .. }
        | AppError::VersionConflict { .. }
        | AppError::NotAJpeg { .. }
        | AppError::PhotoDamaged
        | AppError::TooManyPixels { .. }
        | AppError::TooLarge { .. }
        | AppError::Device { .. } => {
            item.state = ItemState::Refused;
            Pace::NextItem
        }
    };
    item.problem = Some(error);
    pace
}

/// Milliseconds to wait after `failures` failures in a row (1 or more): doubling, capped, and
/// somewhere in the upper half of that by `random` (0 to 1), so that a district's phones don't
/// all come back in the same second.
pub fn backoff_ms(failures: u32, random: f64) -> u64 {
    let doublings = failures.saturating_sub(1).min(16);
    let ceiling = (FIRST_WAIT_MS << doublings).min(MAX_WAIT_MS);
    let half = ceiling / 2;
    half + (half as f64 * random.clamp(0.0, 1.0)) as u64
}

/// Whether a wait until that moment is over. One that would last longer than any that is ever
/// begun is: the phone's clock was set back meanwhile.
pub const fn is_over(until: i64, now: i64) -> bool {
    until <= now || until.saturating_sub(now) > LONGEST_WAIT_MS
}

/// Whether a sent item and its photos may be deleted: a day after the server took it, by its clock.
pub fn is_prunable(received_at: Timestamp, now: Timestamp, clock_offset_ms: i64) -> bool {
    let received = received_at.plus_ms(clock_offset_ms);
    now.0.saturating_sub(received.0) > DAY_MS
}

#[cfg(test)]
#[path = "sending_tests.rs"]
mod tests;
