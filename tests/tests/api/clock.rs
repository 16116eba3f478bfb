//! A server whose clock was wrong for a while.

use bienpho_tests::{
    app::{self, TestApp},
    db::Engine,
    payload::{Record, sent},
};

const HOUR_MS: i64 = 3_600_000;

async fn a_clock_that_ran_ahead_leaves_a_log_that_verifies(app: TestApp) {
    let canbo = app.sign_in("canbo").await;
    // Right, an hour ahead, put right again, then a day behind.
    for moved_ms in [0, HOUR_MS, -HOUR_MS, -24 * HOUR_MS] {
        app.clock.advance_ms(moved_ms);
        sent(&canbo, &app, Record::placement).await;
        app.state.db.seal_all_events().await.expect("sealed");
    }
    let report = app.state.db.verify_events(None).await.expect("read");
    assert_eq!((report.sealed, report.waiting), (4, 0));
    assert_eq!(
        (report.marked_since, report.problems),
        (Some(0), Vec::new())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    app::run(
        Engine::Sqlite,
        a_clock_that_ran_ahead_leaves_a_log_that_verifies,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() {
    app::run(
        Engine::Postgres,
        a_clock_that_ran_ahead_leaves_a_log_that_verifies,
    )
    .await;
}
