//! `GET /api/v1/flags/{id}`

use app::{
    domain::{flag::Flag, ids::FlagId},
    ports::Backend,
};

use crate::{
    auth::SignedIn,
    http::{
        extract::OnePath,
        problem::{ApiResult, Problems},
        version::Versioned,
    },
};

/// One flag. The ETag is its version, for the `If-Match` of a step.
#[utoipa::path(
    get,
    path = "/api/v1/flags/{id}",
    tag = "flags",
    params(("id" = FlagId, Path)),
    responses((status = 200, description = "As it is now", body = Flag), Problems)
)]
pub async fn find_flag(
    SignedIn(service): SignedIn,
    OnePath(id): OnePath<FlagId>,
) -> ApiResult<Versioned<Flag>> {
    Ok(Versioned(service.find_flag(id).await?))
}
