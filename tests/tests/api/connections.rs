//! What one connection, one session, one import can hold is bounded.

use bienpho_tests::{
    app::TestApp,
    line::PATIENCE,
    photo::Photo,
    upload::{Line, cookie},
};
use reqwest::Method;
use tokio::time::timeout;

const GET: &str = "GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// All that is said on a line on which this was sent, until it is closed.
async fn closed(app: &TestApp, sent: &[u8]) -> String {
    let mut line = Line::open(app).await;
    line.send(sent).await;
    timeout(PATIENCE, line.answer())
        .await
        .expect("it doesn't stay open")
}

/// With the shortest time for a head.
async fn hasty() -> TestApp {
    TestApp::start_with(|config| config.head_timeout_s = 1).await
}

#[tokio::test]
async fn a_head_that_is_never_finished_holds_no_connection() {
    let app = hasty().await;
    for half in [
        "",
        "G",
        "PRI * HTTP/2.0\r\n",
        "POST /api/v1/session HTTP/1.1\r\nhost: local",
        "GET / HTTP/1.1\r\nhost: localhost\r\n",
    ] {
        let answer = closed(&app, half.as_bytes()).await;
        assert!(!answer.contains(" 200 "), "{half}: {answer}");
    }
    // Nor does one after a request that was answered.
    for half in ["", "GET / HT"] {
        let answer = closed(&app, format!("{GET}{half}").as_bytes()).await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
}

#[tokio::test]
async fn a_body_may_take_longer_than_a_head() {
    let app = hasty().await;
    let photo = Photo::fixture("HTC_Desire.jpg");
    let cookie = cookie(&app, "canbo").await;
    let mut upload = Line::open(&app).await;
    let head = format!(
        "PUT /api/v1/photos/{} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\ncontent-type: image/jpeg\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n",
        photo.sha256,
        app.address(),
        photo.bytes.len()
    );
    upload.send(head.as_bytes()).await;
    let (first, rest) = photo.bytes.split_at(1000);
    upload.send(first).await;
    // The time for a head is over when another line is closed for it.
    closed(&app, b"GET / HTTP/1.1\r\n").await;
    upload.send(rest).await;
    let answer = timeout(PATIENCE, upload.answer()).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[tokio::test]
async fn a_connection_too_many_is_told_so_and_a_closed_one_makes_room() {
    let app = TestApp::start_with(|config| config.connections = 2).await;
    let mut held = Vec::new();
    for _ in 0..2 {
        let mut line = Line::open(&app).await;
        line.send(GET.as_bytes()).await;
        line.hear("ok").await;
        held.push(line);
    }
    let told = closed(&app, GET.as_bytes()).await;
    assert!(told.starts_with("HTTP/1.1 503"), "{told}");
    assert!(told.contains("\r\nretry-after: 5\r\n"), "{told}");
    assert!(told.contains("application/problem+json"), "{told}");
    assert!(told.contains("\"code\":\"busy\""), "{told}");
    drop(held.pop());
    let asked = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let freed = async { while !closed(&app, asked.as_bytes()).await.contains(" 200 ") {} };
    timeout(PATIENCE, freed).await.expect("room again");
}

#[tokio::test]
async fn an_import_too_many_waits() {
    let app = TestApp::start_with(|config| config.imports_at_once = 1).await;
    let vanhoa = app.sign_in("vanhoa").await;
    let cookie = cookie(&app, "phutrach").await;
    let mut first = Line::open(&app).await;
    let head = format!(
        "POST /api/v1/queue-imports HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\ncontent-type: application/zip\r\n\
         content-length: 100\r\n\r\nPK",
        app.address()
    );
    first.send(head.as_bytes()).await;
    let campaign = app.plan.campaign.id;
    let preview = format!("/api/v1/plans/{campaign}/preview");
    for (method, path) in [
        (Method::POST, "/api/v1/queue-imports"),
        (Method::POST, preview.as_str()),
    ] {
        let ask = || async {
            vanhoa
                .send(vanhoa.request(method.clone(), path).body("x"))
                .await
        };
        let refused = async {
            loop {
                let answer = ask().await;
                if answer.status == 503 {
                    return answer;
                }
            }
        };
        let refused = timeout(PATIENCE, refused).await.expect("no room");
        assert_eq!(refused.header("retry-after"), "30");
        refused.problem(503, "busy");
    }
    drop(first);
    let freed = async {
        while vanhoa
            .send(vanhoa.request(Method::POST, &preview).body("x"))
            .await
            .status
            == 503
        {}
    };
    timeout(PATIENCE, freed).await.expect("room again");
}
