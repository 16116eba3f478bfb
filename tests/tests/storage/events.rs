//! The log and its chain: what the program writes is sealed and verifies, whatever the clock says.

use std::sync::Arc;

use app::domain::{ids::AccountId, role::Role, time::Timestamp};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::{self, TestDb},
};
use server::storage::{ChainProblem, EventKey, NewEvent, Secret, VerifyReport};
use uuid::Uuid;

use crate::verify::slip_in;

contract![
    a_history_is_one_records_and_in_order,
    a_whole_log_verifies,
    sealing_goes_on_where_it_ended,
    entries_beyond_one_batch_are_sealed,
    two_sealers_make_one_chain,
    a_clock_that_was_wrong_is_no_forgery,
    entries_from_before_there_were_marks_verify,
    a_log_that_is_being_written_verifies,
    whose_mark_the_newest_entry_bears_is_told,
    an_event_of_a_write_that_failed_is_not_there,
];

/// Entries in the log of most tests here.
pub const ENTRIES: usize = 7;

/// The program's key in these tests.
pub fn key(since: i64) -> EventKey {
    EventKey::new(Secret::new([7; 32]), since)
}

/// Writes entries as the program does.
pub async fn add(db: &TestDb, events: &[NewEvent]) {
    db.mark_events_with(key(0));
    add_unmarked(db, events).await;
}

/// Writes entries as the first release did, or somebody with a database client.
async fn add_unmarked(db: &TestDb, events: &[NewEvent]) {
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

pub fn draw(count: usize, from: Timestamp) -> Vec<NewEvent> {
    let (record, by) = (Uuid::now_v7(), AccountId(Uuid::now_v7()));
    let seconds = (0_i64..).take(count);
    seconds
        .map(|second| build::event(record, from.plus_ms(second * 1000), by))
        .collect()
}

/// A sealed log; the ids in the chain's order.
pub async fn sealed(db: &TestDb) -> Vec<Uuid> {
    let events = draw(ENTRIES, NOON);
    add(db, &events).await;
    assert_eq!(db.seal_all_events().await.expect("sealed"), ENTRIES as u64);
    events.iter().map(|event| event.id.0).collect()
}

pub async fn verify(db: &TestDb) -> VerifyReport {
    db.verify_events(None).await.expect("read")
}

/// What the verification of a whole log with these many entries says, but for the head's hash.
async fn assert_whole(db: &TestDb, sealed: i64) {
    let report = verify(db).await;
    assert_eq!(
        (report.sealed, report.waiting, report.head.seq),
        (sealed, 0, sealed)
    );
    assert_eq!(report.problems, []);
}

pub async fn problems(db: &TestDb) -> Vec<ChainProblem> {
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
    // A write that took its time: older than what is sealed.
    add(&db, &draw(2, NOON.plus_ms(-30_000))).await;
    db.close().await;
    let again = db::open(&db.url).await;
    assert_eq!(again.seal_all_events().await.expect("sealed"), 2);
    assert_eq!(again.seal_all_events().await.expect("nothing to seal"), 0);
    again.mark_events_with(key(0));
    let report = again.verify_events(None).await.expect("read");
    assert_eq!((report.sealed, report.problems), (9, Vec::new()));
    again.close().await;
}

async fn entries_beyond_one_batch_are_sealed(db: Arc<TestDb>) {
    add(&db, &draw(1203, NOON)).await;
    assert_eq!(db.seal_events().await.expect("sealed"), 500);
    assert_eq!(verify(&db).await.waiting, 703);
    assert_eq!(db.seal_all_events().await.expect("sealed"), 703);
    assert_whole(&db, 1203).await;
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
    assert_whole(&db, 1000).await;
}

async fn a_clock_that_was_wrong_is_no_forgery(db: Arc<TestDb>) {
    let hour = 3_600_000;
    // An hour ahead, sealed, corrected; a day back, sealed, corrected; and all of it waiting at once.
    let mut events = 0;
    for ahead in [hour, 0, -24 * hour, 0, 365 * 24 * hour] {
        add(&db, &draw(3, NOON.plus_ms(ahead))).await;
        assert_eq!(problems(&db).await, []);
        assert_eq!(db.seal_all_events().await.expect("sealed"), 3);
        events += 3;
        assert_whole(&db, events).await;
    }
    for ahead in [2 * hour, -hour, 0] {
        add(&db, &draw(2, NOON.plus_ms(ahead))).await;
    }
    assert_eq!(problems(&db).await, []);
    assert_eq!(db.seal_all_events().await.expect("sealed"), 6);
    assert_whole(&db, events + 6).await;
}

async fn entries_from_before_there_were_marks_verify(db: Arc<TestDb>) {
    add_unmarked(&db, &draw(3, NOON)).await;
    assert_eq!(db.seal_all_events().await.expect("sealed"), 3);
    // Nobody's marks are looked at without a key.
    assert_whole(&db, 3).await;
    assert_eq!(verify(&db).await.marked_since, None);
    db.mark_events_with(key(3));
    add(&db, &draw(2, NOON.plus_ms(5000))).await;
    assert_eq!(problems(&db).await, []);
    db.seal_all_events().await.expect("sealed");
    assert_whole(&db, 5).await;
    assert_eq!(verify(&db).await.marked_since, Some(3));
    // From the key on, one without is not the program's.
    let late = draw(1, NOON.plus_ms(9000)).remove(0);
    slip_in(&db, &late, "NULL").await;
    db.seal_all_events().await.expect("sealed");
    assert_eq!(problems(&db).await, [ChainProblem::Added { id: late.id.0 }]);
}

async fn a_log_that_is_being_written_verifies(db: Arc<TestDb>) {
    sealed(&db).await;
    let writing = {
        let db = Arc::clone(&db);
        tokio::spawn(async move {
            for _ in 0..60 {
                add(&db, &draw(5, NOON)).await;
                db.seal_all_events().await.expect("sealed");
            }
        })
    };
    while !writing.is_finished() {
        assert_eq!(problems(&db).await, []);
    }
    writing.await.expect("written");
    assert_whole(&db, 307).await;
}

async fn whose_mark_the_newest_entry_bears_is_told(db: Arc<TestDb>) {
    let is_ours = async |db: &server::storage::Db| db.newest_event_is_marked().await.expect("read");
    assert!(is_ours(&db).await);
    sealed(&db).await;
    assert!(is_ours(&db).await);
    let other = db::open(&db.url).await;
    other.mark_events_with(EventKey::new(Secret::new([8; 32]), 0));
    assert!(!is_ours(&other).await);
    other.close().await;
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
