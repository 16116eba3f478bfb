//! What was acknowledged is there after a restart.

use bienpho_tests::{
    app::TestApp,
    payload::{Record, sent},
};

#[tokio::test]
async fn photos_that_a_killed_server_left_on_disk_are_deleted_at_the_next_start() {
    let mut app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (_, lost) = sent(&canbo, &app, Record::flag).await;
    let (_, kept) = sent(&canbo, &app, Record::flag).await;
    // As a server leaves it that is killed between the commit and the disk.
    let (sha256, at) = (lost.sha256.clone(), app.state.clock.now());
    app.state
        .db
        .write(move |tx| Box::pin(async move { tx.delete_photos(&[sha256], at).await }))
        .await
        .expect("stored");
    assert!(!app.photo_files(lost.sha256.as_str()).is_empty());
    app.restart().await;
    assert!(app.photo_files(lost.sha256.as_str()).is_empty());
    assert!(!app.photo_files(kept.sha256.as_str()).is_empty());
}

#[tokio::test]
async fn records_receipts_photos_and_sessions_outlive_a_restart() {
    let mut app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let mut records = Vec::new();
    for record in [Record::placement, Record::check_in, Record::flag] {
        let (record, photo) = sent(&canbo, &app, record).await;
        let receipt = record.send(&canbo).await.expect(200).body;
        let (shown, picture) = (
            canbo.json(&record.path()).await,
            canbo.get(&photo.path()).await.expect(200).body,
        );
        records.push((record, photo, receipt, shown, picture));
    }
    let me = canbo.get("/api/v1/session").await;
    let answer = app
        .nobody()
        .sign_in("canbo", bienpho_tests::app::PASSWORD)
        .await
        .expect(204);
    let cookie = answer
        .header("set-cookie")
        .split(';')
        .next()
        .expect("a cookie")
        .to_owned();

    app.restart().await;
    let kept = app
        .nobody()
        .request(reqwest::Method::GET, "/api/v1/session")
        .header("cookie", cookie);
    assert_eq!(app.nobody().send(kept).await.expect(200).body, me.body);
    let canbo = app.sign_in("canbo").await;
    for (record, photo, receipt, shown, picture) in records {
        assert_eq!(record.send(&canbo).await.expect(200).body, receipt);
        assert_eq!(canbo.json(&record.path()).await, shown);
        assert_eq!(canbo.get(&photo.path()).await.expect(200).body, picture);
        photo.send(&canbo).await.expect(201);
    }
    let report = app.state.db.verify_events(None).await.expect("read");
    assert!(
        report.problems.is_empty() && report.sealed > 0,
        "{report:?}"
    );
    assert_eq!(report.waiting, 0, "sealed before it stopped");
}
