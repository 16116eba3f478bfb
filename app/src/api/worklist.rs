//! What waits for the reader.

use leptos::{prelude::*, server_fn::codec::GetUrl};

use crate::{domain::worklist::Worklist, error::AppError};

/// Records of which the reader may take a step that somebody has to take, and the results that are due.
#[server(prefix = "/api/fn", endpoint = "find_worklist", input = GetUrl)]
pub async fn find_worklist() -> Result<Worklist, AppError> {
    crate::ports::backend()?.worklist().await
}
