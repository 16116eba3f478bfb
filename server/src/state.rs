//! What one running server holds.

use std::sync::{Arc, RwLock};

use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::{
    backend::geography::Geography,
    clock::Clock,
    config::Config,
    life::Ledger,
    lines::Lines,
    news::Journal,
    photos::{PhotoStore, UploadStore},
    storage::Db,
};

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
    /// Photos that were erased, whatever the database says.
    pub ledger: Ledger,
    /// News of changed records, unfiltered: who listens filters by who may see.
    pub news: Arc<Journal>,
    /// Live lines that are open.
    pub lines: Arc<Lines>,
    /// Room for imports at the same time.
    pub imports: Arc<Semaphore>,
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
        ledger: Ledger,
    ) -> Self {
        let id = Uuid::now_v7();
        let imports = Arc::new(Semaphore::new(config.imports_at_once as usize));
        Self {
            id,
            config,
            db,
            clock,
            photos,
            uploads,
            ledger,
            news: Arc::default(),
            lines: Arc::default(),
            imports,
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
