//! Grounds of flags.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{domain::ground::Ground, error::AppError};

/// Grounds of flags, by code.
#[server(prefix = "/api/fn", endpoint = "list_grounds", input = GetUrl)]
pub async fn list_grounds() -> Result<Vec<Ground>, AppError> {
    crate::ports::backend()?.list_grounds().await
}
