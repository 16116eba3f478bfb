//! `POST /api/v1/flags/{id}/reopen`

use app::{
    domain::{
        flag::{Flag, FlagTransition, Reason},
        given::Given,
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

/// Reopens a flag on a complaint, by somebody who neither recorded it nor decided on it. Meanwhile the police don't see it.
#[utoipa::path(
    post,
    path = "/api/v1/flags/{id}/reopen",
    tag = "flags",
    params(
        ("id" = FlagId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    request_body = Reason,
    responses((status = 200, description = "Under review", body = Flag), Problems)
)]
pub async fn reopen_flag(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
    IfMatch(seen): IfMatch,
    JsonBody(body): JsonBody<Reason>,
) -> ApiResult<Versioned<Flag>> {
    let step = FlagTransition::Reopen;
    let flag = service
        .take_flag_step(id, step, Given::reason(body.reason), seen)
        .await?;
    Ok(Versioned(flag))
}
