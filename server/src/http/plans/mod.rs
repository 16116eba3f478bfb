//! The plan of a campaign as a file: template, preview, import.

pub mod import;
pub mod preview;
pub mod template;

use axum::{body::Body, http::HeaderMap};
use bytes::Bytes;

use super::{extract::read_body, problem::ApiError};
use crate::backend::MAX_PLAN_BYTES;

/// The file; what it is shows its first bytes, since browsers call the same file by many names.
async fn file(headers: &HeaderMap, body: Body) -> Result<Bytes, ApiError> {
    read_body(headers, body, MAX_PLAN_BYTES).await
}
