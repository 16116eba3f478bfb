//! `POST /api/v1/flags/{id}/verify-removal`

use app::{
    domain::{
        flag::{Flag, FlagTransition},
        given::StepPhotos,
        ids::FlagId,
    },
    ports::Backend,
};

use crate::{
    auth::SignedIn,
    http::{
        extract::{JsonBody, OnePath},
        problem::{ApiResult, Problems},
        version::{IfMatch, Versioned},
    },
};

/// Verifies with photos what another person reported: that it was removed or remedied. The flag is closed.
///
/// The photos come first, by `PUT /api/v1/photos/{sha256}`.
#[utoipa::path(
    post,
    path = "/api/v1/flags/{id}/verify-removal",
    tag = "flags",
    params(
        ("id" = FlagId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    request_body = StepPhotos,
    responses((status = 200, description = "Closed", body = Flag), Problems)
)]
pub async fn verify_flag_removal(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
    IfMatch(seen): IfMatch,
    JsonBody(body): JsonBody<StepPhotos>,
) -> ApiResult<Versioned<Flag>> {
    let step = FlagTransition::VerifyRemoval;
    let flag = service.take_flag_step(id, step, body.into(), seen).await?;
    Ok(Versioned(flag))
}
