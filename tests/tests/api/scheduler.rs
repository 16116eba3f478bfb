//! What time brings about. The tests move the clock and ask for a run; none of them sleeps.

use app::domain::{addressee::Addressee, time::DAY_MS};
use bienpho_tests::{
    app::{TestApp, run as on},
    build::NOON,
    client::Client,
    db::Engine,
    payload::{Record, sent},
    steps::{flag_in, planned, take},
};
use futures::future::join;
use serde_json::{Value, json};
use server::scheduler::{Done, keep_days, run_due};

/// Moves the clock on by whole days and signs these in anew, whose sessions have ended meanwhile.
fn days_later(app: &TestApp, days: i64) {
    app.clock.advance_ms(days * DAY_MS);
}

async fn run(app: &TestApp) -> Done {
    run_due(&app.state)
        .await
        .expect("it runs")
        .expect("the lease")
}

async fn status(client: &Client, record: &Record) -> String {
    let there: Value = client.json(&record.path()).await;
    there["status"].as_str().expect("a state").to_owned()
}

async fn last(client: &Client, record: &Record) -> Value {
    let history = client.json(&format!("{}/history", record.path())).await;
    history
        .as_array()
        .and_then(|all| all.last())
        .cloned()
        .expect("an entry")
}

#[tokio::test]
async fn the_day_after_the_window_what_hangs_is_to_be_removed() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (hung, _) = sent(&canbo, &app, Record::placement).await;
    sent(&canbo, &app, Record::check_in).await;
    let (verified, waiting) = (planned(&app, 0), planned(&app, 1));
    // The window ends on 30/12; at noon of that day it still hangs rightly.
    days_later(&app, 20);
    assert_eq!(run(&app).await.expired, 0);
    app.clock.advance_ms(DAY_MS / 2);
    let done = run(&app).await;
    assert_eq!(done.expired, 2, "what is only planned stays");
    let canbo = app.sign_in("canbo").await;
    for record in [&hung, &verified] {
        assert_eq!(status(&canbo, record).await, "due_removal");
        let entry = last(&canbo, record).await;
        assert_eq!(
            (&entry["action"], &entry["role"], &entry["at"]),
            (
                &json!("expire"),
                &Value::Null,
                &json!(app.state.clock.now())
            )
        );
    }
    assert_eq!(status(&canbo, &waiting).await, "planned");
    assert_eq!(run(&app).await, Done::default(), "once is enough");
}

#[tokio::test]
async fn a_flag_that_nobody_decided_on_lapses_after_ten_working_days_without_its_photos() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (recorded, photo) = sent(&canbo, &app, Record::flag).await;
    let (returned, lost) = flag_in(&app, &canbo, "returned", Addressee::Ward).await;
    let (confirmed, kept) = flag_in(&app, &canbo, "confirmed", Addressee::Ward).await;
    // Recorded on Thursday 10/12: the tenth working day after it is Thursday 24/12.
    days_later(&app, 14);
    assert_eq!(run(&app).await.lapsed, 0);
    days_later(&app, 1);
    assert_eq!(run(&app).await.lapsed, 2);
    let (canbo, vanhoa) = (app.sign_in("canbo").await, app.sign_in("vanhoa").await);
    for (flag, photo) in [(&recorded, &photo), (&returned, &lost)] {
        let there = vanhoa.json(&flag.path()).await;
        assert_eq!(
            (&there["status"], &there["photos"], &there["steps"]),
            (&json!("lapsed"), &json!([]), &json!([]))
        );
        assert!(
            app.photo_files(photo.sha256.as_str()).is_empty(),
            "gone from disk"
        );
        canbo.get(&photo.path()).await.problem(404, "not_found");
        let entry = last(&canbo, flag).await;
        assert_eq!(
            (&entry["action"], &entry["role"]),
            (&json!("lapse"), &Value::Null)
        );
    }
    assert_eq!(status(&vanhoa, &confirmed).await, "confirmed");
    vanhoa.get(&kept.path()).await.expect(200);
    let congan = app.sign_in("congan").await;
    congan.get(&recorded.path()).await.problem(404, "not_found");
    take(&vanhoa, &recorded, "confirm", &json!({}))
        .await
        .problem(409, "transition_refused");
}

#[tokio::test]
async fn holidays_do_not_count_and_a_correction_begins_anew() {
    let app = TestApp::start().await;
    // Wednesday 23/12: ten working days without 1/1/2021 end on Thursday 7/1.
    days_later(&app, 13);
    let canbo = app.sign_in("canbo").await;
    let (flag, photo) = sent(&canbo, &app, Record::flag).await;
    let (corrected, other) = sent(&canbo, &app, Record::flag).await;
    days_later(&app, 5);
    let path = format!("{}/corrections/{}", corrected.path(), uuid::Uuid::now_v7());
    let form = Record::flag(&app.plan, &[&other.sha256]).body;
    app.sign_in("canbo")
        .await
        .put(&path, &form)
        .await
        .expect(201);
    days_later(&app, 10);
    assert_eq!(run(&app).await.lapsed, 0, "on 7/1 it is the tenth");
    days_later(&app, 1);
    assert_eq!(run(&app).await.lapsed, 1);
    let vanhoa = app.sign_in("vanhoa").await;
    assert_eq!(status(&vanhoa, &flag).await, "lapsed");
    assert!(app.photo_files(photo.sha256.as_str()).is_empty());
    assert_eq!(status(&vanhoa, &corrected).await, "recorded");
}

#[tokio::test]
async fn without_the_years_holidays_no_flag_lapses() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (_, photo) = sent(&canbo, &app, Record::flag).await;
    // To 2040, of which the table knows nothing.
    days_later(&app, 20 * 365);
    assert_eq!(run(&app).await.lapsed, 0);
    assert!(!app.photo_files(photo.sha256.as_str()).is_empty());
}

/// Two servers of one database run at once; each record is moved once, and a server that was down catches up.
async fn two_servers(app: TestApp) {
    let canbo = app.sign_in("canbo").await;
    let mut flags = Vec::new();
    for _ in 0..5 {
        flags.push(sent(&canbo, &app, Record::flag).await.0);
    }
    let (hung, _) = sent(&canbo, &app, Record::placement).await;
    let mut another = app.another().await;
    days_later(&app, 40);
    let (one, two) = join(run_due(&app.state), run_due(&another.state)).await;
    let (one, two) = (one.expect("it runs"), two.expect("it runs"));
    let done = |done: &Option<Done>| done.unwrap_or_default();
    assert!(done(&one).lapsed + done(&two).lapsed <= 5, "each once");
    assert!(one.is_some() || two.is_some(), "one of them had the lease");
    another.stop().await;
    run(&app).await;
    let canbo = app.sign_in("canbo").await;
    for record in flags.iter().chain([&hung]) {
        let history = canbo.json(&format!("{}/history", record.path())).await;
        let by_clock = history.as_array().expect("entries").iter();
        let by_clock = by_clock.filter(|entry| entry["role"] == Value::Null);
        assert_eq!(by_clock.count(), 1, "{history}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_runs_once_however_many_servers_there_are() {
    on(Engine::Sqlite, two_servers).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_runs_once_however_many_servers_there_are_on_postgres() {
    on(Engine::Postgres, two_servers).await;
}

#[tokio::test]
async fn a_server_that_was_down_catches_up() {
    let mut app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, photo) = sent(&canbo, &app, Record::flag).await;
    app.stop().await;
    days_later(&app, 30);
    app.start_again().await;
    // Its own background may have done it at its start already; both ways it is done now.
    run_due(&app.state).await.expect("it runs");
    let vanhoa = app.sign_in("vanhoa").await;
    assert!(app.state.clock.now() > NOON);
    assert_eq!(status(&vanhoa, &flag).await, "lapsed");
    assert!(app.photo_files(photo.sha256.as_str()).is_empty());
}

#[tokio::test]
async fn a_day_is_kept_once_and_only_when_no_write_of_it_can_still_be_on_its_way() {
    let app = TestApp::start().await;
    let keep = async |least| keep_days(&app.state, least).await.expect("kept");
    assert_eq!(keep(1_000_000).await, 0, "small campaigns need none");
    assert!(keep(0).await > 0, "the days before today");
    assert_eq!(keep(0).await, 0);
    // From noon to five past midnight.
    app.clock.advance_ms(DAY_MS / 2 + 5 * 60_000);
    assert_eq!(keep(0).await, 0);
    app.clock.advance_ms(5 * 60_000);
    assert_eq!(keep(0).await, 1);
}
