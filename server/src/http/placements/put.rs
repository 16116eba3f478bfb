//! `PUT /api/v1/placements/{id}`

use app::domain::{ids::PlacementId, placement::NewPlacement, record::Receipt};
use axum::Json;
use axum::http::StatusCode;

use crate::{
    auth::SignedIn,
    http::{
        extract::{OnePath, Payload},
        problem::{ApiResult, Problems},
        receipt,
    },
};

/// Records a display of the campaign that is not in the plan.
///
/// Its photos come first, by `PUT /api/v1/photos/{sha256}`. The receipt says that all of it is
/// durable. Sending the same bytes again gives the identical receipt; other bytes under the same id
/// are a conflict.
#[utoipa::path(
    put,
    path = "/api/v1/placements/{id}",
    tag = "placements",
    params(("id" = PlacementId, Path, description = "A UUID that the sender makes, version 7")),
    request_body = NewPlacement,
    responses(
        (status = 201, description = "Recorded", body = Receipt),
        (status = 200, description = "Recorded before", body = Receipt),
        Problems,
    )
)]
pub async fn put_placement(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<PlacementId>,
    payload: Payload<NewPlacement>,
) -> ApiResult<(StatusCode, Json<Receipt>)> {
    let recorded = service
        .record_placement(id, payload.sha256, payload.record)
        .await?;
    Ok(receipt::answer(recorded))
}
