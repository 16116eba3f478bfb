//! What is pushed to browsers: counts, encrypted and signed, to whom asked for it and is signed in there.

use axum::http::StatusCode;
use bienpho_tests::{
    app::TestApp,
    client::Client,
    payload::{Record, sent},
    push_service::PushService,
};
use serde_json::{Value, json};
use server::{clock::Clock, scheduler::run_due};

const SETTINGS: &str = "/api/v1/notification-settings";
const PUSH: &str = "/api/v1/session/push";
const HOUR_MS: i64 = 3_600_000;
const CONTACT: &str = "mailto:it@example.vn";

fn pushed() -> Value {
    json!({"email": "", "choices": [{"topic": "work", "channel": "push"}], "lang": "vi"})
}

async fn with_push(service: &PushService) -> TestApp {
    let origin = service.origin.clone();
    TestApp::start_with(|config| {
        config.push_contact = Some(CONTACT.to_owned());
        config.push_services = format!("https://fcm.googleapis.com {origin}");
    })
    .await
}

/// A supervisor whose browser is subscribed. It is Thursday, noon.
async fn subscribed(app: &TestApp, service: &PushService, browser: &str) -> Client {
    let phutrach = app.sign_in("phutrach").await;
    phutrach.put(SETTINGS, &pushed()).await.expect(200);
    let subscription = service.subscription(browser);
    phutrach.put(PUSH, &subscription).await.expect(204);
    phutrach
}

async fn run(app: &TestApp) -> usize {
    let done = run_due(&app.state).await.expect("it runs");
    done.expect("the lease").pushed
}

#[tokio::test]
async fn a_browser_is_pushed_what_is_new_encrypted_and_signed() {
    let service = PushService::start().await;
    let app = with_push(&service).await;
    let canbo = app.sign_in("canbo").await;
    let phutrach = subscribed(&app, &service, "one").await;
    let key = phutrach.json(SETTINGS).await["push_key"].clone();
    let key = key.as_str().expect("a key");
    app.clock.advance_ms(1000);
    sent(&canbo, &app, Record::flag).await;
    sent(&canbo, &app, Record::placement).await;
    app.clock.advance_ms(2 * HOUR_MS);
    assert_eq!(run(&app).await, 1);
    assert_eq!(run(&app).await, 0, "once is enough");

    let pushes = service.take();
    let [push] = pushes.as_slice() else {
        panic!("{pushes:?}")
    };
    assert_eq!(push.header("content-encoding"), "aes128gcm");
    assert_eq!(push.header("ttl"), "43200");
    let claims = push.claims(key);
    assert_eq!(claims["aud"], service.origin);
    assert_eq!(claims["sub"], CONTACT);
    let left = claims["exp"].as_i64().expect("seconds") - app.clock.now().0 / 1000;
    assert_eq!(left, 12 * 3600);
    assert_eq!(
        service.read(push),
        json!({
            "title": "Biển Phố: việc chờ bạn",
            "body": "1 phiếu ghi nhận mới chờ bạn\n1 vị trí treo mới chờ bạn",
            "lang": "vi",
            "path": "/work",
        })
    );

    app.clock.advance_ms(2 * HOUR_MS);
    assert_eq!(run(&app).await, 0, "nothing new");
    sent(&canbo, &app, Record::flag).await;
    app.clock.advance_ms(1000);
    phutrach
        .post("/api/v1/digest/seen", &json!({}))
        .await
        .expect(204);
    app.clock.advance_ms(HOUR_MS / 4);
    assert_eq!(run(&app).await, 0, "they have looked");
}

#[tokio::test]
async fn nothing_is_pushed_in_the_evening_or_before_two_hours_are_over() {
    let service = PushService::start().await;
    let app = with_push(&service).await;
    let canbo = app.sign_in("canbo").await;
    subscribed(&app, &service, "one").await;
    app.clock.advance_ms(HOUR_MS);
    sent(&canbo, &app, Record::flag).await;
    assert_eq!(run(&app).await, 0, "an hour after they asked for it");
    app.clock.advance_ms(5 * HOUR_MS);
    assert_eq!(run(&app).await, 0, "six in the evening");
    app.clock.advance_ms(13 * HOUR_MS);
    assert_eq!(run(&app).await, 1, "seven on Friday");
}

#[tokio::test]
async fn a_push_service_that_fails_is_tried_again_and_a_browser_that_is_gone_is_forgotten() {
    let service = PushService::start().await;
    let app = with_push(&service).await;
    let canbo = app.sign_in("canbo").await;
    subscribed(&app, &service, "one").await;
    app.clock.advance_ms(1000);
    sent(&canbo, &app, Record::flag).await;
    app.clock.advance_ms(2 * HOUR_MS);
    service.answer(StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(run(&app).await, 0);
    service.answer(StatusCode::CREATED);
    assert_eq!(run(&app).await, 0, "the push service gets a rest");
    app.clock.advance_ms(HOUR_MS / 4);
    assert_eq!(run(&app).await, 1);
    service.take();

    sent(&canbo, &app, Record::flag).await;
    service.answer(StatusCode::GONE);
    app.clock.advance_ms(2 * HOUR_MS);
    assert_eq!(run(&app).await, 0);
    assert_eq!(service.take().len(), 1);
    service.answer(StatusCode::CREATED);
    app.clock.advance_ms(HOUR_MS);
    assert_eq!(run(&app).await, 0, "it is not asked again");
    assert_eq!(service.take().len(), 0);
}

#[tokio::test]
async fn pushes_end_with_the_session_and_go_to_whoever_has_the_browser_now() {
    let service = PushService::start().await;
    let app = with_push(&service).await;
    let canbo = app.sign_in("canbo").await;
    let phutrach = subscribed(&app, &service, "one").await;
    // Another signs in with the same browser while the first session still runs.
    let vanhoa = app.sign_in("vanhoa").await;
    vanhoa
        .put(PUSH, &service.subscription("one"))
        .await
        .expect(204);
    app.clock.advance_ms(1000);
    sent(&canbo, &app, Record::flag).await;
    app.clock.advance_ms(2 * HOUR_MS);
    assert_eq!(run(&app).await, 0, "this one chose nothing to be pushed");
    vanhoa.put(SETTINGS, &pushed()).await.expect(200);
    app.clock.advance_ms(HOUR_MS / 4);
    assert_eq!(run(&app).await, 1);
    assert_eq!(service.take().len(), 1);

    phutrach
        .put(PUSH, &service.subscription("two"))
        .await
        .expect(204);
    vanhoa.delete("/api/v1/session").await.expect(204);
    phutrach.delete(PUSH).await.expect(204);
    sent(&canbo, &app, Record::flag).await;
    app.clock.advance_ms(2 * HOUR_MS);
    assert_eq!(run(&app).await, 0, "one signed out, one turned it off");
    assert_eq!(service.take().len(), 0);
}

#[tokio::test]
async fn the_server_sends_to_no_other_address_than_a_push_service() {
    let service = PushService::start().await;
    let app = with_push(&service).await;
    let phutrach = app.sign_in("phutrach").await;
    let good = service.subscription("one");
    for endpoint in ["http://127.0.0.1:22/x", "https://example.vn/push", ""] {
        let mut bad = good.clone();
        bad["endpoint"] = endpoint.into();
        let problem = phutrach.put(PUSH, &bad).await;
        let problem = problem.problem(422, "invalid");
        assert_eq!(problem["fields"][0]["rule"], "push_service", "{endpoint}");
    }
    let mut bad = good.clone();
    bad["keys"]["p256dh"] = "BAAA".into();
    let problem = phutrach.put(PUSH, &bad).await;
    let problem = problem.problem(422, "invalid");
    assert_eq!(problem["fields"][0]["rule"], "push_keys");

    let off = TestApp::start().await;
    let phutrach = off.sign_in("phutrach").await;
    assert_eq!(phutrach.json(SETTINGS).await["push_key"], Value::Null);
    let problem = phutrach.put(PUSH, &good).await;
    problem.problem(422, "invalid");
}
