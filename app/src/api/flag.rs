//! Flags.

use leptos::{
    prelude::*,
    server_fn::codec::{GetUrl, Json},
};

use crate::{
    domain::{
        flag::{Flag, FlagTransition},
        given::Given,
        ids::FlagId,
        query::Page,
        record::Version,
    },
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

/// Takes a step of its workflow, decided on the version that the page shows.
#[server(prefix = "/api/fn", endpoint = "take_flag_step", input = Json)]
pub async fn take_flag_step(
    id: FlagId,
    step: FlagTransition,
    given: Given,
    seen: Version,
) -> Result<Flag, AppError> {
    crate::ports::backend()?
        .take_flag_step(id, step, given, Some(seen))
        .await
}
