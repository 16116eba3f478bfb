//! `POST /api/v1/flags/{id}/return`

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

/// Returns a flag that another person recorded to its officer, who reads the reason and corrects or withdraws it.
#[utoipa::path(
    post,
    path = "/api/v1/flags/{id}/return",
    tag = "flags",
    params(
        ("id" = FlagId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    request_body = Reason,
    responses((status = 200, description = "Returned", body = Flag), Problems)
)]
pub async fn return_flag(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
    IfMatch(seen): IfMatch,
    JsonBody(body): JsonBody<Reason>,
) -> ApiResult<Versioned<Flag>> {
    let step = FlagTransition::Return;
    let flag = service
        .take_flag_step(id, step, Given::reason(body.reason), seen)
        .await?;
    Ok(Versioned(flag))
}
