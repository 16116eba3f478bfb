//! Short messages between the servers of one database. SQLite has one server, so nobody to tell.

use std::time::Duration;

use sqlx::postgres::{PgListener, PgPoolOptions};

use super::{Db, StorageResult};

/// The channel's name in PostgreSQL; each database has its own.
const CHANNEL: &str = "bienpho";

/// Most bytes of one message: PostgreSQL takes fewer than 8000.
pub const MAX_NOTICE_BYTES: usize = 7900;

/// A line on which messages come in.
pub struct Notices(PgListener);

impl Db {
    /// Tells every server of this database, this one too. Not as part of a write: commits that notify wait for each
    /// other in PostgreSQL.
    ///
    /// # Errors
    /// When the message could not be given to the database; nobody heard it then.
    pub async fn notify(&self, notice: &str) -> StorageResult<()> {
        let Self::Postgres(db) = self else {
            return Ok(());
        };
        sqlx::query("SELECT pg_notify($1, $2)")
            .bind(CHANNEL)
            .bind(notice)
            .execute(&db.pool)
            .await?;
        Ok(())
    }

    /// Opens a line, which hears what is told from now on; none on SQLite. It takes a connection apart from those of
    /// the requests.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn listen(&self) -> StorageResult<Option<Notices>> {
        let Self::Postgres(db) = self else {
            return Ok(None);
        };
        let options = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .acquire_timeout(Duration::from_secs(10));
        let options_of_pool = (*db.pool.connect_options()).clone();
        let pool = options.connect_with(options_of_pool).await?;
        let mut listener = PgListener::connect_with(&pool).await?;
        // One that breaks is replaced as a whole, so that a break is never passed over.
        listener.eager_reconnect(false);
        listener.listen(CHANNEL).await?;
        Ok(Some(Notices(listener)))
    }
}

impl Notices {
    /// The next message; none when the line broke: messages may have been lost, and no more will come.
    ///
    /// # Errors
    /// When the line broke in another way; the same holds.
    pub async fn next(&mut self) -> StorageResult<Option<String>> {
        let notice = self.0.try_recv().await?;
        Ok(notice.map(|notice| notice.payload().to_owned()))
    }
}
