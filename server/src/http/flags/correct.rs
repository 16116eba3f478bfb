//! `PUT /api/v1/flags/{id}/corrections/{correction}`

use app::domain::{flag::NewFlag, ids::FlagId, record::Receipt};
use axum::{Json, http::StatusCode};
use uuid::Uuid;

use crate::{
    auth::SignedIn,
    http::{
        extract::{Payload, TwoPath},
        problem::{ApiResult, Problems},
        receipt,
    },
};

/// Corrects a flag that one recorded oneself, while nobody has decided on it.
///
/// The body is the whole new form. Photos that it names again stay, new ones come first by
/// `PUT /api/v1/photos/{sha256}`, those that it no longer names are deleted. The receipt names the
/// correction; sending the same bytes again gives the identical one.
#[utoipa::path(
    put,
    path = "/api/v1/flags/{id}/corrections/{correction}",
    tag = "flags",
    params(
        ("id" = FlagId, Path),
        ("correction" = Uuid, Path, description = "A UUID that the sender makes, version 7"),
    ),
    request_body = NewFlag,
    responses(
        (status = 201, description = "Corrected", body = Receipt),
        (status = 200, description = "Corrected before", body = Receipt),
        Problems,
    )
)]
pub async fn correct_flag(
    SignedIn(service): SignedIn,
    TwoPath(flag, correction): TwoPath<FlagId, Uuid>,
    payload: Payload<NewFlag>,
) -> ApiResult<(StatusCode, Json<Receipt>)> {
    let recorded = service
        .correct_flag(flag, correction, payload.sha256, payload.record)
        .await?;
    Ok(receipt::answer(recorded))
}
