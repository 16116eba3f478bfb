//! The Biển Phố server: [`build`] puts it together, for the command and for the tests alike.

pub mod archive;
pub mod auth;
pub mod backend;
pub mod background;
pub mod clock;
pub mod config;
pub mod demo;
pub mod digest;
pub mod event_key;
pub mod http;
pub mod import;
pub mod life;
pub mod lines;
pub mod listener;
pub mod load;
pub mod mail;
pub mod news;
pub mod photos;
pub mod push;
pub mod queue_import;
pub mod relay;
pub mod reports;
pub mod router;
pub mod scheduler;
pub mod state;
pub mod storage;

use std::sync::Arc;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{
    clock::Clock,
    config::Config,
    http::{
        Web,
        site::{self, SiteError},
    },
    photos::{PhotoLimits, PhotoStore, UploadStore},
    state::AppState,
    storage::Db,
};

/// A server that is ready to serve.
pub struct Built {
    /// All routes with their layers. Serve it with [`listener::serve`].
    pub router: axum::Router,
    /// What the routes share.
    pub state: AppState,
    /// What runs beside them.
    pub background: Background,
}

/// What runs beside the requests.
pub struct Background {
    lines: CancellationToken,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

impl Background {
    /// Cancel it when the server begins to stop: live lines end then, which never end by themselves.
    pub fn live_lines(&self) -> CancellationToken {
        self.lines.clone()
    }

    /// Ends all of it and waits until it has ended. To be called when no request is open any more.
    pub async fn stop(self) {
        self.lines.cancel();
        self.stop.cancel();
        for task in self.tasks {
            if let Err(error) = task.await {
                tracing::error!(%error, "a task beside the requests broke");
            }
        }
    }
}

/// Does what [`open`] does and builds the routes.
///
/// # Errors
/// What could not be opened, with words.
pub async fn build(config: Config, clock: Arc<dyn Clock>) -> anyhow::Result<Built> {
    open_site(&config, clock.as_ref())?;
    let state = open(config, clock).await?;
    let (lines, stop) = (CancellationToken::new(), CancellationToken::new());
    let archive = archive::configured(&state.config).await;
    let web = Web::new(
        state.clone(),
        lines.clone(),
        router::description()?,
        archive,
    );
    let router = router::build(web)?;
    let tasks = background::start(&state, &stop).await?;
    Ok(Built {
        router,
        state,
        background: Background { lines, stop, tasks },
    })
}

/// Opens database and photo store, brings the schema up to date and reads the geography.
///
/// # Errors
/// What could not be opened, with words.
pub async fn open(config: Config, clock: Arc<dyn Clock>) -> anyhow::Result<AppState> {
    let db = Db::connect(&config.database, config.writer_max_batch).await?;
    db.migrate().await?;
    event_key::install(&config, &db).await?;
    scheduler::seed_holidays(&db).await?;
    let photos = PhotoStore::open(&config.data.join("photos"))?.with_limits(PhotoLimits {
        max_bytes: config.photo_max_bytes,
        max_pixels: config.photo_max_pixels,
        workers: config.photo_workers,
    });
    let uploads = UploadStore::open(&config.data.join("uploads"))?;
    let ledger = life::Ledger::open(&config.erased_file())?;
    let state = AppState::new(Arc::new(config), db, clock, photos, uploads, ledger);
    state.reload_geography().await?;
    // Before anybody can ask: what was erased is gone, also after an older database was put back.
    life::sweep_at_start(&state).await?;
    Ok(state)
}

/// The browser's files. Without them, as in tests, the API works and pages render without style and script.
fn open_site(config: &Config, clock: &dyn Clock) -> anyhow::Result<()> {
    match site::install(config.site_dir.as_deref()) {
        Ok(_) => {}
        Err(SiteError::Missing) => {
            tracing::warn!("no site: pages will have neither style nor script");
        }
        Err(error) => return Err(error.into()),
    }
    if let Err(error) = site::keep(&config.asset_folder(), clock.now()) {
        // Pages of older builds have to be loaded anew then; nothing else is lost.
        tracing::warn!(%error, folder = %config.asset_folder().display(), "the site's files could not be kept");
    }
    Ok(())
}
