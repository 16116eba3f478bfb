//! Accounts.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{
    domain::account::{AccountRow, Me},
    error::AppError,
};

/// Who is signed in.
#[server(prefix = "/api/fn", endpoint = "find_me", input = GetUrl)]
pub async fn find_me() -> Result<Me, AppError> {
    crate::ports::backend()?.me().await
}

/// Accounts, for the administrator.
#[server(prefix = "/api/fn", endpoint = "list_accounts", input = GetUrl)]
pub async fn list_accounts() -> Result<Vec<AccountRow>, AppError> {
    crate::ports::backend()?.list_accounts().await
}
