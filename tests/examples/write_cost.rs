//! What the map's index and the numbers that are kept cost a write: the same writes with them and without, in turn, on one database
//! that is filled before. `cargo xtask bench --only writes` runs it, in release, and prints what it says.
//!
//! Without them the index is dropped and the engine passes over notes of changes, so that the program is the same both times.

use std::{sync::Arc, time::Instant};

use app::domain::{account::Me, campaign::Campaign, role::Role};
use bienpho_tests::{
    build::{self, NOON},
    db::{Engine, TestDb},
};
use server::{
    demo::reference,
    load::{self, Amount},
    storage::{Claim, NewEvent},
};
use tokio::task::JoinSet;

/// Placements that are there before.
const FILLED: u64 = 100_000;
const CONNECTIONS: u64 = 50;
const RECORDS_OF_EACH: u64 = 100;
/// Times that each way is measured.
const ROUNDS: u64 = 4;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    for (name, engine) in [("SQLite", Engine::Sqlite), ("PostgreSQL", Engine::Postgres)] {
        let Some(db) = TestDb::create(engine).await else {
            continue;
        };
        let db = Arc::new(db);
        let [with, without] = measure(&db).await;
        println!("{name}\t{with:.1}\t{without:.1}");
        if let Ok(db) = Arc::try_unwrap(db) {
            db.remove().await;
        }
    }
}

/// Records a second, with and without.
async fn measure(db: &Arc<TestDb>) -> [f64; 2] {
    reference::load(db).await.expect("loaded");
    let amount = Amount {
        records: FILLED,
        flags: 0,
    };
    load::run(db, amount, 1, NOON, |_| {})
        .await
        .expect("loaded");
    let account = build::account("canbo", Role::FieldOfficer);
    db.create_account(account.clone(), NOON)
        .await
        .expect("stored");
    let campaigns = db.list_campaigns().await.expect("read");
    let campaign = campaigns.into_iter().find(|one| one.code == "thu-tai");
    let campaign = campaign.expect("what was loaded is of it");
    let index = index(db).await;
    let mut took = [0.0; 2];
    for round in 0..2 * ROUNDS {
        // With, without, without, with: what slows down as the database grows slows down both.
        let without = matches!(round % 4, 1 | 2);
        keep(db, &index, !without).await;
        let begun = Instant::now();
        write(db, &campaign, &account.me, round).await;
        took[usize::from(without)] += begun.elapsed().as_secs_f64();
    }
    let records = (ROUNDS * CONNECTIONS * RECORDS_OF_EACH) as f64;
    took.map(|seconds| records / seconds)
}

/// The statement that makes the index of the map's tiles.
async fn index(db: &TestDb) -> String {
    let sql = match db.engine() {
        Engine::Sqlite => "SELECT sql FROM sqlite_master WHERE name = 'placement_view'",
        Engine::Postgres => "SELECT indexdef FROM pg_indexes WHERE indexname = 'placement_view'",
    };
    db.texts(sql).await.pop().expect("the index")
}

/// Has the engine keep index and notes, or not.
async fn keep(db: &TestDb, index: &str, kept: bool) {
    let none = match db.engine() {
        Engine::Sqlite => {
            "CREATE TRIGGER no_notes BEFORE INSERT ON record_change BEGIN SELECT RAISE(IGNORE); END"
        }
        Engine::Postgres => "CREATE RULE no_notes AS ON INSERT TO record_change DO INSTEAD NOTHING",
    };
    let again = match db.engine() {
        Engine::Sqlite => "DROP TRIGGER IF EXISTS no_notes",
        Engine::Postgres => "DROP RULE IF EXISTS no_notes ON record_change",
    };
    db.execute(again).await;
    db.execute("DROP INDEX IF EXISTS placement_view").await;
    db.execute(if kept { index } else { none }).await;
}

/// Every connection writes its placements one after the other, as phones send them; notes are added up beside it, and to the end.
async fn write(db: &Arc<TestDb>, campaign: &Campaign, me: &Me, round: u64) {
    let mut connections = JoinSet::new();
    for connection in 0..CONNECTIONS {
        let (db, campaign, me) = (Arc::clone(db), campaign.clone(), me.clone());
        connections.spawn(async move {
            let mut rng = fastrand::Rng::with_seed(round * CONNECTIONS + connection);
            for _ in 0..RECORDS_OF_EACH {
                create(&db, &campaign, &me, &mut rng).await;
            }
        });
    }
    let adding = {
        let db = Arc::clone(db);
        tokio::spawn(async move {
            loop {
                while db.add_up_changes().await.expect("added up") > 0 {}
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        })
    };
    while let Some(ended) = connections.join_next().await {
        ended.expect("no panic");
    }
    adding.abort();
    while db.add_up_changes().await.expect("added up") > 0 {}
}

/// One placement somewhere around the lake, with its receipt and its event.
async fn create(db: &TestDb, campaign: &Campaign, me: &Me, rng: &mut fastrand::Rng) {
    let mut placement = build::placement(campaign.id, me.id);
    placement.capture.lon += rng.f64() * 0.1;
    placement.capture.lat += rng.f64() * 0.1;
    let id = placement.id.0;
    let receipt = build::receipt(id, &id.to_string(), me.id);
    let event = NewEvent {
        record: app::domain::record::RecordKind::Placement,
        ..build::event(id, NOON, me.id)
    };
    let written = db.write(move |tx| {
        Box::pin(async move {
            if matches!(tx.claim_id(&receipt).await?, Claim::Fresh) {
                tx.create_placement(&placement).await?;
                tx.create_event(&event).await?;
            }
            Ok(())
        })
    });
    written.await.expect("stored");
}
