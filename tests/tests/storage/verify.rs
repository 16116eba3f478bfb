//! What the verification finds when somebody changed the log behind the program's back.

use std::sync::Arc;

use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use server::storage::{ChainHead, ChainProblem, NewEvent};
use uuid::Uuid;

use crate::events::{ENTRIES, add, draw, problems, sealed, verify};

contract![
    a_changed_column_is_found_and_named,
    a_changed_hash_is_found_and_named,
    a_missing_entry_is_found_and_named,
    an_entry_slipped_in_is_found_and_named_whatever_its_time,
    an_entry_that_was_written_and_changed_before_it_was_sealed_is_found_and_named,
    a_change_that_was_chained_anew_is_found_and_named,
    a_chain_that_was_cut_off_is_found_by_a_noted_head,
    an_entry_with_a_forged_place_is_found_and_named,
    an_entry_put_in_anothers_place_is_found_and_named,
];

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
        ("mark", "NULL"),
        ("mark", "'00'"),
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

/// Puts an entry in as somebody with a database client does, with a mark as given.
pub async fn slip_in(db: &TestDb, event: &NewEvent, mark: &str) {
    let id = |id| db.id(id);
    let (actor, role) = event.actor.expect("somebody's");
    let sql = format!(
        "INSERT INTO event (id, at, actor, role, record, record_id, action, from_status, to_status, mark) \
         VALUES ({}, {}, {}, '{}', '{}', {}, '{}', 'recorded', 'confirmed', {mark})",
        id(event.id.0),
        event.at.0,
        id(actor.0),
        role.code(),
        event.record.code(),
        id(event.record_id),
        event.action
    );
    assert_eq!(db.execute(&sql).await, 1);
}

async fn an_entry_slipped_in_is_found_and_named_whatever_its_time(db: Arc<TestDb>) {
    sealed(&db).await;
    let day = 86_400_000;
    let mut expected = Vec::new();
    // As old as can be, of this moment, of tomorrow; without a mark, with one of another entry, with a made-up one.
    for (days, mark) in [
        (-1, "NULL"),
        (0, "NULL"),
        (1, "NULL"),
        (0, "(SELECT mark FROM event WHERE seq = 4)"),
        (0, "''"),
    ] {
        let event = draw(1, NOON.plus_ms(days * day + 5000)).remove(0);
        slip_in(&db, &event, mark).await;
        expected.push(ChainProblem::Added { id: event.id.0 });
        let found = problems(&db).await;
        assert!(found.contains(expected.last().expect("one")), "{found:?}");
        assert_eq!(found.len(), expected.len(), "{found:?}");
    }
    // The sealer does not make them honest, and they don't keep honest ones from being sealed.
    add(&db, &draw(2, NOON.plus_ms(10_000))).await;
    assert_eq!(db.seal_all_events().await.expect("sealed"), 7);
    let report = verify(&db).await;
    assert_eq!((report.sealed, report.waiting), (14, 0));
    assert_eq!(report.problems.len(), expected.len());
    for problem in &expected {
        assert!(report.problems.contains(problem), "{problem:?}");
    }
}

async fn an_entry_that_was_written_and_changed_before_it_was_sealed_is_found_and_named(
    db: Arc<TestDb>,
) {
    sealed(&db).await;
    let event = draw(1, NOON.plus_ms(60_000)).remove(0);
    add(&db, std::slice::from_ref(&event)).await;
    assert_eq!(problems(&db).await, []);
    assert_eq!(
        db.execute("UPDATE event SET action = 'confirm' WHERE seq IS NULL")
            .await,
        1
    );
    let expected = [ChainProblem::Added { id: event.id.0 }];
    assert_eq!(problems(&db).await, expected);
    db.seal_all_events().await.expect("sealed");
    assert_eq!(problems(&db).await, expected);
}

async fn a_change_that_was_chained_anew_is_found_and_named(db: Arc<TestDb>) {
    let ids = sealed(&db).await;
    // Who can write to the database can make the whole chain anew, as the sealer does.
    db.execute("UPDATE event SET action = 'confirm' WHERE seq = 4")
        .await;
    db.execute("UPDATE event SET seq = NULL, hash = NULL").await;
    db.execute("UPDATE event_chain SET seq = 0, hash = ''")
        .await;
    assert_eq!(db.seal_all_events().await.expect("sealed"), ENTRIES as u64);
    assert_eq!(problems(&db).await, [ChainProblem::Added { id: ids[3] }]);
}

async fn a_chain_that_was_cut_off_is_found_by_a_noted_head(db: Arc<TestDb>) {
    sealed(&db).await;
    let noted = db.event_head().await.expect("read");
    assert_eq!((noted.seq, noted.hash.len()), (7, 64));
    let against = async |noted: &ChainHead| {
        let report = db.verify_events(Some(noted)).await.expect("read");
        report.problems
    };
    add(&db, &draw(2, NOON.plus_ms(60_000))).await;
    db.seal_all_events().await.expect("sealed");
    assert_eq!(against(&noted).await, []);
    let other = ChainHead {
        hash: build::sha256("other").as_str().to_owned(),
        ..noted.clone()
    };
    assert_eq!(against(&other).await, [ChainProblem::OtherHead { seq: 7 }]);
    // The last four are taken away, and the head put to where it was: nothing in the database tells.
    let hash = db
        .texts("SELECT hash FROM event WHERE seq = 5")
        .await
        .remove(0);
    db.execute("DELETE FROM event WHERE seq > 5").await;
    db.execute(&format!("UPDATE event_chain SET seq = 5, hash = '{hash}'"))
        .await;
    assert_eq!(problems(&db).await, []);
    assert_eq!(against(&noted).await, [ChainProblem::OtherHead { seq: 7 }]);
    // Nor does it help to fill the places again.
    add(&db, &draw(4, NOON.plus_ms(90_000))).await;
    db.seal_all_events().await.expect("sealed");
    assert_eq!(problems(&db).await, []);
    assert_eq!(against(&noted).await, [ChainProblem::OtherHead { seq: 7 }]);
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
