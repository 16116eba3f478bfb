//! A photo's life, from its first byte to its last. Every write and every deletion of a photo's bytes goes through here.
//!
//! ```text
//! nothing → on its way (in parts) → unclaimed (stored) → claimed by a record → erased
//!              └ forgotten            └ forgotten
//! ```
//!
//! Where it stands is in the rows; what lies on disk follows. An arrival writes the bytes before the row, an erasure the row before the bytes,
//! each holds the photo meanwhile, and each looks at the row again afterwards: so whatever breaks in between leaves bytes too many, never too
//! few, and [`sweep`] takes those away. A photo that was erased is in a [`Ledger`] outside the database, too, so that a database of before
//! doesn't bring it back.

mod arrive;
mod erase;
mod ledger;
mod sweep;

use crate::storage::PhotoState;

pub use arrive::{arrive, forget_parts};
pub use erase::erase;
pub use ledger::Ledger;
pub use sweep::{Swept, sweep, sweep_at_start};

/// Where a photo stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Life {
    /// Nobody sent it whole.
    Unknown,
    /// Stored; no record names it.
    Unclaimed,
    /// A record's.
    Claimed,
    /// It was a record's, and is gone for good.
    Erased,
}

impl Life {
    /// What a photo's row says, and whether the ledger has it. The ledger wins: the row may be of a restored database.
    pub const fn of(row: Option<&PhotoState>, is_in_ledger: bool) -> Self {
        match row {
            _ if is_in_ledger => Self::Erased,
            None => Self::Unknown,
            Some(photo) if photo.deleted => Self::Erased,
            Some(photo) if photo.record.is_some() => Self::Claimed,
            Some(_) => Self::Unclaimed,
        }
    }

    /// Whether the picture and its thumbnail lie on disk. Of an unknown one they may, while it arrives.
    pub const fn has_files(self) -> bool {
        matches!(self, Self::Unclaimed | Self::Claimed)
    }

    /// Whether accounts may have parts of it on disk, each of an upload that it began and didn't end.
    pub const fn may_have_parts(self) -> bool {
        !matches!(self, Self::Erased)
    }
}
