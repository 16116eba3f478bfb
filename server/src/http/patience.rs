//! How long a request may take before it is given up.

use std::time::Duration;

use app::error::AppError;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::problem::ApiError;

/// Seconds to tell a client to wait after its request was given up.
const RETRY_AFTER_S: u32 = 5;

/// Patience with requests, by path.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// With nearly all of them.
    pub usual: Duration,
    /// With those of [`SLOW`].
    pub slow: Duration,
}

/// What carries a day's work at once, and works on it photo by photo.
const SLOW: &str = "/api/v1/queue-imports";

/// Layer: answers that the server is busy when a request takes too long.
pub async fn limit(State(patience): State<Patience>, request: Request, next: Next) -> Response {
    let within = if request.uri().path() == SLOW {
        patience.slow
    } else {
        patience.usual
    };
    let answer = tokio::time::timeout(within, next.run(request)).await;
    answer.unwrap_or_else(|_| {
        ApiError(AppError::Busy {
            retry_after_s: RETRY_AFTER_S,
        })
        .into_response()
    })
}
