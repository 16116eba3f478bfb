use bienpho_tests::{
    app::{ACCOUNTS, PASSWORD, TestApp},
    client::{Answer, Client},
};
use server::config::Config;

const PATH: &str = "/api/v1/session";

#[tokio::test]
async fn who_signs_in_is_who_they_are() {
    let app = TestApp::start().await;
    for (username, role, areas) in ACCOUNTS {
        let client = app.nobody();
        client.get(PATH).await.problem(401, "sign_in_required");
        let answer = client.sign_in(username, PASSWORD).await.expect(204);
        assert!(answer.body.is_empty());
        let me = client.json(PATH).await;
        assert_eq!(
            (me["username"].as_str(), me["role"].as_str()),
            (Some(*username), Some(role.code()))
        );
        assert_eq!(me["areas"], serde_json::json!(areas));
    }
}

#[tokio::test]
async fn the_name_may_be_typed_carelessly_and_the_password_not() {
    let app = TestApp::start().await;
    app.nobody().sign_in(" Canbo ", PASSWORD).await.expect(204);
    for (username, password) in [
        ("canbo", "wrong"),
        ("canbo", ""),
        ("canbo", " mật khẩu của bài thử"),
        ("nobody", PASSWORD),
        ("", ""),
    ] {
        let client = app.nobody();
        let answer = client.sign_in(username, password).await;
        assert_eq!(answer.header("set-cookie"), "", "{username}");
        answer.problem(401, "wrong_credentials");
        client.get(PATH).await.problem(401, "sign_in_required");
    }
}

#[tokio::test]
async fn what_is_not_credentials_is_a_bad_request() {
    let app = TestApp::start().await;
    for body in [
        "",
        "{",
        "[]",
        r#"{"username":"canbo"}"#,
        r#"{"username":"canbo","password":1}"#,
    ] {
        let client = app.nobody();
        let request = client
            .request(reqwest::Method::POST, PATH)
            .header("content-type", "application/json");
        client
            .send(request.body(body))
            .await
            .problem(400, "bad_request");
    }
    let client = app.nobody();
    let form = client
        .request(reqwest::Method::POST, PATH)
        .header("content-type", "application/x-www-form-urlencoded");
    client
        .send(form.body("username=canbo&password=x"))
        .await
        .problem(400, "bad_request");
}

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_too() {
    let app = TestApp::start().await;
    let client = app.nobody();
    let answer = client.sign_in("canbo", PASSWORD).await.expect(204);
    let cookie = answer
        .header("set-cookie")
        .split(';')
        .next()
        .expect("a cookie")
        .to_owned();
    let with_cookie = || {
        app.nobody()
            .request(reqwest::Method::GET, PATH)
            .header("cookie", &cookie)
    };
    app.nobody().send(with_cookie()).await.expect(200);
    let answer = client.delete(PATH).await.expect(204);
    assert!(answer.header("set-cookie").contains("Max-Age=0"));
    client.get(PATH).await.problem(401, "sign_in_required");
    app.nobody()
        .send(with_cookie())
        .await
        .problem(401, "sign_in_required");
    client.delete(PATH).await.expect(204);
}

#[tokio::test]
async fn a_session_ends_at_its_time() {
    let app = TestApp::start_with(|config| config.session_hours = 2).await;
    let client = app.sign_in("canbo").await;
    app.clock.advance_ms(2 * 3_600_000 - 1);
    client.get(PATH).await.expect(200);
    app.clock.advance_ms(1);
    client.get(PATH).await.problem(401, "sign_in_required");
}

#[tokio::test]
async fn a_new_sign_in_ends_the_one_before_in_the_same_browser() {
    let app = TestApp::start().await;
    let client = app.nobody();
    let first = client.sign_in("canbo", PASSWORD).await.expect(204);
    let cookie = first
        .header("set-cookie")
        .split(';')
        .next()
        .expect("a cookie")
        .to_owned();
    client.sign_in("phutrach", PASSWORD).await.expect(204);
    let old = app
        .nobody()
        .request(reqwest::Method::GET, PATH)
        .header("cookie", cookie);
    app.nobody()
        .send(old)
        .await
        .problem(401, "sign_in_required");
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_of_scripts_and_the_database_never_holds_it() {
    for (origin, name, secure) in [
        (None, "bienpho=", false),
        (Some("https://bienpho.example.vn"), "__Host-bienpho=", true),
    ] {
        let app = TestApp::start_with(|config| config.origin = origin.map(str::to_owned)).await;
        let answer = app.nobody().sign_in("canbo", PASSWORD).await.expect(204);
        let cookie = answer.header("set-cookie");
        let value = cookie
            .strip_prefix(name)
            .and_then(|rest| rest.split(';').next())
            .expect(cookie);
        for attribute in ["; Path=/", "; HttpOnly", "; SameSite=Lax"] {
            assert!(cookie.contains(attribute), "{cookie}");
        }
        assert_eq!(cookie.contains("; Secure"), secure, "{cookie}");
        assert!(!cookie.contains("Domain"), "{cookie}");
        let kept = app.db().texts("SELECT token_hash FROM session").await;
        assert_eq!(kept.len(), 1);
        assert!(!kept[0].contains(value) && !value.contains(&kept[0]));
    }
}

#[tokio::test]
async fn an_account_is_closed_after_its_failures_and_opens_with_time() {
    let app = TestApp::start_with(|config| {
        config.login_attempts_per_account = 3;
        config.login_window_minutes = 5;
    })
    .await;
    let client = app.nobody();
    for name in ["canbo", "CANBO", " canbo "] {
        client
            .sign_in(name, "wrong")
            .await
            .problem(401, "wrong_credentials");
    }
    let answer = client.sign_in("canbo", PASSWORD).await;
    assert_eq!(answer.header("retry-after"), "100");
    let problem = answer.problem(429, "too_many_attempts");
    assert_eq!(problem["retry_after_s"], 100);
    // Another account is not closed by that, and neither is who has a session.
    app.sign_in("phutrach").await;
    app.clock.advance_ms(99_000);
    client
        .sign_in("canbo", PASSWORD)
        .await
        .problem(429, "too_many_attempts");
    app.clock.advance_ms(1_000);
    client.sign_in("canbo", PASSWORD).await.expect(204);
}

#[tokio::test]
async fn an_address_is_closed_over_all_accounts() {
    let app = TestApp::start_with(|config| config.login_attempts_per_address = 4).await;
    let client = app.nobody();
    for number in 0..4 {
        client
            .sign_in(&format!("name{number}"), "wrong")
            .await
            .problem(401, "wrong_credentials");
    }
    client
        .sign_in("canbo", PASSWORD)
        .await
        .problem(429, "too_many_attempts");
    // A header that any client can write changes nothing while no proxy is trusted.
    let body = serde_json::json!({ "username": "canbo", "password": PASSWORD });
    let elsewhere = client
        .request(reqwest::Method::POST, PATH)
        .header("x-forwarded-for", "203.0.113.9")
        .json(&body);
    client
        .send(elsewhere)
        .await
        .problem(429, "too_many_attempts");
}

/// A sign-in through a proxy that has seen this address.
async fn sign_in_from(client: &Client, seen: &str, username: &str, password: &str) -> Answer {
    let body = serde_json::json!({ "username": username, "password": password });
    let request = client.request(reqwest::Method::POST, PATH);
    client
        .send(request.header("x-forwarded-for", seen).json(&body))
        .await
}

#[tokio::test]
async fn strangers_dont_lock_anybody_out() {
    let mut app = TestApp::start_with(|config| {
        config.trust_proxy = true;
        config.login_attempts_per_hour = 6;
    })
    .await;
    let phone = app.sign_in("canbo").await;
    phone.delete(PATH).await.expect(204);
    for name in ["canbo", "nobody"] {
        let mut answers = Vec::new();
        for number in 0..20 {
            let seen = format!("203.0.113.{number}:{}", 40_000 + number);
            let answer = sign_in_from(&app.nobody(), &seen, name, "wrong").await;
            answers.push((answer.status, answer.header("retry-after").to_owned()));
        }
        // A name that there is and one that there isn't are told the same: half of the hour's attempts at once.
        let (wrong, refused) = answers.split_at(3);
        assert!(
            wrong.iter().all(|(status, _)| *status == 401),
            "{answers:?}"
        );
        assert!(
            refused.iter().all(|told| *told == (429, "1200".to_owned())),
            "{answers:?}"
        );
    }
    // Neither is another server nor a restart a beginning anew.
    let other = app.another().await;
    sign_in_from(&other.nobody(), "192.0.2.1", "canbo", PASSWORD)
        .await
        .problem(429, "too_many_attempts");
    app.restart().await;
    sign_in_from(&app.nobody(), "192.0.2.1", "canbo", PASSWORD)
        .await
        .problem(429, "too_many_attempts");
    // The phone is known though it signed out, even from an address that strangers use.
    let phone = phone.at(&app.base);
    sign_in_from(&phone, "203.0.113.1", "canbo", PASSWORD)
        .await
        .expect(204);
    let kept = app.db().texts("SELECT meter FROM sign_in_attempt").await;
    assert!(!kept.is_empty());
    assert!(kept.iter().all(|meter| meter.len() == 64), "{kept:?}");
}

#[tokio::test]
async fn a_known_browser_is_known_for_its_own_accounts_only_and_has_its_own_limit() {
    let app = TestApp::start_with(|config| {
        config.login_attempts_per_account = 3;
        config.login_attempts_per_address = 4;
    })
    .await;
    let phone = app.sign_in("canbo").await;
    for _ in 0..3 {
        phone
            .sign_in("canbo", "wrong")
            .await
            .problem(401, "wrong_credentials");
    }
    phone
        .sign_in("canbo", PASSWORD)
        .await
        .problem(429, "too_many_attempts");
    // The address was not counted for it, but is for accounts that the browser doesn't know.
    for name in ["a", "b", "c", "d"] {
        phone
            .sign_in(name, "wrong")
            .await
            .problem(401, "wrong_credentials");
    }
    phone
        .sign_in("phutrach", PASSWORD)
        .await
        .problem(429, "too_many_attempts");
    app.clock.advance_ms(300_000);
    phone.sign_in("canbo", PASSWORD).await.expect(204);
}

#[tokio::test]
async fn clients_behind_a_proxy_that_writes_ports_are_told_apart() {
    let app = TestApp::start_with(|config| config.trust_proxy = true).await;
    let client = app.nobody();
    for number in 0..61 {
        let seen = format!("203.0.113.7:{}", 50_000 + number);
        let expected = if number < 60 { 401 } else { 429 };
        sign_in_from(&client, &seen, &format!("name{number}"), "wrong")
            .await
            .expect(expected);
    }
    sign_in_from(&client, "203.0.113.8:50000", "canbo", PASSWORD)
        .await
        .expect(204);
    sign_in_from(&app.nobody(), "[2001:db8::1]:443", "phutrach", PASSWORD)
        .await
        .expect(204);
}

#[tokio::test]
async fn a_session_ends_unused_and_by_its_role() {
    let app = TestApp::start_with(|config| {
        (config.session_hours, config.session_idle_hours) = (10, 4);
        (config.session_desk_hours, config.session_desk_idle_hours) = (6, 2);
    })
    .await;
    for (name, hours, idle_hours) in [
        ("canbo", 10, 4),
        ("phutrach", 6, 2),
        ("vanhoa", 6, 2),
        ("congan", 6, 2),
        ("quantri", 6, 2),
    ] {
        let (idle_ms, last_ms) = (idle_hours * 3_600_000, hours * 3_600_000);
        // Used again and again it lasts to its end, and no longer.
        let (used, unused) = (app.sign_in(name).await, app.sign_in(name).await);
        let mut passed_ms = 0;
        // Its end moves in steps of five minutes.
        while passed_ms + idle_ms < last_ms - 300_000 {
            app.clock.advance_ms(idle_ms - 1);
            passed_ms += idle_ms - 1;
            used.get(PATH).await.expect(200);
        }
        unused.get(PATH).await.problem(401, "sign_in_required");
        app.clock.advance_ms(last_ms - passed_ms - 300_000);
        used.get(PATH).await.expect(200);
        app.clock.advance_ms(300_000);
        used.get(PATH).await.problem(401, "sign_in_required");
    }
}

#[tokio::test]
async fn an_eleventh_session_ends_the_first() {
    let usual = Config::default().sessions_per_account;
    assert_eq!(usual, 10);
    let app = TestApp::start_with(|config| config.sessions_per_account = usual).await;
    let mut clients = Vec::new();
    for _ in 0..11 {
        clients.push(app.sign_in("canbo").await);
        app.clock.advance_ms(1);
    }
    clients[0].get(PATH).await.problem(401, "sign_in_required");
    for client in &clients[1..] {
        client.get(PATH).await.expect(200);
    }
}

#[tokio::test]
async fn signing_out_clears_what_the_browser_cached_and_nothing_that_waits() {
    let app = TestApp::start().await;
    let client = app.sign_in("canbo").await;
    let answer = client.delete(PATH).await.expect(204);
    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
}
