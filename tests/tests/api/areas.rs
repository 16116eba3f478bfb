//! Everything is checked against the areas that a person answers for, in either boundary set.

use app::domain::area::BoundarySet;
use bienpho_tests::{
    app::TestApp,
    build,
    payload::{Record, sent},
    photo::Photo,
};
use serde_json::json;

#[tokio::test]
async fn a_record_elsewhere_is_refused() {
    let app = TestApp::start().await;
    let photo = Photo::drawn(1);
    let canbo = app.sign_in("canbo").await;
    photo.send(&canbo).await.expect(201);
    for record in [
        Record::placement(&app.plan, &[&photo.sha256]).at(build::ba_dinh()),
        Record::flag(&app.plan, &[&photo.sha256]).at(build::ba_dinh()),
        Record::check_in(&app.plan, &[&photo.sha256]).with("site", json!(app.plan.sites[2].id)),
    ] {
        assert_eq!(
            record.send(&canbo).await.problem(403, "forbidden")["refusal"],
            "area"
        );
    }
    // Where the display hangs counts for a visit, not where the phone was.
    let across = Record::check_in(&app.plan, &[&photo.sha256]).at(build::ba_dinh());
    across.send(&canbo).await.expect(201);
}

#[tokio::test]
async fn whoever_answers_for_an_area_of_either_set_records_there() {
    let app = TestApp::start().await;
    for (name, point) in [
        ("canbo", build::lake()),
        ("canbo-badinh", build::ba_dinh()),
        ("phutrach-phuong", build::lake()),
        ("vanhoa", build::lake()),
        ("vanhoa", build::ba_dinh()),
    ] {
        let client = app.sign_in(name).await;
        let photo = Photo::drawn(fastrand::u32(..));
        photo.send(&client).await.expect(201);
        let flag = Record::flag(&app.plan, &[&photo.sha256]).at(point);
        flag.send(&client).await.expect(201);
    }
}

#[tokio::test]
async fn what_lies_elsewhere_cannot_be_found() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (placement, photo) = sent(&canbo, &app, Record::placement).await;
    let (check_in, _) = sent(&canbo, &app, Record::check_in).await;
    let (flag, of_flag) = sent(&canbo, &app, Record::flag).await;
    let site = format!("/api/v1/sites/{}", app.plan.sites[0].id);
    for name in ["canbo-badinh", "phutrach-badinh", "congan-badinh"] {
        let client = app.sign_in(name).await;
        for path in [
            placement.path(),
            format!("{}/history", placement.path()),
            check_in.path(),
            flag.path(),
            format!("{}/history", flag.path()),
            photo.path(),
            of_flag.path(),
            site.clone(),
        ] {
            client.get(&path).await.problem(404, "not_found");
        }
        for noun in ["placements", "check-ins", "flags", "sites"] {
            let items = client.list(&format!("/api/v1/{noun}?area=002")).await;
            assert!(items.is_empty(), "{name} {noun}");
        }
        let view = client.json("/api/v1/map?zoom=18").await;
        let ids: Vec<_> = view["records"]
            .as_array()
            .expect("records")
            .iter()
            .map(|record| &record["id"])
            .collect();
        assert_eq!(ids, [&json!(app.plan.sites[2].placement)], "{name}");
    }
}

#[tokio::test]
async fn lists_hold_what_lies_in_ones_areas() {
    let app = TestApp::start().await;
    for (name, expected) in [
        ("canbo", vec!["HK-001", "HK-002"]),
        ("phutrach-phuong", vec!["HK-001", "HK-002"]),
        ("phutrach-badinh", vec!["BD-001"]),
        ("vanhoa", vec!["BD-001", "HK-001", "HK-002"]),
        ("congan", vec!["BD-001", "HK-001", "HK-002"]),
    ] {
        let items = app.sign_in(name).await.list("/api/v1/sites").await;
        let mut codes: Vec<_> = items
            .iter()
            .filter_map(|site| site["code"].as_str())
            .collect();
        codes.sort_unstable();
        assert_eq!(codes, expected, "{name}");
    }
}

#[tokio::test]
async fn names_of_areas_are_those_a_person_answers_for() {
    let app = TestApp::start().await;
    for &set in BoundarySet::ALL {
        let everywhere = app
            .sign_in("vanhoa")
            .await
            .json(&format!("/api/v1/areas?set={set}"))
            .await;
        let expected = if set == BoundarySet::Hanoi2020 {
            30
        } else {
            126
        };
        assert_eq!(everywhere.as_array().map(Vec::len), Some(expected));
    }
    let own = app
        .sign_in("phutrach")
        .await
        .json("/api/v1/areas?set=hanoi-2020")
        .await;
    assert_eq!(own, json!([{ "code": "002", "name": "Quận Hoàn Kiếm" }]));
}
