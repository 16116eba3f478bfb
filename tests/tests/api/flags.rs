//! The second person: who confirms or dismisses a flag, and what becomes of it.

use bienpho_tests::{
    app::TestApp,
    build,
    client::{Answer, Client},
    payload::{Record, sent},
    photo::Photo,
};
use serde_json::{Value, json};

async fn confirm(client: &Client, flag: &Record) -> Answer {
    client
        .post(&format!("{}/confirm", flag.path()), &json!({}))
        .await
}

async fn dismiss(client: &Client, flag: &Record, reason: &str) -> Answer {
    client
        .post(
            &format!("{}/dismiss", flag.path()),
            &json!({ "reason": reason }),
        )
        .await
}

#[tokio::test]
async fn another_person_confirms() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for name in ["phutrach", "phutrach-phuong", "vanhoa"] {
        let (flag, _) = sent(&canbo, &app, Record::flag).await;
        let client = app.sign_in(name).await;
        let before = client.json(&flag.path()).await;
        assert_eq!(
            (&before["status"], &before["reviewable"]),
            (&json!("recorded"), &json!(true))
        );
        app.clock.advance_ms(1000);
        let confirmed = confirm(&client, &flag).await.expect(200).json();
        assert_eq!(
            (&confirmed["status"], &confirmed["reviewable"]),
            (&json!("confirmed"), &json!(false))
        );
        assert_eq!(confirmed["updated_at"], json!(app.state.clock.now()));
        assert_eq!(client.json(&flag.path()).await, confirmed);
        let history = canbo.json(&format!("{}/history", flag.path())).await;
        let actions: Vec<_> = history
            .as_array()
            .expect("entries")
            .iter()
            .map(|entry| &entry["action"])
            .collect();
        assert_eq!(actions, ["record", "confirm"]);
        assert_eq!(history[1]["mine"], false);
        assert_eq!(history[1]["from"], "recorded");
    }
}

#[tokio::test]
async fn nobody_reviews_their_own_flag() {
    let app = TestApp::start().await;
    for name in ["phutrach", "vanhoa"] {
        let client = app.sign_in(name).await;
        let (flag, photo) = sent(&client, &app, Record::flag).await;
        assert_eq!(client.json(&flag.path()).await["reviewable"], false);
        for answer in [
            confirm(&client, &flag).await,
            dismiss(&client, &flag, "không phải").await,
        ] {
            assert_eq!(answer.problem(403, "forbidden")["refusal"], "own_flag");
        }
        assert_eq!(client.json(&flag.path()).await["status"], "recorded");
        client.get(&photo.path()).await.expect(200);
    }
}

#[tokio::test]
async fn officers_police_and_administrators_review_nothing() {
    let app = TestApp::start().await;
    let (flag, _) = sent(&app.sign_in("canbo").await, &app, Record::flag).await;
    for name in ["canbo", "canbo2", "congan", "quantri"] {
        let client = app.sign_in(name).await;
        for answer in [
            confirm(&client, &flag).await,
            dismiss(&client, &flag, "x").await,
        ] {
            assert_eq!(
                answer.problem(403, "forbidden")["refusal"],
                "role",
                "{name}"
            );
        }
    }
    for answer in [
        confirm(&app.nobody(), &flag).await,
        dismiss(&app.nobody(), &flag, "x").await,
    ] {
        answer.problem(401, "sign_in_required");
    }
    // Who answers for another area may not even know of it.
    let client = app.sign_in("phutrach-badinh").await;
    for answer in [
        confirm(&client, &flag).await,
        dismiss(&client, &flag, "x").await,
    ] {
        answer.problem(404, "not_found");
    }
}

#[tokio::test]
async fn a_dismissed_flag_has_lost_its_photos_everywhere() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let (flag, photo) = sent(&canbo, &app, Record::flag).await;
    let (_, kept) = sent(&canbo, &app, Record::flag).await;
    assert!(!app.photo_files(photo.sha256.as_str()).is_empty());
    for reason in ["", "  ", &"x".repeat(281)] {
        let problem = dismiss(&phutrach, &flag, reason)
            .await
            .problem(422, "invalid");
        assert_eq!(problem["fields"][0]["field"], "reason");
    }
    let dismissed = dismiss(&phutrach, &flag, " đã có trong danh mục chấp thuận ")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&dismissed["status"], &dismissed["photos"]),
        (&json!("dismissed"), &json!([]))
    );
    assert!(
        app.photo_files(photo.sha256.as_str()).is_empty(),
        "gone from disk"
    );
    for client in [&canbo, &phutrach] {
        client.get(&photo.path()).await.problem(404, "not_found");
        assert_eq!(client.json(&flag.path()).await["photos"], json!([]));
        client.get(&kept.path()).await.expect(200);
    }
    let history = canbo.json(&format!("{}/history", flag.path())).await;
    assert_eq!(history[1]["action"], "dismiss");
    assert_eq!(history[1]["reason"], "đã có trong danh mục chấp thuận");
    // The phone that repeats its request hears the same as before, and the photo does not come back.
    flag.send(&canbo).await.expect(200);
    photo.send(&canbo).await;
    assert!(
        app.photo_files(photo.sha256.as_str()).is_empty(),
        "nor by being sent again"
    );
    canbo.get(&photo.path()).await.problem(404, "not_found");
    let again = Record::flag(&app.plan, &[&photo.sha256])
        .send(&canbo)
        .await
        .problem(422, "invalid");
    assert_eq!(again["fields"][0]["rule"], "photo_taken");
}

#[tokio::test]
async fn a_decision_is_made_once() {
    let app = TestApp::start().await;
    let (canbo, phutrach, vanhoa) = (
        app.sign_in("canbo").await,
        app.sign_in("phutrach").await,
        app.sign_in("vanhoa").await,
    );
    let (confirmed, photo) = sent(&canbo, &app, Record::flag).await;
    let (dismissed, _) = sent(&canbo, &app, Record::flag).await;
    confirm(&phutrach, &confirmed).await.expect(200);
    dismiss(&phutrach, &dismissed, "nhầm").await.expect(200);
    for (flag, status) in [(&confirmed, "confirmed"), (&dismissed, "dismissed")] {
        for answer in [
            confirm(&vanhoa, flag).await,
            dismiss(&vanhoa, flag, "nhầm").await,
        ] {
            assert_eq!(answer.problem(409, "transition_refused")["status"], 409);
        }
        assert_eq!(canbo.json(&flag.path()).await["status"], status);
    }
    canbo.get(&photo.path()).await.expect(200);
}

#[tokio::test]
async fn of_two_decisions_at_once_one_counts() {
    let app = TestApp::start().await;
    let (canbo, phutrach, vanhoa) = (
        app.sign_in("canbo").await,
        app.sign_in("phutrach").await,
        app.sign_in("vanhoa").await,
    );
    for _ in 0..5 {
        let (flag, photo) = sent(&canbo, &app, Record::flag).await;
        let (a, b) =
            futures::future::join(confirm(&phutrach, &flag), dismiss(&vanhoa, &flag, "nhầm")).await;
        let mut statuses = [a.status, b.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409]);
        let is_there = canbo.get(&photo.path()).await.status == 200;
        let status: Value = canbo.json(&flag.path()).await["status"].clone();
        assert_eq!(
            status,
            if a.status == 200 {
                "confirmed"
            } else {
                "dismissed"
            }
        );
        assert_eq!(is_there, a.status == 200);
    }
}

#[tokio::test]
async fn a_flag_needs_no_campaign_and_keeps_its_grounds_in_order() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::drawn(1);
    photo.send(&canbo).await.expect(201);
    let flag = Record::flag(&app.plan, &[&photo.sha256])
        .with("campaign", Value::Null)
        .with("grounds", json!(["G08", "G01", "G08"]));
    flag.send(&canbo).await.expect(201);
    let there = canbo.json(&flag.path()).await;
    assert_eq!(
        (&there["campaign"], &there["grounds"]),
        (&Value::Null, &json!(["G01", "G08"]))
    );
    assert_eq!(there["location_class"], "tree_or_pole");
    assert_eq!(there["lon"], json!(build::lake().lon));
}
