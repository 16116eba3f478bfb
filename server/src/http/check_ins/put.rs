//! `PUT /api/v1/check-ins/{id}`

use app::domain::{check_in::NewCheckIn, ids::CheckInId, record::Receipt};
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

/// Records one visit to one planned site or placement; the placement takes the steps that follow from the condition.
///
/// Its photos come first, by `PUT /api/v1/photos/{sha256}`. The receipt says that all of it is
/// durable. Sending the same bytes again gives the identical receipt; other bytes under the same id
/// are a conflict.
#[utoipa::path(
    put,
    path = "/api/v1/check-ins/{id}",
    tag = "check-ins",
    params(("id" = CheckInId, Path, description = "A UUID that the sender makes, version 7")),
    request_body = NewCheckIn,
    responses(
        (status = 201, description = "Recorded", body = Receipt),
        (status = 200, description = "Recorded before", body = Receipt),
        Problems,
    )
)]
pub async fn put_check_in(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<CheckInId>,
    payload: Payload<NewCheckIn>,
) -> ApiResult<(StatusCode, Json<Receipt>)> {
    let recorded = service
        .record_check_in(id, payload.sha256, payload.record)
        .await?;
    Ok(receipt::answer(recorded))
}
