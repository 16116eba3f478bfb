//! `PUT /api/v1/flags/{id}`

use app::domain::{flag::NewFlag, ids::FlagId, record::Receipt};
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

/// Records a display that nobody authorised or that is dangerous.
///
/// Its photos come first, by `PUT /api/v1/photos/{sha256}`. The receipt says that all of it is
/// durable. Sending the same bytes again gives the identical receipt; other bytes under the same id
/// are a conflict.
#[utoipa::path(
    put,
    path = "/api/v1/flags/{id}",
    tag = "flags",
    params(("id" = FlagId, Path, description = "A UUID that the sender makes, version 7")),
    request_body = NewFlag,
    responses(
        (status = 201, description = "Recorded", body = Receipt),
        (status = 200, description = "Recorded before", body = Receipt),
        Problems,
    )
)]
pub async fn put_flag(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
    payload: Payload<NewFlag>,
) -> ApiResult<(StatusCode, Json<Receipt>)> {
    let recorded = service
        .record_flag(id, payload.sha256, payload.record)
        .await?;
    Ok(receipt::answer(recorded))
}
