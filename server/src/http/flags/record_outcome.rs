//! `POST /api/v1/flags/{id}/outcome`

use app::{
    domain::{
        flag::{Flag, FlagTransition},
        given::Outcome,
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

/// Records what came of a flag that was handed over: `removed`, `remedied` or `no_violation`.
#[utoipa::path(
    post,
    path = "/api/v1/flags/{id}/outcome",
    tag = "flags",
    params(
        ("id" = FlagId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    request_body = Outcome,
    responses((status = 200, description = "Recorded", body = Flag), Problems)
)]
pub async fn record_flag_outcome(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
    IfMatch(seen): IfMatch,
    JsonBody(body): JsonBody<Outcome>,
) -> ApiResult<Versioned<Flag>> {
    let step = FlagTransition::RecordOutcome;
    let flag = service.take_flag_step(id, step, body.into(), seen).await?;
    Ok(Versioned(flag))
}
