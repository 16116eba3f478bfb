//! Every failure is a problem document, in the reader's language.

use bienpho_tests::{
    app::TestApp,
    payload::{Record, sent},
    photo::Photo,
};
use reqwest::Method;
use serde_json::{Value, json};

async fn in_both(
    app: &TestApp,
    client: &bienpho_tests::client::Client,
    method: Method,
    path: &str,
    body: &Value,
) -> [Value; 2] {
    let mut documents = Vec::new();
    for lang in ["vi", "en"] {
        let request = client
            .request(method.clone(), path)
            .header("accept-language", lang)
            .json(body);
        let answer = client.send(request).await;
        assert_eq!(answer.header("content-language"), lang, "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        let (status, code) = (
            answer.status,
            answer.json()["code"].as_str().expect("a code").to_owned(),
        );
        documents.push(answer.problem(status, &code));
    }
    let _ = app;
    [documents.remove(0), documents.remove(0)]
}

#[tokio::test]
async fn the_same_failure_is_told_in_either_language() {
    let app = TestApp::start().await;
    let (canbo, nobody) = (app.sign_in("canbo").await, app.nobody());
    let (flag, _) = sent(&canbo, &app, Record::flag).await;
    let phutrach = app.sign_in("phutrach").await;
    phutrach
        .post(&format!("{}/confirm", flag.path()), &json!({}))
        .await
        .expect(200);
    let missing = Record::flag(&app.plan, &[&Photo::drawn(1).sha256]);
    let broken = Record::flag(&app.plan, &[]);
    let changed = flag.clone().with("note", "x");
    let hash = Photo::drawn(2).path();
    let credentials = json!({ "username": "canbo", "password": "x" });
    let nothing = Value::Null;
    let cases = [
        (
            &nobody,
            Method::GET,
            "/api/v1/flags".to_owned(),
            &nothing,
            "sign_in_required",
        ),
        (
            &nobody,
            Method::POST,
            "/api/v1/session".to_owned(),
            &credentials,
            "wrong_credentials",
        ),
        (
            &canbo,
            Method::POST,
            format!("{}/confirm", flag.path()),
            &nothing,
            "forbidden",
        ),
        (
            &canbo,
            Method::GET,
            "/api/v1/flags/0192e3a0-0000-7000-8000-000000000000".to_owned(),
            &nothing,
            "not_found",
        ),
        (
            &canbo,
            Method::GET,
            "/api/v1/nowhere".to_owned(),
            &nothing,
            "not_found",
        ),
        (
            &canbo,
            Method::GET,
            "/api/v1/flags?limit=x".to_owned(),
            &nothing,
            "bad_request",
        ),
        (
            &canbo,
            Method::PATCH,
            "/api/v1/flags".to_owned(),
            &nothing,
            "bad_request",
        ),
        (&canbo, Method::PUT, broken.path(), &broken.body, "invalid"),
        (
            &canbo,
            Method::PUT,
            changed.path(),
            &changed.body,
            "payload_conflict",
        ),
        (
            &canbo,
            Method::PUT,
            missing.path(),
            &missing.body,
            "photos_missing",
        ),
        (
            &phutrach,
            Method::POST,
            format!("{}/confirm", flag.path()),
            &nothing,
            "transition_refused",
        ),
        (&canbo, Method::PUT, hash, &nothing, "not_a_jpeg"),
    ];
    for (client, method, path, body, code) in cases {
        let [vi, en] = in_both(&app, client, method, &path, body).await;
        assert_eq!(
            (&vi["code"], &en["code"]),
            (&json!(code), &json!(code)),
            "{path}"
        );
        assert_ne!(vi["title"], en["title"], "{path}: {vi}");
    }
}

#[tokio::test]
async fn the_language_is_vietnamese_unless_asked_otherwise() {
    let app = TestApp::start().await;
    let client = app.nobody();
    let vietnamese = client
        .get("/api/v1/flags")
        .await
        .problem(401, "sign_in_required");
    assert_eq!(vietnamese["title"], "Hãy đăng nhập.");
    let request = client
        .request(Method::GET, "/api/v1/flags")
        .header("accept-language", "fr, de;q=0.5");
    assert_eq!(
        client.send(request).await.problem(401, "sign_in_required")["title"],
        "Hãy đăng nhập."
    );
    let chosen = client
        .request(Method::GET, "/api/v1/flags")
        .header("accept-language", "vi")
        .header("cookie", "lang=en");
    assert_eq!(
        client.send(chosen).await.problem(401, "sign_in_required")["title"],
        "Please sign in."
    );
}

#[tokio::test]
async fn a_failure_keeps_its_causes_to_itself() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    app.db().execute("ALTER TABLE flag RENAME TO hidden").await;
    let problem = canbo.get("/api/v1/flags").await.problem(500, "internal");
    let text = problem.to_string();
    for leak in ["flag\"", "table", "sql", "SELECT", "hidden"] {
        assert!(!text.contains(leak), "{text}");
    }
}
