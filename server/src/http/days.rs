//! `GET /api/v1/days`

use app::{domain::past::DayCounts, ports::Backend};
use axum::Json;

use crate::{
    auth::SignedIn,
    http::{
        docs::DayParams,
        extract::Filters,
        problem::{ApiResult, Problems},
    },
};

/// How many placements were in each state at the end of each day of a campaign, from its first day to today or to the week after
/// its last.
///
/// From the log: what has been recorded since is not counted. `campaign` must be given.
#[utoipa::path(
    get,
    path = "/api/v1/days",
    tag = "placements",
    params(DayParams),
    responses((status = 200, description = "The days in their order", body = Vec<DayCounts>), Problems)
)]
pub async fn list_days(
    SignedIn(service): SignedIn,
    Filters(query): Filters,
) -> ApiResult<Json<Vec<DayCounts>>> {
    Ok(Json(service.list_days(query).await?))
}
