//! `POST /api/v1/flags/{id}/hand-over`

use app::{
    domain::{
        flag::{Flag, FlagTransition},
        given::HandOver,
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

/// Hands a confirmed flag over to whoever answers for the place.
///
/// The police record the outcome of theirs; the other addressees have no accounts, so the culture department does it for
/// them.
#[utoipa::path(
    post,
    path = "/api/v1/flags/{id}/hand-over",
    tag = "flags",
    params(
        ("id" = FlagId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    request_body = HandOver,
    responses((status = 200, description = "Handed over", body = Flag), Problems)
)]
pub async fn hand_over_flag(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
    IfMatch(seen): IfMatch,
    JsonBody(body): JsonBody<HandOver>,
) -> ApiResult<Versioned<Flag>> {
    let step = FlagTransition::HandOver;
    let flag = service.take_flag_step(id, step, body.into(), seen).await?;
    Ok(Versioned(flag))
}
