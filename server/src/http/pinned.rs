//! Renders each page on one thread from its beginning to the end of its body.
//!
//! Reactive values of a page may belong to the thread that made them (`StoredValue::new_local`, as
//! anything that touches the browser is). A runtime that moves a page between threads while it waits
//! for data would drop them on another one, which ends the answer in the middle.

use std::thread::available_parallelism;

use app::error::AppError;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tokio_util::task::LocalPoolHandle;

use super::problem::ApiError;

/// Most bytes of one page.
const MAX_PAGE_BYTES: usize = 16 * 1024 * 1024;

/// Threads that render pages; cheap to clone.
#[derive(Clone)]
pub struct Threads(LocalPoolHandle);

impl Threads {
    /// One a core.
    pub fn start() -> Self {
        Self(LocalPoolHandle::new(
            available_parallelism().map_or(1, usize::from),
        ))
    }
}

/// Layer: runs what is inside, with its body, on one of these threads. Server functions stay where they are.
pub async fn on_one_thread(
    State(threads): State<Threads>,
    request: Request,
    next: Next,
) -> Response {
    if super::is_api(request.uri().path()) {
        return next.run(request).await;
    }
    let rendered = threads.0.spawn_pinned(move || async move {
        let (head, body) = next.run(request).await.into_parts();
        Ok::<_, axum::Error>(Response::from_parts(
            head,
            Body::from(to_bytes(body, MAX_PAGE_BYTES).await?),
        ))
    });
    match rendered.await {
        Ok(Ok(response)) => response,
        Ok(Err(error)) => broken(&error),
        Err(error) => broken(&error),
    }
}

fn broken(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "a page could not be rendered");
    ApiError(AppError::Internal).into_response()
}

#[cfg(test)]
mod tests {
    use std::{sync::Arc, thread};

    use axum::{Router, middleware, routing::get};
    use tokio::{sync::Barrier, task::yield_now};
    use tower::ServiceExt;

    use super::*;

    async fn hops(meet: Arc<Barrier>) -> String {
        let here = thread::current().id();
        meet.wait().await;
        for _ in 0..100 {
            yield_now().await;
            if thread::current().id() != here {
                return "moved".to_owned();
            }
        }
        "stayed".to_owned()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_page_never_moves_between_threads() {
        let meet = Arc::new(Barrier::new(16));
        let page = get(move || hops(Arc::clone(&meet)));
        let router = Router::new()
            .route("/page", page)
            .layer(middleware::from_fn_with_state(
                Threads::start(),
                on_one_thread,
            ));
        let calls = (0..16).map(|_| {
            let request = Request::builder()
                .uri("/page")
                .body(Body::empty())
                .expect("a request");
            tokio::spawn(router.clone().oneshot(request))
        });
        for call in futures::future::join_all(calls).await {
            let response = call.expect("no panic").expect("infallible");
            let body = to_bytes(response.into_body(), 100).await.expect("a body");
            assert_eq!(body, "stayed");
        }
    }

    #[tokio::test]
    async fn a_page_that_breaks_in_its_body_is_an_error_and_not_half_a_page() {
        let half = || async {
            let parts = [
                Ok(bytes::Bytes::from_static(b"<html>")),
                Err(std::io::Error::other("broken")),
            ];
            Body::from_stream(futures::stream::iter(parts)).into_response()
        };
        let router = Router::new()
            .route("/page", get(half))
            .layer(middleware::from_fn_with_state(
                Threads::start(),
                on_one_thread,
            ));
        let request = Request::builder()
            .uri("/page")
            .body(Body::empty())
            .expect("a request");
        let response = router.oneshot(request).await.expect("infallible");
        assert_eq!(response.status(), 500);
    }
}
