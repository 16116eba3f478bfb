//! `GET /api/v1/session`

use app::{domain::account::Me, error::AppError};
use axum::Json;

use crate::{
    auth::Actor,
    http::problem::{ApiResult, Problems},
};

/// Who is signed in, with role and areas.
#[utoipa::path(
    get,
    path = "/api/v1/session",
    tag = "session",
    responses((status = 200, description = "The account", body = Me), Problems)
)]
pub async fn find_session(Actor(me): Actor) -> ApiResult<Json<Me>> {
    Ok(Json(me.ok_or(AppError::SignInRequired)?))
}
