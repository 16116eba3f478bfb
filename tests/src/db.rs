//! A fresh database for each test: an SQLite file in a temporary folder, or a PostgreSQL database that is made
//! for the test and dropped after it. [`contract!`](crate::contract) runs one body on both.

use std::{future::Future, ops::Deref, sync::Arc};

use server::storage::Db;
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection, SqliteConnection};
use uuid::Uuid;

/// Names the maintenance database of a PostgreSQL server where the tests may make others.
pub const POSTGRES_VARIABLE: &str = "BIENPHO_TEST_POSTGRES";
/// Writes committed together on SQLite, as in production.
const MAX_BATCH: usize = 128;

/// An engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// A file.
    Sqlite,
    /// A server.
    Postgres,
}

enum Home {
    Folder(tempfile::TempDir),
    Server { maintenance: String, name: String },
}

/// A migrated database of one test.
pub struct TestDb {
    /// The handle under test.
    pub db: Db,
    /// Where it is, for opening it once more.
    pub url: String,
    home: Home,
}

impl Deref for TestDb {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl TestDb {
    /// A fresh database with the schema in it; `None` when there is no PostgreSQL and CI is not at stake.
    pub async fn create(engine: Engine) -> Option<Self> {
        let (url, home) = place(engine).await?;
        let db = open(&url).await;
        db.migrate().await.expect("the migrations run");
        Some(Self { db, url, home })
    }

    /// Which engine it is.
    pub const fn engine(&self) -> Engine {
        match self.home {
            Home::Folder(_) => Engine::Sqlite,
            Home::Server { .. } => Engine::Postgres,
        }
    }

    /// Runs a statement behind the program's back, as somebody with a database client would.
    pub async fn execute(&self, sql: &str) -> u64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.engine() {
            Engine::Sqlite => {
                let mut connection = self.sqlite().await;
                let done = sqlx::query(sql).execute(&mut connection).await;
                done.expect("the statement runs").rows_affected()
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url)
                    .await
                    .expect("a connection");
                let done = sqlx::query(sql).execute(&mut connection).await;
                done.expect("the statement runs").rows_affected()
            }
        }
    }

    /// Reads the first column of a query as text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self.engine() {
            Engine::Sqlite => {
                let mut connection = self.sqlite().await;
                sqlx::query_scalar(sql).fetch_all(&mut connection).await
            }
            Engine::Postgres => {
                let mut connection = PgConnection::connect(&self.url)
                    .await
                    .expect("a connection");
                sqlx::query_scalar(sql).fetch_all(&mut connection).await
            }
        }
        .expect("the query runs")
    }

    /// How the engine writes an id in a statement.
    pub fn id(&self, id: Uuid) -> String {
        match self.engine() {
            Engine::Sqlite => format!("X'{}'", id.simple()),
            Engine::Postgres => format!("'{id}'::uuid"),
        }
    }

    async fn sqlite(&self) -> SqliteConnection {
        let options: sqlx::sqlite::SqliteConnectOptions =
            self.url.parse().expect("its own address");
        options.connect().await.expect("a connection")
    }

    /// Closes it and removes it.
    pub async fn remove(self) {
        self.db.close().await;
        match self.home {
            Home::Folder(folder) => folder.close().expect("the folder can be removed"),
            Home::Server { maintenance, name } => {
                let mut connection = PgConnection::connect(&maintenance)
                    .await
                    .expect("a connection");
                let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
                sqlx::query(AssertSqlSafe(sql))
                    .execute(&mut connection)
                    .await
                    .expect("the database can be dropped");
            }
        }
    }
}

/// Opens a database that is there.
pub async fn open(url: &str) -> Db {
    Db::connect(url, MAX_BATCH)
        .await
        .expect("the database opens")
}

async fn place(engine: Engine) -> Option<(String, Home)> {
    match engine {
        Engine::Sqlite => {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let url = format!("sqlite://{}", folder.path().join("test.db").display());
            Some((url, Home::Folder(folder)))
        }
        Engine::Postgres => {
            let maintenance = postgres()?;
            let name = format!("bienpho_{}", Uuid::new_v4().simple());
            let mut connection = PgConnection::connect(&maintenance)
                .await
                .expect("the server of BIENPHO_TEST_POSTGRES answers");
            // Bytewise order whatever the server's own, so that expectations can be sorted in Rust.
            let sql =
                format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'");
            sqlx::query(AssertSqlSafe(sql))
                .execute(&mut connection)
                .await
                .expect("a database can be made");
            let (server, _) = maintenance
                .rsplit_once('/')
                .expect("an address with a database");
            Some((
                format!("{server}/{name}"),
                Home::Server { maintenance, name },
            ))
        }
    }
}

/// The PostgreSQL to test against. Where there is none the test says so, and fails with CI=true.
fn postgres() -> Option<String> {
    let found = std::env::var(POSTGRES_VARIABLE).ok();
    if found.is_none() {
        let ci = std::env::var("CI").is_ok_and(|value| value == "true");
        assert!(!ci, "{POSTGRES_VARIABLE} must be set with CI=true");
        eprintln!(
            "skipped: PostgreSQL, because {POSTGRES_VARIABLE} is not set (`cargo xtask test` sets it)"
        );
    }
    found
}

/// Runs `test` on a fresh database, which is removed afterwards also when the test fails.
pub async fn run<F, T>(engine: Engine, test: F)
where
    F: FnOnce(Arc<TestDb>) -> T,
    T: Future<Output = ()> + Send + 'static,
{
    let Some(db) = TestDb::create(engine).await else {
        return;
    };
    let db = Arc::new(db);
    let outcome = tokio::spawn(test(Arc::clone(&db))).await;
    if let Ok(db) = Arc::try_unwrap(db) {
        db.remove().await;
    }
    if let Err(failure) = outcome {
        std::panic::resume_unwind(failure.into_panic());
    }
}

/// Makes a test of each engine out of `async fn name(db: Arc<TestDb>)`.
#[macro_export]
macro_rules! contract {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::db::run($crate::db::Engine::Sqlite, super::$name).await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                $crate::db::run($crate::db::Engine::Postgres, super::$name).await;
            })+
        }
    };
}
