//! One handle for two engines. A body of SQL is written once and expanded per engine by
//! [`on_db!`] (reads, on the pool) and [`on_tx!`] (writes, inside a transaction).

use std::{
    str::FromStr,
    sync::{Arc, OnceLock},
    time::Duration,
};

use futures::future::BoxFuture;
use sqlx::{
    Connection, Executor, PgPool, Postgres, SqliteConnection, SqlitePool, Transaction,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{StorageError, StorageResult, event_key::EventKey, writer::Writer};

/// Connections that read at the same time on SQLite.
const SQLITE_READERS: u32 = 4;
/// Connections to PostgreSQL.
const POSTGRES_CONNECTIONS: u32 = 16;
/// For so long a connection to PostgreSQL that answered is taken to be there still; after it, it is asked.
const TRUSTED_FOR: Duration = Duration::from_secs(1);
/// Said on each of them. A database lies on a solid disk today: by PostgreSQL's own default, a turning disk's, it reads the whole table
/// where an index of a third of its bytes has everything. And to start processes for a statement takes as long as they save; where it
/// pays, the program asks on two connections itself. Nor is a statement compiled first: that takes longer than to read a million records.
const POSTGRES_SETTINGS: &str =
    "SET random_page_cost = 1.1; SET max_parallel_workers_per_gather = 0; SET jit = off";
/// Rows that a connection of SQLite, which has a thread of its own, reads ahead of who asked: the two wake each other seldom.
const SQLITE_ROWS_AHEAD: usize = 1000;
/// First SQLite release without the WAL-reset corruption.
const SQLITE_MINIMUM: (u32, u32, u32) = (3, 51, 3);
/// Bytes of the database that a reader sees where the system holds them, instead of having each page copied: a map of a whole city reads
/// tens of thousands. Beyond it pages are copied.
const SQLITE_MAPPED_BYTES: &str = "2147418112";
/// Page cache of one SQLite connection, in KiB; negative by SQLite's own convention.
const SQLITE_CACHE_KIB: &str = "-8000";

/// The database. Cheap to clone.
#[derive(Clone)]
pub enum Db {
    /// SQLite: many readers, one writer that commits in batches.
    Sqlite(SqliteDb),
    /// PostgreSQL: a transaction a write.
    Postgres(PostgresDb),
}

/// The key that events are marked with, once it is known.
pub(super) type SharedKey = Arc<OnceLock<EventKey>>;

/// The two sides of an SQLite database.
#[derive(Clone)]
pub struct SqliteDb {
    pub(super) read: SqlitePool,
    pub(super) writer: Writer,
    key: SharedKey,
}

/// A PostgreSQL database.
#[derive(Clone)]
pub struct PostgresDb {
    pub(super) pool: PgPool,
    key: SharedKey,
}

/// A transaction in progress.
pub struct Tx {
    /// Its engine, for a statement that only one of them has.
    pub on: Engine,
    pub(super) key: SharedKey,
}

/// What a transaction runs on.
pub enum Engine {
    /// The writer's own connection, inside a savepoint.
    Sqlite(Box<SqliteConnection>),
    /// A transaction of its own.
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    /// Ends a SELECT that must hold its rows until the transaction ends. SQLite has one writer anyway.
    pub const fn for_update(&self) -> &'static str {
        match self.on {
            Engine::Sqlite(_) => "",
            Engine::Postgres(_) => " FOR UPDATE",
        }
    }
}

/// Runs one body against the pool of whichever engine it is.
macro_rules! on_db {
    ($db:expr, $pool:ident => $body:expr) => {
        match $db {
            $crate::storage::Db::Sqlite(db) => {
                let $pool = &db.read;
                $body
            }
            $crate::storage::Db::Postgres(db) => {
                let $pool = &db.pool;
                $body
            }
        }
    };
}

/// Runs one body against the transaction of whichever engine it is.
macro_rules! on_tx {
    ($tx:expr, $conn:ident => $body:expr) => {
        match &mut $tx.on {
            $crate::storage::db::Engine::Sqlite(conn) => {
                let $conn = &mut **conn;
                $body
            }
            $crate::storage::db::Engine::Postgres(conn) => {
                let $conn = &mut **conn;
                $body
            }
        }
    };
}

/// Binds where something was recorded: longitude, latitude, cell, accuracy, source, reason of a pin, street, district,
/// ward, in this order. A macro, because a query's type differs with its engine.
macro_rules! bind_place {
    ($query:expr, $capture:expr) => {
        $query
            .bind($capture.lon)
            .bind($capture.lat)
            .bind($capture.cell())
            .bind($capture.accuracy_m)
            .bind($capture.position_source.code())
            .bind($capture.pin_reason.map(|reason| reason.code()))
            .bind(&$capture.street)
            .bind($capture.areas.district.as_ref().map(ToString::to_string))
            .bind($capture.areas.ward.as_ref().map(ToString::to_string))
    };
}

/// Binds what a new record says of itself beside its place: note, photos, who recorded it, its times (changed last when it came), and
/// whether it is sample data.
macro_rules! bind_origin {
    ($query:expr, $capture:expr) => {
        $query
            .bind(&$capture.note)
            .bind(joined(&$capture.photos))
            .bind($capture.recorded_by.0)
            .bind($capture.recorded_at.0)
            .bind($capture.clock_offset_ms)
            .bind($capture.received_at.0)
            .bind($capture.received_at.0)
            .bind($capture.sample)
    };
}

pub(super) use {bind_origin, bind_place, on_db, on_tx};

impl Db {
    /// Opens `sqlite://path` (created if missing) or `postgres://…`. `max_batch` is the most writes
    /// that SQLite's writer commits together.
    ///
    /// # Errors
    /// When the address is neither, the database can't be opened, or SQLite is too old.
    pub async fn connect(url: &str, max_batch: usize) -> anyhow::Result<Self> {
        if url.starts_with("sqlite:") {
            Self::connect_sqlite(url, max_batch).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgPoolOptions::new().max_connections(POSTGRES_CONNECTIONS);
            let options = options.acquire_timeout(Duration::from_secs(10));
            // Asked before each statement, whether it is still there would take as long as a small statement itself.
            let options = options.test_before_acquire(false);
            let options = options.before_acquire(|connection, was| {
                Box::pin(async move {
                    if was.idle_for >= TRUSTED_FOR {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            });
            // Not as a start-up parameter, which poolers in between refuse.
            let options = options.after_connect(|connection, _| {
                Box::pin(async move {
                    connection.execute(POSTGRES_SETTINGS).await?;
                    Ok(())
                })
            });
            Ok(Self::Postgres(PostgresDb {
                pool: options.connect(url).await?,
                key: SharedKey::default(),
            }))
        } else {
            anyhow::bail!("the database must be sqlite://PATH or postgres://USER@HOST/NAME")
        }
    }

    async fn connect_sqlite(url: &str, max_batch: usize) -> anyhow::Result<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .pragma("cache_size", SQLITE_CACHE_KIB)
            .row_buffer_size(SQLITE_ROWS_AHEAD)
            .busy_timeout(Duration::from_secs(10));
        let key = SharedKey::default();
        let writer = Writer::open(&options, max_batch, Arc::clone(&key)).await?;
        let read = SqlitePoolOptions::new()
            .max_connections(SQLITE_READERS)
            .test_before_acquire(false)
            .connect_with(
                options
                    .pragma("query_only", "ON")
                    .pragma("mmap_size", SQLITE_MAPPED_BYTES),
            )
            .await?;
        let version: String = sqlx::query_scalar("SELECT sqlite_version()")
            .fetch_one(&read)
            .await?;
        anyhow::ensure!(
            parse_version(&version) >= Some(SQLITE_MINIMUM),
            "SQLite {version} can corrupt a database in WAL mode; 3.51.3 or later is needed"
        );
        Ok(Self::Sqlite(SqliteDb { read, writer, key }))
    }

    /// A table to be read along its index of that name, without the table's before it, where the engine would guess; PostgreSQL knows what
    /// is in them.
    pub(super) fn along(&self, table: &str, index: &str) -> String {
        match self {
            Self::Sqlite(_) => format!("{table} INDEXED BY {table}_{index}"),
            Self::Postgres(_) => table.to_owned(),
        }
    }

    /// A condition that all placements keep, and by which an index is read that begins with the campaign: there are few.
    pub(super) const fn any_campaign(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "campaign IN (SELECT id FROM campaign)",
            // An array is had before the rest; PostgreSQL would plan a join, and read the whole table for it.
            Self::Postgres(_) => "campaign = ANY (ARRAY(SELECT id FROM campaign))",
        }
    }

    /// The time of a record's last change, as each row has it that another index gives.
    pub(super) const fn time_of_rows(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "updated_at",
            // PostgreSQL would take the index of times, and with it every row of the table from another place.
            Self::Postgres(_) => "updated_at + 0",
        }
    }

    /// Marks events with this key from now on. The first key stays; without one, events are written unmarked.
    pub fn mark_events_with(&self, key: EventKey) {
        let _ = self.key().set(key);
    }

    pub(super) const fn key(&self) -> &SharedKey {
        match self {
            Self::Sqlite(db) => &db.key,
            Self::Postgres(db) => &db.key,
        }
    }

    /// Runs `body` in one transaction, durable when this returns `Ok`. On SQLite it shares its commit with
    /// other writes that wait at that moment; a body that fails undoes only itself.
    ///
    /// # Errors
    /// What `body` said, or that the commit failed.
    pub async fn write<T, F>(&self, body: F) -> StorageResult<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, StorageResult<T>> + Send + 'static,
    {
        match self {
            Self::Sqlite(db) => db.writer.write(body).await,
            Self::Postgres(db) => {
                let mut tx = Tx {
                    on: Engine::Postgres(db.pool.begin().await?),
                    key: Arc::clone(&db.key),
                };
                let value = body(&mut tx).await?;
                match tx.on {
                    Engine::Postgres(transaction) => transaction.commit().await?,
                    Engine::Sqlite(_) => return Err(StorageError::Closed),
                }
                Ok(value)
            }
        }
    }

    /// Ends all connections, after the writes that wait.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(db) => {
                db.writer.close().await;
                db.read.close().await;
            }
            Self::Postgres(db) => db.pool.close().await,
        }
    }
}

fn parse_version(text: &str) -> Option<(u32, u32, u32)> {
    let mut parts = text.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}
