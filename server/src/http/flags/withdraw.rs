//! `PUT /api/v1/flags/{id}/withdrawals/{withdrawal}`

use app::domain::{flag::Withdrawal, ids::FlagId, record::Receipt};
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

/// Takes back a flag that one recorded oneself, while nobody has decided on it. Its photos are deleted at once.
///
/// The receipt names the withdrawal; sending the same bytes again gives the identical one.
#[utoipa::path(
    put,
    path = "/api/v1/flags/{id}/withdrawals/{withdrawal}",
    tag = "flags",
    params(
        ("id" = FlagId, Path),
        ("withdrawal" = Uuid, Path, description = "A UUID that the sender makes, version 7"),
    ),
    request_body = Withdrawal,
    responses(
        (status = 201, description = "Withdrawn", body = Receipt),
        (status = 200, description = "Withdrawn before", body = Receipt),
        Problems,
    )
)]
pub async fn withdraw_flag(
    SignedIn(service): SignedIn,
    TwoPath(flag, withdrawal): TwoPath<FlagId, Uuid>,
    payload: Payload<Withdrawal>,
) -> ApiResult<(StatusCode, Json<Receipt>)> {
    let recorded = service
        .withdraw_flag(flag, withdrawal, payload.sha256, payload.record)
        .await?;
    Ok(receipt::answer(recorded))
}
