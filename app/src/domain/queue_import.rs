//! A phone's queue that was brought in as a file: what came of each item.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::record::Receipt;
use crate::problem::Problem;

crate::vocabulary! {
    /// What came of an item.
    pub enum ImportOutcome {
        Taken = "taken", "Đã nhận", "Taken";
        Known = "known", "Đã có từ trước", "Known before";
        Refused = "refused", "Không nhận", "Refused";
    }
}

/// One item of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ImportedItem {
    /// The record's id.
    pub id: Uuid,
    /// Kind of record, as the file says it.
    pub record: String,
    /// What the phone called it in its lists.
    pub title: String,
    /// What came of it.
    pub outcome: ImportOutcome,
    /// The receipt, the same that the phone gets when it sends the record itself.
    pub receipt: Option<Receipt>,
    /// Why it was refused.
    pub problem: Option<Problem>,
}

/// What came of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct QueueImport {
    /// Name of the account that recorded it.
    pub username: String,
    /// Its items, oldest first.
    pub items: Vec<ImportedItem>,
}
