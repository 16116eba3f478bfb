//! What the phone decides without asking the browser for anything: what an answer is worth, what
//! happens to an item after it, how long to wait, which fix is best, how strongly to compress.
//!
//! Plain functions, so that they are tested natively; the browser's half only carries them out.

pub mod answer;
pub mod export;
pub mod fixes;
pub mod jpeg;
pub mod kept;
pub mod sending;
pub mod upload;
