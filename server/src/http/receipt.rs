//! The answer to a record or a change that was sent.

use app::domain::record::Receipt;
use axum::{Json, http::StatusCode};

use crate::backend::Recorded;

/// 201 for what is new, 200 for what was there; the receipt is the same.
pub fn answer(recorded: Recorded) -> (StatusCode, Json<Receipt>) {
    let status = if recorded.created {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    (status, Json(recorded.receipt))
}
