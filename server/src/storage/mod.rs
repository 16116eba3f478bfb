//! All SQL, one file a noun. Nothing here knows who is asking: permission is checked in `backend`.
//!
//! Reads go through `on_db!`, writes through [`Db::write`] and `on_tx!`. Every method has a contract
//! test that runs on both engines.

mod access_log;
mod account;
mod area_count;
mod attempt;
mod board;
mod campaign;
mod change;
mod check_in;
mod count_check;
mod day;
mod day_cell;
mod db;
mod due;
mod event;
mod event_key;
mod event_row;
mod filter;
mod flag;
mod geography;
mod ground;
mod holiday;
mod lease;
mod map;
mod map_cell;
mod notice;
mod notification;
mod packed;
mod past;
mod photo;
mod photo_sweep;
mod place;
mod placement;
mod plan;
mod push;
mod queue_import;
mod ranges;
mod reality;
mod receipt;
mod report;
mod row;
mod seal;
mod session;
mod site;
mod step;
mod tile;
mod tile_count;
mod tile_days;
mod tile_rows;
mod tile_shown;
mod unit;
mod upkeep;
mod upload;
mod verify;
mod writer;

use app::error::AppError;

pub use account::StoredAccount;
pub use attempt::Meter;
pub use check_in::NewStoredCheckIn;
pub use db::{Db, Engine, Tx};
use db::{bind_origin, bind_place, on_db, on_tx};
pub use event::NewEvent;
pub use event_key::{EventKey, Secret};
pub use filter::Scope;
pub use flag::{NewStoredFlag, StoredFlag};
pub use notice::{MAX_NOTICE_BYTES, Notices};
pub use notification::StoredNotification;
pub use photo::{NewStoredPhoto, PhotoState, UnclaimedLimits};
pub use place::FoundSite;
pub use placement::{NewStoredPlacement, PlacementChange, StoredPlacement};
pub use plan::{PlanSite, PlanWrite, StoredPlan};
pub use push::StoredSubscription;
pub use reality::{GroupCount, RealityFilter, Stretch};
pub use receipt::{Claim, NewReceipt};
pub use row::StoredCapture;
pub use seal::ChainHead;
pub use session::StoredSession;
pub use site::NewStoredSite;
pub use step::PlacementStep;
pub use tile::{TileAddress, TileCluster, TileContent};
pub use upload::{Begun, NewUpload, StoredUpload, UploadKey, UploadLimits};
pub use verify::{ChainProblem, VerifyReport};

/// Result of a storage method.
pub type StorageResult<T> = Result<T, StorageError>;

/// Why a storage method failed.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// A rule was found broken inside the transaction; the person hears of it.
    #[error(transparent)]
    Rule(#[from] AppError),
    /// The database refused or could not be reached.
    #[error(transparent)]
    Sql(#[from] sqlx::Error),
    /// The batch that held the write was not committed.
    #[error("not committed: {0}")]
    NotCommitted(String),
    /// The database is closed.
    #[error("the database is closed")]
    Closed,
    /// A stored value can't be read any more.
    #[error("stored {what} cannot be read: {problem}")]
    Corrupt {
        /// Table and column.
        what: &'static str,
        /// What is wrong.
        problem: String,
    },
}

impl StorageError {
    fn corrupt(what: &'static str, problem: impl std::fmt::Display) -> Self {
        Self::Corrupt {
            what,
            problem: problem.to_string(),
        }
    }
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::Rule(error) => error,
            StorageError::Closed => Self::Busy { retry_after_s: 5 },
            other => {
                tracing::error!(error = %other, "storage failed");
                Self::Internal
            }
        }
    }
}
