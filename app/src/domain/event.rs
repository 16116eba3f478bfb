//! The event log (nhật ký): who did what to which record when. Append-only.

use serde::{Deserialize, Serialize};

use super::{ids::EventId, role::Role, time::Timestamp};

/// One entry of a record's history, as it is shown. It names the role, never the person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct HistoryEntry {
    /// The event.
    pub id: EventId,
    /// When, by the server's clock.
    pub at: Timestamp,
    /// Role of the account that acted; none for the clock.
    pub role: Option<Role>,
    /// Whether the reader acted.
    pub mine: bool,
    /// Code of the action: a transition, or `check_in`.
    pub action: String,
    /// Status before.
    pub from: Option<String>,
    /// Status after.
    pub to: Option<String>,
    /// Reason, where one was given.
    pub reason: Option<String>,
}
