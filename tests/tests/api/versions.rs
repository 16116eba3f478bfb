//! Optimistic locking: who decides on what they read is told when it has changed meanwhile.

use app::domain::addressee::Addressee;
use bienpho_tests::{
    app::TestApp,
    client::{Answer, Client},
    payload::{Record, sent},
    steps::{flag_in, planned},
};
use reqwest::Method;
use serde_json::{Value, json};

async fn take_if(client: &Client, record: &Record, step: &str, tag: &str, body: &Value) -> Answer {
    let request = client
        .request(Method::POST, &format!("{}/{step}", record.path()))
        .header("if-match", tag)
        .json(body);
    client.send(request).await
}

#[tokio::test]
async fn a_step_decided_on_an_older_version_is_refused_with_both() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (phutrach, vanhoa) = (app.sign_in("phutrach").await, app.sign_in("vanhoa").await);
    let (flag, _) = sent(&canbo, &app, Record::flag).await;
    let read = phutrach.get(&flag.path()).await.expect(200);
    assert_eq!(
        (read.header("etag"), &read.json()["version"]),
        ("\"1\"", &json!(1))
    );
    take_if(
        &vanhoa,
        &flag,
        "return",
        "\"1\"",
        &json!({ "reason": "mờ" }),
    )
    .await
    .expect(200);
    let stale = take_if(&phutrach, &flag, "confirm", read.header("etag"), &json!({})).await;
    let problem = stale.problem(412, "version_conflict");
    assert_eq!(
        (&problem["seen"], &problem["current"], &problem["present"]),
        (&json!(1), &json!(2), &json!("returned"))
    );
    assert!(
        problem["title"]
            .as_str()
            .is_some_and(|title| title.contains("Trả lại"))
    );
    let now = phutrach.get(&flag.path()).await.expect(200);
    assert_eq!(
        (now.header("etag"), &now.json()["status"]),
        ("\"2\"", &json!("returned"))
    );
    // The pages' function says the version, too.
    let body = json!({ "id": flag.id, "step": "confirm", "given": {}, "seen": 1 });
    let stale = phutrach.post("/api/fn/take_flag_step", &body).await;
    assert_eq!(stale.json()["code"], "version_conflict");
}

#[tokio::test]
async fn every_change_of_a_record_is_a_version() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, _) = flag_in(&app, &canbo, "closed", Addressee::Ward).await;
    assert_eq!(canbo.get(&flag.path()).await.header("etag"), "\"5\"");
    let (corrected, photo) = sent(&canbo, &app, Record::flag).await;
    let path = format!("{}/corrections/{}", corrected.path(), uuid::Uuid::now_v7());
    let form = Record::flag(&app.plan, &[&photo.sha256]).body;
    canbo.put(&path, &form).await.expect(201);
    assert_eq!(canbo.get(&corrected.path()).await.header("etag"), "\"2\"");
    let placement = planned(&app, 0);
    assert_eq!(canbo.get(&placement.path()).await.header("etag"), "\"1\"");
    sent(&canbo, &app, Record::check_in).await;
    assert_eq!(canbo.get(&placement.path()).await.header("etag"), "\"2\"");
    let answer = take_if(&canbo, &placement, "request-fix", "\"1\"", &json!({})).await;
    answer.problem(412, "version_conflict");
}

#[tokio::test]
async fn whoever_says_no_version_decides_on_the_present_one() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let (flag, _) = sent(&canbo, &app, Record::flag).await;
    for tag in ["1", "W/\"1\"", "\"1\", \"2\""] {
        take_if(&phutrach, &flag, "confirm", tag, &json!({}))
            .await
            .problem(400, "bad_request");
    }
    let answer = take_if(&phutrach, &flag, "confirm", "*", &json!({})).await;
    assert_eq!(answer.expect(200).header("etag"), "\"2\"");
}
