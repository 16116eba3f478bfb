//! How writes are committed: one failure alone is undone, what was answered for is durable.

use std::sync::Arc;

use app::error::AppError;
use bienpho_tests::{
    build, contract,
    db::{self, TestDb},
};
use server::storage::{Db, Engine, StorageError, StorageResult, Tx};
use tokio::sync::oneshot;

contract![
    a_failing_write_undoes_only_itself,
    a_panicking_write_undoes_only_itself,
    writes_that_nobody_waits_for_stop_nothing,
    writes_before_closing_are_kept_and_later_ones_refused,
    migrations_run_once,
    the_engine_is_set_to_keep_what_it_acknowledged,
];

/// Adds a unit of that code inside a write.
async fn add(tx: &mut Tx, code: &str) -> StorageResult<()> {
    let sql = "INSERT INTO unit (code, name) VALUES ($1, $1)";
    match &mut tx.on {
        Engine::Sqlite(conn) => sqlx::query(sql)
            .bind(code)
            .execute(&mut **conn)
            .await
            .map(drop)?,
        Engine::Postgres(conn) => sqlx::query(sql)
            .bind(code)
            .execute(&mut **conn)
            .await
            .map(drop)?,
    }
    Ok(())
}

async fn units(db: &Db) -> Vec<String> {
    let mut codes: Vec<_> = db
        .list_units()
        .await
        .expect("read")
        .into_iter()
        .map(|unit| unit.code.0)
        .collect();
    codes.sort();
    codes
}

/// How a write of the crowd ends.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Well,
    RuleBroken,
    SqlError,
}

async fn one(db: &Db, no: usize, end: End) -> StorageResult<()> {
    db.write(move |tx| {
        Box::pin(async move {
            add(tx, &format!("{no:03}")).await?;
            match end {
                End::Well => Ok(()),
                End::RuleBroken => Err(AppError::NotFound.into()),
                End::SqlError => add(tx, &format!("{no:03}")).await,
            }
        })
    })
    .await
}

async fn a_failing_write_undoes_only_itself(db: Arc<TestDb>) {
    let (release, released) = oneshot::channel::<()>();
    // On SQLite the first write holds the batch open until all others wait, so that they share a commit.
    let first = db.write(move |tx| {
        Box::pin(async move {
            add(tx, "first").await?;
            released.await.map_err(|_| StorageError::Closed)
        })
    });
    let end = |no: usize| [End::Well, End::RuleBroken, End::Well, End::SqlError][no % 4];
    let crowd = futures::future::join_all((0..60).map(|no| one(&db, no, end(no))));
    let (first, results, _) =
        futures::future::join3(first, crowd, async { release.send(()) }).await;
    first.expect("stored");
    let mut expected = vec!["first".to_owned()];
    for (no, result) in results.iter().enumerate() {
        match end(no) {
            End::Well => {
                assert!(result.is_ok(), "{no}: {result:?}");
                expected.push(format!("{no:03}"));
            }
            End::RuleBroken => assert!(matches!(
                result,
                Err(StorageError::Rule(AppError::NotFound))
            )),
            End::SqlError => assert!(
                matches!(result, Err(StorageError::Sql(_))),
                "{no}: {result:?}"
            ),
        }
    }
    expected.sort();
    assert_eq!(units(&db).await, expected);
}

async fn a_panicking_write_undoes_only_itself(db: Arc<TestDb>) {
    let held = Arc::clone(&db);
    let panicking = tokio::spawn(async move {
        held.write::<(), _>(|tx| {
            Box::pin(async move {
                add(tx, "panicking").await?;
                panic!("a fault in the program")
            })
        })
        .await
    });
    assert!(!matches!(panicking.await, Ok(Ok(()))));
    one(&db, 1, End::Well).await.expect("stored");
    assert_eq!(units(&db).await, ["001"]);
}

async fn writes_that_nobody_waits_for_stop_nothing(db: Arc<TestDb>) {
    for no in 0..5 {
        let write = one(&db, no, End::Well);
        // Polled once, so that it has begun; then its caller goes away.
        let gone = futures::future::select(Box::pin(write), std::future::ready(())).await;
        drop(gone);
    }
    one(&db, 9, End::Well).await.expect("stored");
    assert!(units(&db).await.contains(&"009".to_owned()));
}

async fn writes_before_closing_are_kept_and_later_ones_refused(db: Arc<TestDb>) {
    let crowd = (0..50).map(|no| {
        let db = Arc::clone(&db);
        tokio::spawn(async move { one(&db, no, End::Well).await })
    });
    for write in crowd.collect::<Vec<_>>() {
        write.await.expect("no task panics").expect("stored");
    }
    db.close().await;
    assert!(one(&db, 99, End::Well).await.is_err());
    assert!(db.list_units().await.is_err());
    let again = db::open(&db.url).await;
    let expected: Vec<_> = (0..50).map(|no| format!("{no:03}")).collect();
    assert_eq!(units(&again).await, expected);
    again.close().await;
}

async fn migrations_run_once(db: Arc<TestDb>) {
    assert!(db.pending_migrations().await.expect("read").is_empty());
    db.save_units(vec![build::unit("VHTT")])
        .await
        .expect("stored");
    db.migrate().await.expect("nothing to do");
    assert_eq!(units(&db).await, ["VHTT"]);
    db.execute("DELETE FROM _sqlx_migrations").await;
    assert!(!db.pending_migrations().await.expect("read").is_empty());
    db.execute("DROP TABLE _sqlx_migrations").await;
    assert!(!db.pending_migrations().await.expect("read").is_empty());
}

async fn the_engine_is_set_to_keep_what_it_acknowledged(db: Arc<TestDb>) {
    let facts = db.engine_facts().await.expect("read");
    match db.engine() {
        db::Engine::Sqlite => {
            assert!(
                facts.contains(&("journal_mode".to_owned(), "wal".to_owned())),
                "{facts:?}"
            );
            let synchronous: i64 = db
                .write(|tx| {
                    Box::pin(async move {
                        let Engine::Sqlite(conn) = &mut tx.on else {
                            return Err(StorageError::Closed);
                        };
                        Ok(
                            sqlx::query_scalar("SELECT synchronous FROM pragma_synchronous")
                                .fetch_one(&mut **conn)
                                .await?,
                        )
                    })
                })
                .await
                .expect("read");
            assert_eq!(
                synchronous, 2,
                "FULL: what is acknowledged survives a power cut"
            );
        }
        db::Engine::Postgres => assert_eq!(facts[0].0, "postgres_version"),
    }
}
