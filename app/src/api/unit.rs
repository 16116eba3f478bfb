//! Units that hang.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{domain::unit::Unit, error::AppError};

/// Units, by name.
#[server(prefix = "/api/fn", endpoint = "list_units", input = GetUrl)]
pub async fn list_units() -> Result<Vec<Unit>, AppError> {
    crate::ports::backend()?.list_units().await
}
