//! What is kept is meant: photos go with their campaign's retention, and those that no record names after a time.

use bienpho_tests::{
    app::{self, TestApp},
    db::Engine,
    payload::{Record, sent},
    photo::Photo,
};
use server::life::{self, Swept};

/// The campaign ends on 30/12/2020 and keeps for 90 days; it is the tenth.
const LAST_DAY: i64 = 20 + 90;
const DAY_MS: i64 = 86_400_000;

async fn sweep(app: &TestApp) -> Swept {
    let swept = life::sweep(&app.state).await.expect("swept");
    swept.expect("nobody else does it")
}

async fn beyond_its_retention_a_campaign_takes_nothing_and_its_photos_are_gone(app: TestApp) {
    let canbo = app.sign_in("canbo").await;
    let mut old = Vec::new();
    for record in [Record::placement, Record::check_in, Record::flag] {
        old.push(sent(&canbo, &app, record).await);
    }
    app.clock.advance_ms(LAST_DAY * DAY_MS);
    let canbo = app.sign_in("canbo").await;
    assert_eq!(sweep(&app).await, Swept::default());
    old.push(sent(&canbo, &app, Record::check_in).await);

    app.clock.advance_ms(DAY_MS);
    let canbo = app.sign_in("canbo").await;
    assert_eq!(sweep(&app).await.past_retention, old.len());
    assert!(app.photo_files("jpg").is_empty());
    for (record, photo) in &old {
        canbo.get(&photo.path()).await.problem(404, "not_found");
        // What was taken stays taken: a phone that repeats it gets its receipt.
        record.send(&canbo).await.expect(200);
    }
    let photo = Photo::drawn(1);
    photo.send(&canbo).await.expect(201);
    for record in [Record::placement, Record::check_in, Record::flag] {
        let record = record(&app.plan, &[&photo.sha256]);
        let problem = record.send(&canbo).await.problem(422, "invalid");
        assert_eq!(problem["fields"][0]["rule"], "past_retention");
    }
    let bare = Record::check_in(&app.plan, &[]);
    bare.send(&canbo).await.problem(422, "invalid");
    // Erased ones don't come back by being sent again.
    old[0].1.send(&canbo).await.expect(201);
    assert!(app.photo_files(old[0].1.sha256.as_str()).is_empty());
}

async fn a_photo_that_no_record_names_is_counted_and_goes_after_a_time(app: TestApp) {
    let canbo = app.sign_in("canbo").await;
    let (left, claimed) = (Photo::drawn(1), Photo::drawn(2));
    left.send(&canbo).await.expect(201);
    claimed.send(&canbo).await.expect(201);
    Record::check_in(&app.plan, &[&claimed.sha256])
        .send(&canbo)
        .await
        .expect(201);
    app.clock.advance_ms(30 * DAY_MS);
    assert_eq!(sweep(&app).await.unclaimed, 0);
    app.clock.advance_ms(1);
    assert_eq!(sweep(&app).await.unclaimed, 1);
    assert!(app.photo_files(left.sha256.as_str()).is_empty());
    assert_eq!(app.photo_files(claimed.sha256.as_str()).len(), 2);
    // Who needs it sends it again.
    let canbo = app.sign_in("canbo").await;
    left.send(&canbo).await.expect(201);
    Record::check_in(&app.plan, &[&left.sha256])
        .send(&canbo)
        .await
        .expect(201);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retention_on_sqlite() {
    app::run(
        Engine::Sqlite,
        beyond_its_retention_a_campaign_takes_nothing_and_its_photos_are_gone,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn retention_on_postgres() {
    app::run(
        Engine::Postgres,
        beyond_its_retention_a_campaign_takes_nothing_and_its_photos_are_gone,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unclaimed_on_sqlite() {
    app::run(
        Engine::Sqlite,
        a_photo_that_no_record_names_is_counted_and_goes_after_a_time,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn unclaimed_on_postgres() {
    app::run(
        Engine::Postgres,
        a_photo_that_no_record_names_is_counted_and_goes_after_a_time,
    )
    .await;
}

#[tokio::test]
async fn one_account_has_only_so_many_photos_without_a_record() {
    let app = TestApp::start_with(|config| config.photos_unclaimed = 2).await;
    let canbo = app.sign_in("canbo").await;
    let photos = [1, 2, 3].map(Photo::drawn);
    photos[0].send(&canbo).await.expect(201);
    photos[1].send(&canbo).await.expect(201);
    let refused = photos[2].send(&canbo).await;
    refused.problem(429, "too_many_unclaimed");
    assert!(app.photo_files(photos[2].sha256.as_str()).is_empty());
    // In parts: what arrived is kept, and becomes a photo as soon as there is room.
    photos[2].begin(&canbo).await.expect(201);
    let end = photos[2].bytes.len();
    photos[2]
        .part(&canbo, 0, end)
        .await
        .problem(429, "too_many_unclaimed");
    photos[0].send(&canbo).await.expect(201);
    Record::check_in(&app.plan, &[&photos[0].sha256])
        .send(&canbo)
        .await
        .expect(201);
    let asked = photos[2].ask(&canbo).await.expect(200);
    assert_eq!(asked.header("upload-offset"), end.to_string());
    Photo::drawn(9)
        .send(&app.sign_in("canbo2").await)
        .await
        .expect(201);
}

#[tokio::test]
async fn the_parts_of_a_photo_that_was_then_sent_whole_are_gone_at_once() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::long(100_000, 1);
    photo.begin(&canbo).await.expect(201);
    photo.part(&canbo, 0, 60_000).await.expect(204);
    photo.send(&canbo).await.expect(201);
    assert!(app.upload_files().is_empty());
}

#[tokio::test]
async fn a_picture_that_ends_in_the_middle_is_refused_with_words() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for (name, photo) in Photo::fixtures()
        .iter()
        .filter(|(_, photo)| photo.bytes.len() > 10_000)
    {
        let half = Photo::of(photo.bytes[..photo.bytes.len() / 2].to_vec());
        let problem = half.send(&canbo).await.problem(422, "photo_damaged");
        let title = problem["title"].as_str().unwrap_or_default();
        assert!(title.contains("Hãy chụp lại"), "{name}: {title}");
        assert!(app.photo_files(half.sha256.as_str()).is_empty(), "{name}");
    }
}
