//! The log, its chain, and what the verification finds when somebody changed it behind the program's back.

use std::sync::Arc;

use app::domain::{ids::AccountId, role::Role, time::Timestamp};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::{self, TestDb},
};
use server::storage::{ChainProblem, NewEvent, VerifyReport};
use uuid::Uuid;

contract![
    a_history_is_one_records_and_in_order,
    a_whole_log_verifies,
    sealing_goes_on_where_it_ended,
    entries_beyond_one_batch_are_sealed,
    two_sealers_make_one_chain,
    a_changed_column_is_found_and_named,
    a_changed_hash_is_found_and_named,
    a_missing_entry_is_found_and_named,
    an_old_entry_slipped_in_is_found_and_named,
    an_entry_with_a_forged_place_is_found_and_named,
    an_entry_put_in_anothers_place_is_found_and_named,
    an_event_of_a_write_that_failed_is_not_there,
];

/// Entries in the log of most tests here.
const ENTRIES: usize = 7;

async fn add(db: &TestDb, events: &[NewEvent]) {
    let events = events.to_vec();
    db.write(move |tx| {
        Box::pin(async move {
            for event in &events {
                tx.create_event(event).await?;
            }
            Ok(())
        })
    })
    .await
    .expect("stored");
}

fn draw(count: usize, from: Timestamp) -> Vec<NewEvent> {
    let (record, by) = (Uuid::now_v7(), AccountId(Uuid::now_v7()));
    let seconds = (0_i64..).take(count);
    seconds
        .map(|second| build::event(record, from.plus_ms(second * 1000), by))
        .collect()
}

/// A sealed log; the ids in the chain's order.
async fn sealed(db: &TestDb) -> Vec<Uuid> {
    let events = draw(ENTRIES, NOON);
    add(db, &events).await;
    assert_eq!(db.seal_all_events().await.expect("sealed"), ENTRIES as u64);
    events.iter().map(|event| event.id.0).collect()
}

async fn verify(db: &TestDb) -> VerifyReport {
    db.verify_events().await.expect("read")
}

async fn problems(db: &TestDb) -> Vec<ChainProblem> {
    verify(db).await.problems
}

async fn a_history_is_one_records_and_in_order(db: Arc<TestDb>) {
    let (record, me) = (Uuid::now_v7(), AccountId(Uuid::now_v7()));
    let first = build::event(record, NOON, me);
    let mut second = build::event(record, NOON, AccountId(Uuid::now_v7()));
    second.action = "reopen";
    second.reason = None;
    let mut third = build::event(record, NOON.plus_ms(1), me);
    (third.actor, third.from, third.to) = (None, None, Some("lapsed"));
    let other = build::event(Uuid::now_v7(), NOON, me);
    add(&db, &[third.clone(), other, first.clone(), second.clone()]).await;
    let history = db.list_history(record, me).await.expect("read");
    let ids: Vec<_> = history.iter().map(|entry| entry.id).collect();
    assert_eq!(ids, [first.id, second.id, third.id]);
    let (one, two, three) = (&history[0], &history[1], &history[2]);
    assert_eq!(
        (one.at, one.action.as_str(), one.mine),
        (NOON, "dismiss", true)
    );
    assert_eq!(
        (one.from.as_deref(), one.to.as_deref()),
        (first.from, first.to)
    );
    assert_eq!(
        (one.role, &one.reason),
        (Some(Role::Supervisor), &first.reason)
    );
    assert_eq!(
        (two.mine, two.role, &two.reason),
        (false, Some(Role::Supervisor), &None)
    );
    assert_eq!(
        (three.mine, three.role, three.from.as_deref()),
        (false, None, None)
    );
    assert_eq!(
        db.newest_event_at().await.expect("read"),
        Some(NOON.plus_ms(1))
    );
}

async fn a_whole_log_verifies(db: Arc<TestDb>) {
    assert_eq!(verify(&db).await, VerifyReport::default());
    assert_eq!(db.newest_event_at().await.expect("read"), None);
    sealed(&db).await;
    let mut without = draw(1, NOON.plus_ms(60_000)).remove(0);
    (without.actor, without.from, without.to, without.reason) = (None, None, None, None);
    add(&db, &[without]).await;
    let report = verify(&db).await;
    assert_eq!(
        (report.sealed, report.waiting, report.problems),
        (7, 1, Vec::new())
    );
    db.seal_all_events().await.expect("sealed");
    let report = verify(&db).await;
    assert_eq!(
        (report.sealed, report.waiting, report.problems),
        (8, 0, Vec::new())
    );
}

async fn sealing_goes_on_where_it_ended(db: Arc<TestDb>) {
    sealed(&db).await;
    // A write that took its time: older than what is sealed, yet no forgery.
    add(&db, &draw(2, NOON.plus_ms(-30_000))).await;
    db.close().await;
    let again = db::open(&db.url).await;
    assert_eq!(again.seal_all_events().await.expect("sealed"), 2);
    assert_eq!(again.seal_all_events().await.expect("nothing to seal"), 0);
    let report = again.verify_events().await.expect("read");
    assert_eq!((report.sealed, report.problems), (9, Vec::new()));
    again.close().await;
}

async fn entries_beyond_one_batch_are_sealed(db: Arc<TestDb>) {
    add(&db, &draw(1203, NOON)).await;
    assert_eq!(db.seal_events().await.expect("sealed"), 500);
    assert_eq!(verify(&db).await.waiting, 703);
    assert_eq!(db.seal_all_events().await.expect("sealed"), 703);
    assert_eq!(
        verify(&db).await,
        VerifyReport {
            sealed: 1203,
            waiting: 0,
            problems: Vec::new()
        }
    );
}

async fn two_sealers_make_one_chain(db: Arc<TestDb>) {
    add(&db, &draw(1000, NOON)).await;
    let sealers = (0..4).map(|_| {
        let db = Arc::clone(&db);
        tokio::spawn(async move { db.seal_all_events().await.expect("sealed") })
    });
    let sealers = futures::future::join_all(sealers.collect::<Vec<_>>()).await;
    let counts = sealers
        .into_iter()
        .map(|sealed| sealed.expect("no task panics"));
    assert_eq!(counts.sum::<u64>(), 1000);
    assert_eq!(
        verify(&db).await,
        VerifyReport {
            sealed: 1000,
            waiting: 0,
            problems: Vec::new()
        }
    );
}

async fn a_changed_column_is_found_and_named(db: Arc<TestDb>) {
    let ids = sealed(&db).await;
    let other = db.id(Uuid::now_v7());
    let changes = [
        ("id", other.as_str()),
        ("at", "at + 1"),
        ("actor", &other),
        ("actor", "NULL"),
        ("role", "'police'"),
        ("record", "'placement'"),
        ("record_id", &other),
        ("action", "'confirm'"),
        ("from_status", "'returned'"),
        ("from_status", "''"),
        ("to_status", "NULL"),
        ("reason", "'a better one'"),
        ("reason", "NULL"),
    ];
    for (place, id) in [(1, ids[0]), (4, ids[3]), (7, ids[6])] {
        for (column, value) in changes {
            db.execute("DROP TABLE IF EXISTS kept").await;
            db.execute("CREATE TABLE kept AS SELECT * FROM event").await;
            let sql = format!("UPDATE event SET {column} = {value} WHERE seq = {place}");
            assert_eq!(db.execute(&sql).await, 1);
            let found = problems(&db).await;
            let named = matches!(found.as_slice(), [ChainProblem::Changed { seq, id: of }]
                if *seq == place && (column == "id" || *of == id));
            assert!(named, "{column} of {place}: {found:?}");
            db.execute("DELETE FROM event").await;
            db.execute("INSERT INTO event SELECT * FROM kept").await;
            assert!(problems(&db).await.is_empty());
        }
    }
}

async fn a_changed_hash_is_found_and_named(db: Arc<TestDb>) {
    let ids = sealed(&db).await;
    for (place, id) in [(1, ids[0]), (4, ids[3]), (7, ids[6])] {
        let read = format!("SELECT hash FROM event WHERE seq = {place}");
        let hash = db.texts(&read).await.remove(0);
        let set = |hash: &str| format!("UPDATE event SET hash = '{hash}' WHERE seq = {place}");
        db.execute(&set(build::sha256("forged").as_str())).await;
        assert_eq!(
            problems(&db).await,
            [ChainProblem::Changed { seq: place, id }]
        );
        db.execute(&set(&hash)).await;
        assert!(problems(&db).await.is_empty());
    }
}

async fn a_missing_entry_is_found_and_named(db: Arc<TestDb>) {
    sealed(&db).await;
    for missing in [
        vec![1],
        vec![4],
        vec![7],
        vec![1, 2],
        vec![3, 6],
        vec![6, 7],
        (1..=7).collect(),
    ] {
        db.execute("DROP TABLE IF EXISTS kept").await;
        db.execute("CREATE TABLE kept AS SELECT * FROM event").await;
        for seq in &missing {
            db.execute(&format!("DELETE FROM event WHERE seq = {seq}"))
                .await;
        }
        let expected: Vec<_> = missing
            .iter()
            .map(|&seq| ChainProblem::Missing { seq })
            .collect();
        assert_eq!(problems(&db).await, expected);
        db.execute("DELETE FROM event").await;
        db.execute("INSERT INTO event SELECT * FROM kept").await;
    }
}

async fn an_old_entry_slipped_in_is_found_and_named(db: Arc<TestDb>) {
    sealed(&db).await;
    let old = draw(1, NOON.plus_ms(-86_400_000)).remove(0);
    add(&db, std::slice::from_ref(&old)).await;
    let expected = [ChainProblem::Added { id: old.id.0 }];
    assert_eq!(problems(&db).await, expected);
    // The sealer does not make it honest.
    assert_eq!(db.seal_all_events().await.expect("nothing to seal"), 0);
    assert_eq!(problems(&db).await, expected);
    // Nor does it keep later ones from being sealed.
    add(&db, &draw(1, NOON.plus_ms(86_400_000))).await;
    assert_eq!(db.seal_all_events().await.expect("sealed"), 1);
    assert_eq!(problems(&db).await, expected);
}

async fn an_entry_with_a_forged_place_is_found_and_named(db: Arc<TestDb>) {
    sealed(&db).await;
    let forged = draw(1, NOON).remove(0);
    add(&db, std::slice::from_ref(&forged)).await;
    let id = forged.id.0;
    for seq in [8, 20, 0, -3] {
        let hash = build::sha256("forged");
        let sql = format!(
            "UPDATE event SET seq = {seq}, hash = '{hash}' WHERE id = {}",
            db.id(id)
        );
        assert_eq!(db.execute(&sql).await, 1);
        assert_eq!(problems(&db).await, [ChainProblem::Added { id }], "{seq}");
    }
    // Together with a missing one, both are named.
    db.execute("UPDATE event SET seq = 20 WHERE seq = -3").await;
    db.execute("DELETE FROM event WHERE seq = 7").await;
    let found = problems(&db).await;
    assert!(found.contains(&ChainProblem::Added { id }), "{found:?}");
    assert!(
        found.contains(&ChainProblem::Missing { seq: 7 }),
        "{found:?}"
    );
}

async fn an_entry_put_in_anothers_place_is_found_and_named(db: Arc<TestDb>) {
    sealed(&db).await;
    let forged = draw(1, NOON).remove(0);
    add(&db, std::slice::from_ref(&forged)).await;
    let id = forged.id.0;
    let hash = db
        .texts("SELECT hash FROM event WHERE seq = 4")
        .await
        .remove(0);
    db.execute("DELETE FROM event WHERE seq = 4").await;
    let sql = format!(
        "UPDATE event SET seq = 4, hash = '{hash}' WHERE id = {}",
        db.id(id)
    );
    db.execute(&sql).await;
    assert_eq!(problems(&db).await, [ChainProblem::Changed { seq: 4, id }]);
}

async fn an_event_of_a_write_that_failed_is_not_there(db: Arc<TestDb>) {
    let event = draw(1, NOON).remove(0);
    let failed = db
        .write::<(), _>(move |tx| {
            Box::pin(async move {
                tx.create_event(&event).await?;
                Err(app::error::AppError::NotFound.into())
            })
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(verify(&db).await, VerifyReport::default());
}
