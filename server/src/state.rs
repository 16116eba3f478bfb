//! What one running server holds.

use std::sync::{Arc, RwLock};

use app::domain::map::Change;
use tokio::sync::broadcast;
use uuid::Uuid;

use crate::{
    backend::geography::Geography,
    clock::Clock,
    config::Config,
    photos::{PhotoStore, UploadStore},
    storage::Db,
};

/// News that wait for a slow listener before it has to catch up by reading anew.
const NEWS_BUFFER: usize = 1024;

/// What listeners hear.
#[derive(Debug, Clone)]
pub enum News {
    /// A record that this server took or changed.
    Here(Change),
    /// One that another server of the same database did.
    Elsewhere(Change),
    /// News may have been left out: read anew.
    Behind,
}

/// Everything that requests share; cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// This server, among those of its database.
    pub id: Uuid,
    /// Configuration, as it was read at start.
    pub config: Arc<Config>,
    /// Database.
    pub db: Db,
    /// Clock.
    pub clock: Arc<dyn Clock>,
    /// Photos on disk.
    pub photos: PhotoStore,
    /// Photos on their way in parts.
    pub uploads: UploadStore,
    /// News of changed records, unfiltered: who listens filters by who may see.
    pub news: broadcast::Sender<News>,
    geography: Arc<RwLock<Arc<Geography>>>,
}

impl AppState {
    /// Puts the parts together; geography is read from the database by [`Self::reload_geography`].
    pub fn new(
        config: Arc<Config>,
        db: Db,
        clock: Arc<dyn Clock>,
        photos: PhotoStore,
        uploads: UploadStore,
    ) -> Self {
        let (news, _) = broadcast::channel(NEWS_BUFFER);
        Self {
            id: Uuid::now_v7(),
            config,
            db,
            clock,
            photos,
            uploads,
            news,
            geography: Arc::default(),
        }
    }

    /// Boundaries, streets and water as they are now.
    pub fn geography(&self) -> Arc<Geography> {
        self.geography.read().map_or_else(
            |poisoned| Arc::clone(&poisoned.into_inner()),
            |held| Arc::clone(&held),
        )
    }

    /// Reads boundaries, streets and water from the database.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn reload_geography(&self) -> anyhow::Result<()> {
        let fresh = Arc::new(Geography::load(&self.db).await?);
        *self
            .geography
            .write()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = fresh;
        Ok(())
    }
}
