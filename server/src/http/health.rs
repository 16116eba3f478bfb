//! `GET /healthz` and `GET /readyz`

use axum::{extract::State, http::StatusCode};

use crate::{http::problem::Problems, state::AppState};

/// Whether the process answers.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, description = "It answers")), security(()))]
pub async fn is_alive() -> &'static str {
    "ok"
}

/// Whether requests can be served: the database answers and photos can be written.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    responses((status = 200, description = "Ready"), (status = 503, description = "Not ready; why is in the log"), Problems),
    security(())
)]
pub async fn is_ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    let database = state.db.engine_facts().await.map(drop).map_err(anyhow::Error::from);
    let checks = [("database", database), ("photos", state.photos.check().await)];
    let mut failed = checks.into_iter().filter_map(|(what, result)| result.err().map(|error| (what, error))).peekable();
    if failed.peek().is_none() {
        return (StatusCode::OK, "ready");
    }
    for (what, error) in failed {
        tracing::error!(what, error = format!("{error:#}"), "not ready");
    }
    (StatusCode::SERVICE_UNAVAILABLE, "not ready")
}
