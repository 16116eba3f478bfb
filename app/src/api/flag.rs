//! Flags.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    domain::{flag::Flag, ids::FlagId, query::Page},
    error::AppError,
};

/// Flags the reader may see; `query` is what [`super::to_query`] writes.
#[server(prefix = "/api/fn", endpoint = "list_flags", input = GetUrl)]
pub async fn list_flags(query: String) -> Result<Page<Flag>, AppError> {
    crate::ports::backend()?
        .list_flags(super::parse_query(&query)?)
        .await
}

/// One flag.
#[server(prefix = "/api/fn", endpoint = "find_flag", input = GetUrl)]
pub async fn find_flag(id: FlagId) -> Result<Flag, AppError> {
    crate::ports::backend()?.find_flag(id).await
}

/// Confirms a flag that another person recorded.
#[server(prefix = "/api/fn", endpoint = "confirm_flag")]
pub async fn confirm_flag(id: FlagId) -> Result<Flag, AppError> {
    crate::ports::backend()?.confirm_flag(id).await
}

/// Dismisses a flag that another person recorded.
#[server(prefix = "/api/fn", endpoint = "dismiss_flag")]
pub async fn dismiss_flag(id: FlagId, reason: String) -> Result<Flag, AppError> {
    crate::ports::backend()?
        .dismiss_flag(id, crate::domain::flag::Reason { reason })
        .await
}

/// Returns a flag to its officer.
#[server(prefix = "/api/fn", endpoint = "return_flag")]
pub async fn return_flag(id: FlagId, reason: String) -> Result<Flag, AppError> {
    crate::ports::backend()?
        .return_flag(id, crate::domain::flag::Reason { reason })
        .await
}
