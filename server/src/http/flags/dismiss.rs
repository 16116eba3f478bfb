//! `POST /api/v1/flags/{id}/dismiss`

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

/// Dismisses a flag that another person recorded, with a reason. Its photos are deleted at once.
#[utoipa::path(
    post,
    path = "/api/v1/flags/{id}/dismiss",
    tag = "flags",
    params(
        ("id" = FlagId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    request_body = Reason,
    responses((status = 200, description = "Dismissed", body = Flag), Problems)
)]
pub async fn dismiss_flag(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
    IfMatch(seen): IfMatch,
    JsonBody(body): JsonBody<Reason>,
) -> ApiResult<Versioned<Flag>> {
    let step = FlagTransition::Dismiss;
    let flag = service
        .take_flag_step(id, step, Given::reason(body.reason), seen)
        .await?;
    Ok(Versioned(flag))
}
