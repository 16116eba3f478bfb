//! `GET /api/v1/placements/{id}/history`

use app::{
    domain::{event::HistoryEntry, ids::PlacementId, record::RecordKind},
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
    path = "/api/v1/placements/{id}/history",
    tag = "placements",
    params(("id" = PlacementId, Path)),
    responses((status = 200, description = "Its history", body = Vec<HistoryEntry>), Problems)
)]
pub async fn list_placement_history(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<PlacementId>,
) -> ApiResult<Json<Vec<HistoryEntry>>> {
    Ok(Json(
        service.list_history(RecordKind::Placement, id.0).await?,
    ))
}
