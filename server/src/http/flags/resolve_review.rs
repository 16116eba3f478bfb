//! `POST /api/v1/flags/{id}/resolve-review`

use app::{
    domain::{
        flag::{Flag, FlagTransition},
        given::Resolution,
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

/// Ends the review of a reopened flag, by somebody who had not decided on it before.
///
/// One that was never confirmed can only be `dismissed`, because the police see what is `closed`. The photos of a dismissed
/// one are deleted at once.
#[utoipa::path(
    post,
    path = "/api/v1/flags/{id}/resolve-review",
    tag = "flags",
    params(
        ("id" = FlagId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    request_body = Resolution,
    responses((status = 200, description = "Closed or dismissed", body = Flag), Problems)
)]
pub async fn resolve_flag_review(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
    IfMatch(seen): IfMatch,
    JsonBody(body): JsonBody<Resolution>,
) -> ApiResult<Versioned<Flag>> {
    let step = FlagTransition::ResolveReview;
    let flag = service.take_flag_step(id, step, body.into(), seen).await?;
    Ok(Versioned(flag))
}
