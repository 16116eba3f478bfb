//! `bienpho serve`: listens, answers, and stops without dropping anybody in mid-sentence.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::{Context, anyhow};
use server::{
    Built,
    clock::SystemClock,
    config::Config,
    listener::{self, Bounds},
    storage::Db,
};
use tokio::{net::TcpListener, sync::watch};

use super::{
    Outcome, log,
    options::{ServeOptions, make_folder},
};

/// Serves until it is told to stop.
pub async fn run(options: ServeOptions) -> anyhow::Result<Outcome> {
    let config = options.load()?.config;
    config.check_serving().map_err(|problem| anyhow!(problem))?;
    log::start(&config)?;
    serve(config, |address| tracing::info!(%address, "listening")).await
}

/// Binds, builds and serves; `ready` hears the address once people can connect.
pub async fn serve(config: Config, ready: impl FnOnce(SocketAddr)) -> anyhow::Result<Outcome> {
    let (listen, patience) = (config.listen, Duration::from_secs(config.shutdown_s.into()));
    // Before the build: a taken port should be told at once, and before anything is changed.
    let listener = TcpListener::bind(listen).await.with_context(|| {
        format!("can't listen on {listen}: is another bienpho running there? --listen chooses another port")
    })?;
    make_folder(&config)?;
    let Built {
        router,
        state,
        background,
    } = server::build(config, Arc::new(SystemClock)).await?;
    ready(listener.local_addr()?);
    note_head(&state.db).await?;

    let (stop, stopped) = watch::channel(false);
    let lines = background.live_lines();
    tokio::spawn(async move {
        signalled().await;
        tracing::info!("stopping: open requests may finish");
        lines.cancel();
        let _ = stop.send(true);
    });
    let bounds = Bounds::of(&state.config);
    let serving = listener::serve(listener, router, bounds, told(stopped.clone()));
    tokio::select! {
        () = serving => {}
        // A phone that has gone never answers.
        () = async { told(stopped).await; tokio::time::sleep(patience).await } => {
            tracing::info!("closing what is still open");
        }
    }
    background.stop().await;
    note_head(&state.db).await?;
    state.db.close().await;
    tracing::info!("stopped");
    Ok(Outcome::Good)
}

/// The machine's own log keeps the heads, for `bienpho verify --expect`.
async fn note_head(db: &Db) -> anyhow::Result<()> {
    let head = db.event_head().await?;
    if head.seq > 0 {
        tracing::info!(%head, "event log");
    }
    Ok(())
}

async fn told(mut stopped: watch::Receiver<bool>) {
    // An error means that the sender is gone: then nobody will ever ask to stop.
    if stopped.wait_for(|stopped| *stopped).await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Waits for Ctrl-C or, as service managers send, SIGTERM.
async fn signalled() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}
