//! What the server does for one request: permission → rule (`app::domain`) → storage → event.
//!
//! [`Service`] is made per request with the actor and the shared state. Pages reach it as
//! `app::ports::Backend`; `/api/v1` calls its inherent methods too.

mod access;
mod amendment;
mod board;
mod capture;
mod check_in;
pub mod clock;
mod field_pack;
mod flag;
mod flag_step;
pub mod geography;
mod history;
pub mod json;
pub mod map;
mod notification;
mod past;
mod photo;
mod place;
mod placement;
mod placement_step;
mod plan;
mod queue_import;
mod reality;
mod reference;
mod report;
mod service;
mod site;
mod step;
mod upload;
mod worklist;

use app::domain::{account::Me, record::Receipt};

pub use capture::MAX_PAYLOAD_BYTES;
pub use photo::PhotoSize;
pub use plan::MAX_PLAN_BYTES;
pub use queue_import::{Imported, ImportedQueue, Importer, import_queue};
pub use upload::Upload;

use crate::state::AppState;

/// One request's backend.
#[derive(Clone)]
pub struct Service {
    state: AppState,
    actor: Option<Me>,
    /// Who brings in what the actor recorded, when the actor's own phone can't send it.
    importer: Option<Importer>,
}

/// What came of a record that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The receipt, the same for the same request for ever.
    pub receipt: Receipt,
    /// Whether the record is new.
    pub created: bool,
}

impl Service {
    /// The backend of a request made by `actor`, or by nobody.
    pub const fn new(state: AppState, actor: Option<Me>) -> Self {
        Self {
            state,
            actor,
            importer: None,
        }
    }

    /// Who asks; nobody before signing in.
    pub const fn actor(&self) -> Option<&Me> {
        self.actor.as_ref()
    }
}
