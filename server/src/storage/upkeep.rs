//! What an administrator's commands do to the whole database: bring its schema up to date, look at it, copy it, make
//! it ready for millions of rows.

use std::path::Path;

use super::{Db, Engine, StorageError, StorageResult, Tx, db::on_db};

/// Said to SQLite's writer of millions of rows: its page cache, in KiB; negative by SQLite's own convention.
const LARGE_CACHE: &str = "PRAGMA cache_size = -250000";

/// Tables of packed counts, and how PostgreSQL is to keep them: as they are in rows of up to a page. It would compress those of more than
/// 2 KB, and to undo that for a tile of the map takes as long as all the rest.
const COUNTS: [&str; 2] = ["map_cell", "day_cell"];
const PLAIN: &str = "toast_tuple_target=8160";
/// Tables of records, which PostgreSQL is to vacuum when a hundredth of them changed, not a fifth: the map reads its index alone only where
/// no row of a page changed since.
const RECORDS: [&str; 2] = ["placement", "flag"];
const VACUUMED: &str = "autovacuum_vacuum_scale_factor=0.01";

static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!("../migrations");

impl Db {
    /// Brings the schema up to date.
    ///
    /// # Errors
    /// When a migration fails; what it did is rolled back.
    pub async fn migrate(&self) -> anyhow::Result<()> {
        match self {
            Self::Sqlite(db) => {
                db.writer
                    .run_alone(|tx| Box::pin(migrate_sqlite(tx)))
                    .await?;
            }
            Self::Postgres(db) => {
                MIGRATOR.run(&db.pool).await?;
                let counts = COUNTS.map(|table| keep(table, PLAIN, &counts_anew(table)));
                let records = RECORDS.map(|table| keep(table, VACUUMED, ""));
                for sql in counts.into_iter().chain(records) {
                    let sql = sqlx::AssertSqlSafe(sql);
                    sqlx::raw_sql(sql).execute(&db.pool).await?;
                }
            }
        }
        Ok(())
    }

    /// Gives the writer a large cache, for millions of rows at once: indexes are written to all over.
    ///
    /// # Errors
    /// When the database is closed.
    pub async fn prepare_for_many(&self) -> StorageResult<()> {
        match self {
            Self::Sqlite(db) => db.writer.run_alone(|tx| Box::pin(grow_cache(tx))).await,
            Self::Postgres(_) => Ok(()),
        }
    }

    /// To be called after millions of rows were written: PostgreSQL clears away what they left behind, and learns what there is now.
    /// Left to itself it does so minutes later, and reads on past it until then.
    ///
    /// # Errors
    /// When the statement fails.
    pub async fn tidy_after_many(&self) -> StorageResult<()> {
        if let Self::Postgres(db) = self {
            sqlx::query("VACUUM (ANALYZE)").execute(&db.pool).await?;
        }
        Ok(())
    }

    /// Migrations that the program knows and the database has not had yet.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn pending_migrations(&self) -> StorageResult<Vec<String>> {
        let table = "_sqlx_migrations";
        let known = on_db!(self, pool => {
            let sql = match self {
                Self::Sqlite(_) => "SELECT name FROM sqlite_master WHERE name = $1",
                Self::Postgres(_) => "SELECT table_name::text FROM information_schema.tables WHERE table_name = $1",
            };
            sqlx::query_scalar::<_, String>(sql).bind(table).fetch_optional(pool).await?
        });
        let applied: Vec<i64> = match known {
            None => Vec::new(),
            Some(_) => on_db!(self, pool => {
                sqlx::query_scalar("SELECT version FROM _sqlx_migrations WHERE success").fetch_all(pool).await?
            }),
        };
        let missing = MIGRATOR
            .iter()
            .filter(|migration| !applied.contains(&migration.version));
        Ok(missing
            .map(|migration| format!("{:04} {}", migration.version, migration.description))
            .collect())
    }

    /// Facts about the engine for `doctor`: name and version, and on SQLite the journal and sync modes.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn engine_facts(&self) -> StorageResult<Vec<(String, String)>> {
        match self {
            Self::Sqlite(db) => {
                let mut facts = Vec::new();
                for (name, sql) in [
                    ("sqlite_version", "SELECT sqlite_version()"),
                    (
                        "journal_mode",
                        "SELECT journal_mode FROM pragma_journal_mode",
                    ),
                    (
                        "synchronous",
                        "SELECT CAST(synchronous AS TEXT) FROM pragma_synchronous",
                    ),
                    ("quick_check", "PRAGMA quick_check(1)"),
                ] {
                    facts.push((
                        name.to_owned(),
                        sqlx::query_scalar(sql).fetch_one(&db.read).await?,
                    ));
                }
                Ok(facts)
            }
            Self::Postgres(db) => {
                let version = sqlx::query_scalar("SHOW server_version")
                    .fetch_one(&db.pool)
                    .await?;
                Ok(vec![("postgres_version".to_owned(), version)])
            }
        }
    }

    /// Writes a whole copy of an SQLite database to a new file, while it is in use.
    ///
    /// # Errors
    /// When the file is there already, the disk refuses, or it is PostgreSQL, which has `pg_dump`.
    pub async fn back_up(&self, file: &Path) -> anyhow::Result<()> {
        let Self::Sqlite(db) = self else {
            anyhow::bail!("PostgreSQL is backed up with pg_dump")
        };
        // Readers are barred from writing any file at all, so this one leaves their pool.
        let mut connection = db.read.acquire().await?.detach();
        sqlx::query("PRAGMA query_only = OFF")
            .execute(&mut connection)
            .await?;
        sqlx::query("VACUUM INTO $1")
            .bind(file.to_string_lossy().into_owned())
            .execute(&mut connection)
            .await?;
        sqlx::Connection::close(connection).await?;
        std::fs::File::open(file)?.sync_all()?;
        Ok(())
    }
}

/// Gives a table a setting that SQLite doesn't have, and does `then`, once.
fn keep(table: &str, setting: &str, then: &str) -> String {
    format!(
        "DO $$ BEGIN \
         IF NOT EXISTS (SELECT FROM pg_class WHERE oid = '{table}'::regclass AND '{setting}' = ANY (reloptions)) THEN \
             ALTER TABLE {table} SET ({setting}); {then} \
         END IF; END $$"
    )
}

/// Writes the counts anew that are compressed; writers of them wait until it is done.
fn counts_anew(table: &str) -> String {
    format!(
        "LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE; \
         UPDATE {table} SET counts = counts || ''::bytea WHERE pg_column_size(counts) < octet_length(counts);"
    )
}

async fn grow_cache(tx: &mut Tx) -> StorageResult<()> {
    if let Engine::Sqlite(conn) = &mut tx.on {
        sqlx::query(LARGE_CACHE).execute(&mut **conn).await?;
    }
    Ok(())
}

async fn migrate_sqlite(tx: &mut Tx) -> StorageResult<()> {
    match &mut tx.on {
        Engine::Sqlite(conn) => MIGRATOR
            .run_direct(None, &mut **conn, false)
            .await
            .map_err(sqlx::Error::from)?,
        Engine::Postgres(_) => return Err(StorageError::Closed),
    }
    Ok(())
}
