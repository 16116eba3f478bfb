//! What waits for whom, oldest change first; what nobody has to do is not work.

use app::domain::{addressee::Addressee, time::DAY_MS};
use bienpho_tests::{
    app::TestApp,
    client::Client,
    payload::{Record, sent},
    steps::{flag_in, planned, take},
};
use serde_json::{Value, json};

async fn ids(client: &Client, what: &str) -> Vec<Value> {
    let list = client.json("/api/v1/worklist").await;
    let items = list[what].as_array().expect("a list").iter();
    items.map(|item| item["id"].clone()).collect()
}

#[tokio::test]
async fn flags_wait_for_whoever_has_the_next_step() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let mut waiting = Vec::new();
    for (status, addressee) in [
        ("recorded", Addressee::Ward),
        ("returned", Addressee::Ward),
        ("confirmed", Addressee::Ward),
        ("handed_over", Addressee::Police),
        ("handed_over", Addressee::Ward),
        ("removed", Addressee::Police),
        ("under_review", Addressee::Ward),
        ("dismissed", Addressee::Ward),
        ("no_violation", Addressee::Ward),
        ("closed", Addressee::Ward),
    ] {
        waiting.push(json!(flag_in(&app, &canbo, status, addressee).await.0.id));
        app.clock.advance_ms(1000);
    }
    let of = |all: &[usize]| {
        all.iter()
            .map(|&at| waiting[at].clone())
            .collect::<Vec<_>>()
    };
    for (name, theirs) in [
        ("canbo", vec![1, 5]),
        ("canbo2", vec![]),
        ("phutrach", vec![0, 5]),
        ("phutrach-badinh", vec![]),
        ("vanhoa", vec![0, 2, 4, 5, 6]),
        ("congan", vec![3]),
    ] {
        let client = app.sign_in(name).await;
        assert_eq!(ids(&client, "flags").await, of(&theirs), "{name}");
    }
    let refused = app.sign_in("quantri").await.get("/api/v1/worklist").await;
    refused.problem(403, "forbidden");
}

#[tokio::test]
async fn nothing_waits_for_who_may_not_be_the_second_person() {
    let app = TestApp::start().await;
    let phutrach = app.sign_in("phutrach").await;
    let (own, _) = sent(&phutrach, &app, Record::flag).await;
    let (other, _) = sent(&app.sign_in("canbo").await, &app, Record::flag).await;
    assert_eq!(ids(&phutrach, "flags").await, [json!(other.id)]);
    let vanhoa = app.sign_in("vanhoa").await;
    assert_eq!(
        ids(&vanhoa, "flags").await,
        [json!(own.id), json!(other.id)]
    );
}

#[tokio::test]
async fn placements_wait_for_their_unit_and_for_who_checks() {
    let app = TestApp::start().await;
    let congan = app.sign_in("congan").await;
    let (phutrach, hung) = (app.sign_in("phutrach").await, planned(&app, 0));
    let unit = ids(&congan, "placements").await;
    assert_eq!(unit.len(), 3, "all of its plan is to hang: {unit:?}");
    assert!(ids(&phutrach, "placements").await.is_empty());
    take(&congan, &hung, "report-installed", &json!({}))
        .await
        .expect(200);
    assert_eq!(ids(&phutrach, "placements").await, [json!(hung.id)]);
    let list = phutrach.json("/api/v1/worklist").await;
    let offered = list["placements"][0]["steps"].as_array().expect("steps");
    assert!(offered.contains(&json!("verify")));
    take(&phutrach, &hung, "verify", &json!({}))
        .await
        .expect(200);
    assert!(ids(&phutrach, "placements").await.is_empty());
}

#[tokio::test]
async fn more_than_fifty_are_told_of() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for _ in 0..52 {
        sent(&canbo, &app, Record::flag).await;
    }
    let list = app.sign_in("phutrach").await.json("/api/v1/worklist").await;
    let flags = list["flags"].as_array().expect("a list").len();
    assert_eq!((flags, &list["more_flags"]), (50, &json!(true)));
    assert_eq!(list["more_placements"], false);
}

#[tokio::test]
async fn results_are_due_and_then_overdue_for_a_month() {
    let app = TestApp::start().await;
    for (after, days) in [
        (0, Some(15)),
        (15, Some(0)),
        (1, Some(-1)),
        (29, Some(-30)),
        (1, None),
    ] {
        app.clock.advance_ms(after * DAY_MS);
        let list = app.sign_in("phutrach").await.json("/api/v1/worklist").await;
        assert_eq!(list["due"][0]["days"].as_i64(), days, "{list}");
    }
    // Officers have no report to send.
    let app = TestApp::start().await;
    let list = app.sign_in("canbo").await.json("/api/v1/worklist").await;
    assert_eq!(list["due"], json!([]));
}

#[tokio::test]
async fn the_page_shows_it_with_its_keys_in_both_languages() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, _) = sent(&canbo, &app, Record::flag).await;
    let phutrach = app.sign_in("phutrach").await;
    for (lang, title, key, overdue) in [
        ("vi", "Việc chờ", "dòng sau, dòng trước", "còn 15 ngày"),
        (
            "en",
            "Waiting for you",
            "next row, previous row",
            "15 days until",
        ),
    ] {
        let request = phutrach.request(reqwest::Method::GET, "/work");
        let page = phutrach
            .send(request.header("accept-language", lang))
            .await
            .expect(200)
            .text();
        for part in [title, key, overdue, &format!("/records/flags/{}", flag.id)] {
            assert!(page.contains(part), "{lang}: {part}");
        }
    }
}
