//! History of a record.

use leptos::{prelude::*, server_fn::codec::GetUrl};
use uuid::Uuid;

use crate::{
    domain::{event::HistoryEntry, record::RecordKind},
    error::AppError,
};

/// A record's history, oldest first.
#[server(prefix = "/api/fn", endpoint = "list_history", input = GetUrl)]
pub async fn list_history(record: RecordKind, id: Uuid) -> Result<Vec<HistoryEntry>, AppError> {
    crate::ports::backend()?.list_history(record, id).await
}
