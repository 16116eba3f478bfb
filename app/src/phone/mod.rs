//! What the phone decides without asking the browser for anything: what an answer is worth, what
//! happens to an item after it, how long to wait, which fix is best, how strongly to compress, how an
//! own flag stands once the queue has been sent.
//!
//! Plain functions, so that they are tested natively; the browser's half only carries them out.

pub mod answer;
pub mod day;
pub mod export;
pub mod fixes;
pub mod jpeg;
pub mod kept;
pub mod known;
pub mod own_flags;
pub mod sending;
pub mod upload;
