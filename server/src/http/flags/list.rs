//! `GET /api/v1/flags`

use app::{
    domain::{
        flag::{Flag, FlagStatus},
        query::Page,
    },
    ports::Backend,
};
use axum::Json;

use crate::{
    auth::SignedIn,
    http::{
        docs::ListParams,
        extract::Filters,
        problem::{ApiResult, Problems},
    },
};

/// Flags the reader may see: officers their own, the police those that a second person confirmed.
#[utoipa::path(
    get,
    path = "/api/v1/flags",
    tag = "flags",
    params(ListParams),
    responses((status = 200, description = "One page", body = Page<Flag>), Problems)
)]
pub async fn list_flags(
    SignedIn(service): SignedIn,
    Filters(query): Filters,
) -> ApiResult<Json<Page<Flag>>> {
    query.check_states(FlagStatus::ALL.iter().map(|code| code.code()))?;
    Ok(Json(service.list_flags(query).await?))
}
