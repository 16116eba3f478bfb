//! `GET /api/v1/worklist`

use app::{domain::worklist::Worklist, ports::Backend};
use axum::Json;

use super::problem::{ApiResult, Problems};
use crate::auth::SignedIn;

/// What waits for the reader: records of which they may take a step that somebody has to take, oldest change first, and
/// the results that are due.
#[utoipa::path(
    get,
    path = "/api/v1/worklist",
    tag = "worklist",
    responses((status = 200, description = "At most 50 of each kind", body = Worklist), Problems)
)]
pub async fn find_worklist(SignedIn(service): SignedIn) -> ApiResult<Json<Worklist>> {
    Ok(Json(service.worklist().await?))
}
