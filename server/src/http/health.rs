//! `GET /healthz` and `GET /readyz`

use anyhow::ensure;
use axum::{extract::State, http::StatusCode};

use crate::{http::problem::Problems, state::AppState, storage::Db};

/// Whether the process answers.
#[utoipa::path(get, path = "/healthz", tag = "health", responses((status = 200, description = "It answers")), security(()))]
pub async fn is_alive() -> &'static str {
    "ok"
}

/// Whether requests can be served: the database answers and has the program's schema, photos can be written.
#[utoipa::path(
    get,
    path = "/readyz",
    tag = "health",
    responses((status = 200, description = "Ready"), (status = 503, description = "Not ready; why is in the log"), Problems),
    security(())
)]
pub async fn is_ready(State(state): State<AppState>) -> (StatusCode, &'static str) {
    let checks = [
        ("database", check_database(&state.db).await),
        ("photos", state.photos.check().await),
    ];
    let mut failed = checks
        .into_iter()
        .filter_map(|(what, result)| result.err().map(|error| (what, error)))
        .peekable();
    if failed.peek().is_none() {
        return (StatusCode::OK, "ready");
    }
    for (what, error) in failed {
        tracing::error!(what, error = format!("{error:#}"), "not ready");
    }
    (StatusCode::SERVICE_UNAVAILABLE, "not ready")
}

async fn check_database(db: &Db) -> anyhow::Result<()> {
    let missing = db.pending_migrations().await?;
    ensure!(
        missing.is_empty(),
        "migrations have not been applied: {missing:?}"
    );
    Ok(())
}
