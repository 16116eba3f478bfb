//! What the server tells browsers to refuse, and what it refuses itself.

use bienpho_tests::{
    app::{PASSWORD, TestApp},
    payload::{Record, sent},
};
use reqwest::Method;
use serde_json::json;
use server::router::{Allowed, PAGES};

#[tokio::test]
async fn a_request_from_another_site_is_refused() {
    let app = TestApp::start().await;
    let client = app.sign_in("canbo").await;
    let foreign: [&[(&str, &str)]; 5] = [
        &[("origin", "https://elsewhere.example")],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[
            ("origin", "http://127.0.0.1:1"),
            ("sec-fetch-site", "cross-site"),
        ],
    ];
    for headers in foreign {
        for (method, path) in [
            (Method::POST, "/api/v1/session"),
            (Method::DELETE, "/api/v1/session"),
            (
                Method::PUT,
                "/api/v1/flags/0192e3a0-0000-7000-8000-000000000000",
            ),
            (Method::POST, "/api/fn/take_flag_step"),
        ] {
            let mut request = client.request(method, path);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = client.send(request.json(&json!({}))).await;
            let problem = answer.problem(403, "forbidden");
            assert_eq!(problem["refusal"], "origin", "{path} {headers:?}");
        }
    }
    // The session has outlived all of that.
    client.get("/api/v1/session").await.expect(200);
    let own = client
        .request(Method::DELETE, "/api/v1/session")
        .header("origin", &app.base)
        .header("sec-fetch-site", "same-origin");
    client.send(own).await.expect(204);
}

#[tokio::test]
async fn the_public_origin_is_trusted_behind_a_proxy() {
    let origin = "https://bienpho.example.vn";
    let app = TestApp::start_with(|config| config.origin = Some(origin.to_owned())).await;
    let credentials = json!({ "username": "canbo", "password": PASSWORD });
    let client = app.nobody();
    let sign_in = |from: &str| {
        client
            .request(Method::POST, "/api/v1/session")
            .header("origin", from)
            .json(&credentials)
    };
    client.send(sign_in(origin)).await.expect(204);
    client
        .send(sign_in("https://other.example.vn"))
        .await
        .problem(403, "forbidden");
}

#[tokio::test]
async fn every_answer_has_the_headers() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for path in [
        "/",
        "/sign-in",
        "/check-in",
        "/nowhere",
        "/healthz",
        "/readyz",
        "/api/docs",
        "/api/v1/openapi.json",
        "/api/v1/session",
        "/api/v1/flags",
        "/api/v1/nowhere",
        "/api/v1/basemap/water",
        "/api/fn/find_me",
    ] {
        let answer = canbo.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("x-frame-options", "DENY"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path}: {name}");
        }
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "{path}: over plain http"
        );
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "connect-src 'self';",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        for loose in [
            "http:",
            "https:",
            "*",
            "'unsafe-eval'",
            "script-src 'self' 'unsafe-inline'",
        ] {
            assert!(!policy.contains(loose), "{path}: {policy}");
        }
        let permissions = answer.header("permissions-policy");
        assert!(
            permissions.contains("geolocation=(self)") && permissions.contains("microphone=()"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn transport_security_is_demanded_over_https_only() {
    let app =
        TestApp::start_with(|config| config.origin = Some("https://bienpho.example.vn".to_owned()))
            .await;
    let answer = app.nobody().get("/sign-in").await;
    assert!(
        answer
            .header("strict-transport-security")
            .starts_with("max-age=")
    );
}

#[tokio::test]
async fn what_is_somebodys_is_in_no_shared_cache() {
    let app = TestApp::start().await;
    let vanhoa = app.sign_in("vanhoa").await;
    let campaign = app.plan.campaign.id;
    for path in [
        "/api/v1/session".to_owned(),
        "/api/v1/flags".to_owned(),
        "/api/v1/placements".to_owned(),
        "/api/v1/sites".to_owned(),
        "/api/v1/map?zoom=12".to_owned(),
        "/api/v1/field-pack".to_owned(),
        format!("/api/v1/reports/{campaign}/areas"),
        format!("/api/v1/reports/{campaign}/areas.csv"),
        "/map".to_owned(),
        "/records".to_owned(),
    ] {
        let answer = vanhoa.get(&path).await.expect(200);
        let cache = answer.header("cache-control");
        assert!(
            cache.contains("no-store") || cache.contains("private"),
            "{path}: {cache}"
        );
    }
    let basemap = vanhoa.get("/api/v1/basemap/water").await.expect(200);
    assert!(basemap.header("cache-control").contains("public"));
}

#[tokio::test]
async fn health_is_told_to_anybody_and_readiness_means_it() {
    let app = TestApp::start().await;
    app.nobody().get("/healthz").await.expect(200);
    app.nobody().get("/readyz").await.expect(200);
    app.db().execute("DELETE FROM _sqlx_migrations").await;
    app.nobody().get("/readyz").await.expect(503);
    app.nobody().get("/healthz").await.expect(200);
}

#[tokio::test]
async fn pages_with_data_and_photos_of_flags_are_kept_by_no_browser() {
    let app = TestApp::start().await;
    let (canbo, vanhoa, quantri) = (
        app.sign_in("canbo").await,
        app.sign_in("vanhoa").await,
        app.sign_in("quantri").await,
    );
    for rule in PAGES.iter().filter(|rule| !rule.path.contains('{')) {
        let reader = match rule.path {
            "/admin" => &quantri,
            _ => &vanhoa,
        };
        let answer = reader.get(rule.path).await;
        let cache = answer.header("cache-control");
        // The officer's pages hold nothing; `/` leads elsewhere.
        let is_open = rule.allowed == Allowed::Public && rule.path != "/";
        let expected = if is_open {
            "private, no-cache"
        } else {
            "no-store"
        };
        assert_eq!(cache, expected, "{}", rule.path);
    }
    let (_, of_flag) = sent(&canbo, &app, Record::flag).await;
    let (_, of_placement) = sent(&canbo, &app, Record::placement).await;
    for (photo, expected) in [(of_flag, "no-store"), (of_placement, "private, no-cache")] {
        for size in ["", "?size=thumb"] {
            let path = format!("{}{size}", photo.path());
            let answer = vanhoa.get(&path).await.expect(200);
            assert_eq!(answer.header("cache-control"), expected, "{path}");
        }
    }
}
