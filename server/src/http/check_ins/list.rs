//! `GET /api/v1/check-ins`

use app::{
    domain::{check_in::CheckIn, condition::Condition, query::Page},
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

/// Check-ins, newest first. `status` filters by condition.
#[utoipa::path(
    get,
    path = "/api/v1/check-ins",
    tag = "check-ins",
    params(ListParams),
    responses((status = 200, description = "One page", body = Page<CheckIn>), Problems)
)]
pub async fn list_check_ins(
    SignedIn(service): SignedIn,
    Filters(query): Filters,
) -> ApiResult<Json<Page<CheckIn>>> {
    query.check_states(Condition::ALL.iter().map(|code| code.code()))?;
    Ok(Json(service.list_check_ins(query).await?))
}
