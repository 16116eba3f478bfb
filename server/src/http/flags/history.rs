//! `GET /api/v1/flags/{id}/history`

use app::{
    domain::{event::HistoryEntry, ids::FlagId, record::RecordKind},
    ports::Backend,
};
use axum::Json;

use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiResult, Problems},
    },
};

/// What happened to it, oldest first. It names roles, never persons.
#[utoipa::path(
    get,
    path = "/api/v1/flags/{id}/history",
    tag = "flags",
    params(("id" = FlagId, Path)),
    responses((status = 200, description = "Its history", body = Vec<HistoryEntry>), Problems)
)]
pub async fn list_flag_history(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
) -> ApiResult<Json<Vec<HistoryEntry>>> {
    Ok(Json(service.list_history(RecordKind::Flag, id.0).await?))
}
