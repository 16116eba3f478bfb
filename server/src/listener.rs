//! Accepts connections, and bounds what one of them can hold: how many there are, and how long a request's head may take.

use std::{future::Future, io, net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use app::{error::AppError, i18n::Lang, problem::Problem};
use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
    service::TowerToHyperService,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use crate::{config::Config, http::problem::MEDIA_TYPE};

/// Rest after a connection could not be accepted, as when there are no files left to open.
const REST: Duration = Duration::from_secs(1);
/// Connections that are told at the same time that there are too many; more are closed without a word.
const TOLD_AT_ONCE: usize = 64;
/// How long telling may take.
const TELLING: Duration = Duration::from_secs(2);
/// Seconds to wait that are told.
const RETRY_AFTER_S: u32 = 5;

/// What a connection may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Connections at the same time.
    pub connections: usize,
    /// From a connection's beginning to its first request, and for the head of each.
    pub head: Duration,
}

impl Bounds {
    /// As they are set.
    pub fn of(config: &Config) -> Self {
        Self {
            connections: config.connections as usize,
            head: Duration::from_secs(config.head_timeout_s.into()),
        }
    }
}

/// Serves until `stop`, and then until the last open request is answered.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    bounds: Bounds,
    stop: impl Future<Output = ()>,
) {
    let server = Server {
        router,
        bounds,
        room: Arc::new(Semaphore::new(bounds.connections)),
        telling: Arc::new(Semaphore::new(TOLD_AT_ONCE)),
        stopping: CancellationToken::new(),
        open: TaskTracker::new(),
    };
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            accepted = listener.accept() => server.take(accepted).await,
            () = &mut stop => break,
        }
    }
    drop(listener);
    server.stopping.cancel();
    server.open.close();
    server.open.wait().await;
}

struct Server {
    router: Router,
    bounds: Bounds,
    room: Arc<Semaphore>,
    telling: Arc<Semaphore>,
    stopping: CancellationToken,
    open: TaskTracker,
}

impl Server {
    async fn take(&self, accepted: io::Result<(TcpStream, SocketAddr)>) {
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) if is_the_clients(&error) => return,
            Err(error) => {
                tracing::error!(%error, "a connection could not be accepted");
                return sleep(REST).await;
            }
        };
        if let Ok(place) = Arc::clone(&self.room).try_acquire_owned() {
            self.open.spawn(self.answer(stream, peer, place));
        } else if let Ok(place) = Arc::clone(&self.telling).try_acquire_owned() {
            self.open.spawn(refuse(stream, place));
        }
    }

    /// Answers one connection's requests.
    fn answer(
        &self,
        stream: TcpStream,
        peer: SocketAddr,
        place: OwnedSemaphorePermit,
    ) -> impl Future<Output = ()> + use<> {
        let (head, stopping, begun) = (
            self.bounds.head,
            self.stopping.clone(),
            CancellationToken::new(),
        );
        let asked = begun.clone();
        let service = self
            .router
            .clone()
            .map_request(move |mut request: Request<Incoming>| {
                asked.cancel();
                request.extensions_mut().insert(ConnectInfo(peer));
                request.map(Body::new)
            });
        async move {
            let _place = place;
            let builder = builder(head);
            let mut connection = pin!(
                builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service))
            );
            // Hyper times each head, but only once it knows which HTTP is spoken.
            let silent = async {
                sleep(head).await;
                if begun.is_cancelled() {
                    std::future::pending::<()>().await;
                }
            };
            tokio::select! {
                // Errors are the client's: it went away, or spoke something else.
                _ = connection.as_mut() => return,
                () = silent => return,
                () = stopping.cancelled() => connection.as_mut().graceful_shutdown(),
            }
            let _ = connection.await;
        }
    }
}

fn builder(head: Duration) -> auto::Builder<TokioExecutor> {
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(head);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(head)
        .keep_alive_timeout(head);
    builder
}

/// Says that there are too many connections, in a form that any client of HTTP reads.
async fn refuse(mut stream: TcpStream, _place: OwnedSemaphorePermit) {
    let told = async {
        stream.write_all(&full()).await?;
        stream.shutdown().await?;
        // What it sends is read away: a connection that is closed before would lose the answer.
        let mut sent = [0; 1024];
        while stream.read(&mut sent).await? > 0 {}
        io::Result::Ok(())
    };
    // One that doesn't listen is closed without.
    let _ = timeout(TELLING, told).await;
}

fn full() -> Vec<u8> {
    let busy = AppError::Busy {
        retry_after_s: RETRY_AFTER_S,
    };
    let body = serde_json::to_vec(&Problem::new(busy, Lang::default())).unwrap_or_default();
    let head = format!(
        "HTTP/1.1 503 Service Unavailable\r\ncontent-type: {MEDIA_TYPE}\r\nretry-after: {RETRY_AFTER_S}\r\n\
         cache-control: no-store\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body].concat()
}

/// Whether a connection broke before it was taken: the next may be fine.
fn is_the_clients(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}
