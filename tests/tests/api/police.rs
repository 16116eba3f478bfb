//! The police see nothing of a flag before a second person confirmed it, by no way at all.

use app::domain::addressee::Addressee;
use bienpho_tests::{
    app::TestApp,
    client::Client,
    payload::{Record, sent},
    steps::{flag_in, take},
};
use serde_json::{Value, json};

/// Every way in which the police might see something of a flag, and whether it does.
async fn seen(app: &TestApp, police: &Client, flag: &Record, photo: &str) -> Vec<&'static str> {
    let mut seen = Vec::new();
    let id = flag.id.to_string();
    let campaign = app.plan.campaign.id;
    let mut note = |way, is_seen: bool| seen.extend(is_seen.then_some(way));
    note("by id", police.get(&flag.path()).await.status == 200);
    note(
        "history",
        police.get(&format!("{}/history", flag.path())).await.status == 200,
    );
    note(
        "as a placement",
        police.get(&format!("/api/v1/placements/{id}")).await.status == 200,
    );
    note(
        "history as a placement",
        police
            .get(&format!("/api/v1/placements/{id}/history"))
            .await
            .status
            == 200,
    );
    note("photo", police.get(photo).await.status == 200);
    note(
        "thumbnail",
        police.get(&format!("{photo}?size=thumb")).await.status == 200,
    );
    for query in [
        "",
        "?status=recorded,confirmed",
        "?area=002",
        "?sort=status&reverse=true",
    ] {
        let items = police.list(&format!("/api/v1/flags{query}")).await;
        note("list", items.iter().any(|item| item["id"] == id.as_str()));
    }
    for zoom in [5, 12, 18, 22] {
        let view = police.json(&format!("/api/v1/map?zoom={zoom}")).await;
        note("map", view.to_string().contains("\"flag\""));
    }
    for tile in ["0/0/0", "10/813/450", "14/13009/7212", "18/208151/115403"] {
        let answer = police.get(&format!("/tiles/records/{tile}.mvt")).await;
        assert_eq!(answer.status, 200, "{tile}");
        note("tile", answer.body.windows(4).any(|bytes| bytes == b"flag"));
    }
    let find = |name: &str, query: &str| format!("/api/fn/{name}?{query}");
    note(
        "page: by id",
        police
            .get(&find("find_flag", &format!("id={id}")))
            .await
            .status
            == 200,
    );
    let history = find("list_history", &format!("record=flag&id={id}"));
    note("page: history", police.get(&history).await.status == 200);
    let page = police.json(&find("list_flags", "query=")).await;
    note("page: list", page.to_string().contains(&id));
    let of_flags = "query=status%3Drecorded%252Cconfirmed";
    let overview = police.json(&find("find_map_overview", of_flags)).await;
    note(
        "page: map",
        overview["count"] != 0 || !overview["bbox"].is_null(),
    );
    let board = police
        .json(&format!("/api/v1/reports/{campaign}/areas"))
        .await;
    note("board", rows_with_flags(&board) > 0);
    let board = police
        .json(&find("find_area_board", &format!("campaign={campaign}")))
        .await;
    note("page: board", rows_with_flags(&board) > 0);
    let csv = police
        .get(&format!("/api/v1/reports/{campaign}/areas.csv"))
        .await
        .expect(200)
        .text();
    note("csv of all areas", flags_in_csv(&csv) > 0);
    let csv = police
        .get(&format!("/api/v1/reports/{campaign}/areas/002.csv"))
        .await
        .expect(200)
        .text();
    note("csv of the area", csv.contains("G01"));
    seen.dedup();
    seen
}

fn rows_with_flags(board: &Value) -> usize {
    let rows = board["rows"].as_array().expect("rows").iter();
    rows.filter(|row| {
        row["flags"]
            .as_array()
            .is_some_and(|flags| !flags.is_empty())
    })
    .count()
}

/// Sum of the columns about flags: those after the kinds of display.
fn flags_in_csv(text: &str) -> i64 {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headers = reader.headers().expect("heads").clone();
    let first = headers
        .iter()
        .position(|head| head.to_lowercase().contains("phiếu"));
    let first = first.unwrap_or_else(|| panic!("columns of flags in {headers:?}"));
    let records = reader.records().map(|record| record.expect("a row"));
    records
        .flat_map(|row| {
            row.iter()
                .skip(first)
                .filter_map(|cell| cell.parse::<i64>().ok())
                .collect::<Vec<_>>()
        })
        .sum()
}

#[tokio::test]
async fn an_unconfirmed_flag_is_invisible_in_every_way_and_a_confirmed_one_in_none() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, photo) = sent(&canbo, &app, Record::flag).await;
    let congan = app.sign_in("congan").await;
    assert!(seen(&app, &congan, &flag, &photo.path()).await.is_empty());
    let vanhoa = app.sign_in("vanhoa").await;
    vanhoa
        .post(&format!("{}/confirm", flag.path()), &json!({}))
        .await
        .expect(200);
    assert_eq!(
        seen(&app, &congan, &flag, &photo.path()).await,
        [
            "by id",
            "history",
            "photo",
            "thumbnail",
            "list",
            "map",
            "tile",
            "page: by id",
            "page: history",
            "page: list",
            "page: map",
            "board",
            "page: board",
            "csv of all areas",
            "csv of the area"
        ]
    );
    // Neither then nor before for the police of another area.
    let elsewhere = app.sign_in("congan-badinh").await;
    elsewhere.get(&flag.path()).await.problem(404, "not_found");
    assert!(elsewhere.list("/api/v1/flags").await.is_empty());
}

#[tokio::test]
async fn a_dismissed_flag_stays_invisible() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, photo) = sent(&canbo, &app, Record::flag).await;
    let vanhoa = app.sign_in("vanhoa").await;
    vanhoa
        .post(
            &format!("{}/dismiss", flag.path()),
            &json!({ "reason": "nhầm" }),
        )
        .await
        .expect(200);
    let congan = app.sign_in("congan").await;
    assert!(seen(&app, &congan, &flag, &photo.path()).await.is_empty());
}

#[tokio::test]
async fn officers_see_only_their_own_flags() {
    let app = TestApp::start().await;
    let (canbo, canbo2) = (app.sign_in("canbo").await, app.sign_in("canbo2").await);
    let (flag, photo) = sent(&canbo, &app, Record::flag).await;
    assert_eq!(canbo.list("/api/v1/flags").await.len(), 1);
    assert!(canbo2.list("/api/v1/flags").await.is_empty());
    for path in [
        flag.path(),
        format!("{}/history", flag.path()),
        photo.path(),
    ] {
        canbo.get(&path).await.expect(200);
        canbo2.get(&path).await.problem(404, "not_found");
    }
    assert!(
        !canbo2
            .json("/api/v1/map?zoom=18")
            .await
            .to_string()
            .contains("\"flag\"")
    );
}

#[tokio::test]
async fn administrators_see_no_records() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, photo) = sent(&canbo, &app, Record::flag).await;
    let (placement, of_placement) = sent(&canbo, &app, Record::placement).await;
    let quantri = app.sign_in("quantri").await;
    for path in [
        flag.path(),
        placement.path(),
        photo.path(),
        of_placement.path(),
    ] {
        let status = quantri.get(&path).await.status;
        assert!(matches!(status, 403 | 404), "{path}: {status}");
    }
    for noun in ["placements", "check-ins", "flags", "sites", "map?zoom=18"] {
        quantri
            .get(&format!("/api/v1/{noun}"))
            .await
            .problem(403, "forbidden");
    }
}

#[tokio::test]
async fn no_number_tells_of_a_flag_that_nobody_confirmed() {
    let app = TestApp::start().await;
    let campaign = app.plan.campaign.id;
    let canbo = app.sign_in("canbo").await;
    let mut before = Vec::new();
    for name in ["congan", "phutrach", "vanhoa4"] {
        let client = app.sign_in(name).await;
        let report = client
            .get(&format!("/api/v1/reports/{campaign}/areas/002.csv"))
            .await;
        before.push((client, report.expect(200).text()));
    }
    for status in ["recorded", "returned", "dismissed"] {
        flag_in(&app, &canbo, status, Addressee::Ward).await;
    }
    let (reopened, _) = flag_in(&app, &canbo, "dismissed", Addressee::Ward).await;
    let vanhoa = app.sign_in("vanhoa").await;
    let reason = json!({ "reason": "khiếu nại" });
    take(&vanhoa, &reopened, "reopen", &reason)
        .await
        .expect(200);
    for (client, report) in before {
        let path = format!("/api/v1/reports/{campaign}/areas/002.csv");
        assert_eq!(client.get(&path).await.expect(200).text(), report);
    }
}
