//! `GET /api/v1/field-pack`

use app::{
    domain::{field_pack::FieldPack, time::Timestamp},
    ports::Backend,
};
use axum::{http::HeaderMap, response::Response};

use crate::{
    auth::SignedIn,
    http::{
        etag,
        problem::{ApiResult, Problems},
    },
};

/// Everything an officer's phone holds to work without a network.
///
/// Its ETag leaves out the moment it was made, so that a phone whose pack is still true gets 304.
#[utoipa::path(
    get,
    path = "/api/v1/field-pack",
    tag = "reference",
    responses((status = 200, description = "The pack", body = Object), (status = 304, description = "Still true"), Problems)
)]
pub async fn find_field_pack(
    SignedIn(service): SignedIn,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let pack = service.field_pack().await?;
    let essence = FieldPack {
        made_at: Timestamp::default(),
        ..pack.clone()
    };
    etag::json_by(&headers, &pack, &essence)
}
