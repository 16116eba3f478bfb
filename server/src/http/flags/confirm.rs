//! `POST /api/v1/flags/{id}/confirm`

use app::{
    domain::{
        flag::{Flag, FlagTransition},
        given::Given,
        ids::FlagId,
    },
    ports::Backend,
};

use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiResult, Problems},
        version::{IfMatch, Versioned},
    },
};

/// Confirms a flag that another person recorded. From then on the police see it.
#[utoipa::path(
    post,
    path = "/api/v1/flags/{id}/confirm",
    tag = "flags",
    params(
        ("id" = FlagId, Path),
        ("If-Match" = Option<String>, Header, description = "The ETag that was read; another version is a 412"),
    ),
    responses((status = 200, description = "Confirmed", body = Flag), Problems)
)]
pub async fn confirm_flag(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
    IfMatch(seen): IfMatch,
) -> ApiResult<Versioned<Flag>> {
    let step = FlagTransition::Confirm;
    let flag = service
        .take_flag_step(id, step, Given::default(), seen)
        .await?;
    Ok(Versioned(flag))
}
