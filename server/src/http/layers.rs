//! The layers around all routes.

use std::{any::Any, sync::Arc, time::Duration};

use app::error::{AppError, Refusal};
use axum::{
    Router,
    extract::{MatchedPath, Request},
    middleware,
    response::{IntoResponse, Response},
};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::CompressionLayer,
    csrf::{CsrfLayer, ProtectionError},
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer},
    trace::TraceLayer,
};
use tracing::Span;

use super::{
    host::{self, Names},
    patience::{self, Patience},
    problem::{self, ApiError},
    security::{self, Transport},
};
use crate::config::Config;

/// What every request passes through, outermost first.
///
/// # Errors
/// When the configured origin is none.
pub fn around(router: Router, config: &Config) -> anyhow::Result<Router> {
    let transport = Transport::of(config);
    let patience = Patience {
        usual: Duration::from_secs(config.request_timeout_s.into()),
        slow: Duration::from_secs(config.queue_import_timeout_s.into()),
    };
    let names = Arc::new(Names::of(config));
    let mut csrf = CsrfLayer::new();
    if let Some(origin) = &config.origin {
        csrf = csrf.add_trusted_origin(origin)?;
    }
    let layers = ServiceBuilder::new()
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .layer(TraceLayer::new_for_http().make_span_with(span_of))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(middleware::from_fn_with_state(
            transport,
            security::set_headers,
        ))
        .layer(CompressionLayer::new())
        .layer(middleware::from_fn(problem::render))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(middleware::from_fn_with_state(names, host::check))
        .layer(csrf.with_rejection_response(foreign))
        .layer(middleware::from_fn_with_state(patience, patience::limit));
    Ok(router.layer(layers))
}

/// Method, route and request id; never a query or an address, which could tell of a person.
fn span_of<B>(request: &Request<B>) -> Span {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("", MatchedPath::as_str);
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok())
        .unwrap_or("");
    tracing::info_span!("request", method = %request.method(), route, id)
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    ApiError(AppError::Internal).into_response()
}

fn foreign(_: ProtectionError) -> Response {
    ApiError(AppError::Forbidden {
        refusal: Refusal::Origin,
    })
    .into_response()
}
