//! The lists over HTTP: filters, orders, pages. What each filter lets through is the storage contract's.

use std::collections::HashSet;

use bienpho_tests::{
    app::TestApp,
    payload::{Record, sent},
};
use serde_json::{Value, json};

fn ids(items: &[Value]) -> Vec<&str> {
    items
        .iter()
        .filter_map(|item| item["id"].as_str())
        .collect()
}

#[tokio::test]
async fn pages_put_together_are_the_whole_list() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for _ in 0..7 {
        sent(&canbo, &app, Record::placement).await;
        sent(&canbo, &app, Record::check_in).await;
        sent(&canbo, &app, Record::flag).await;
    }
    for (noun, count) in [
        ("placements", 9),
        ("check-ins", 7),
        ("flags", 7),
        ("sites", 2),
    ] {
        for sort in ["updated", "street", "kind", "status"] {
            for reverse in ["true", "false"] {
                let list = async |limit: u32| {
                    let path =
                        format!("/api/v1/{noun}?sort={sort}&reverse={reverse}&limit={limit}");
                    canbo.list(&path).await
                };
                let whole = list(1000).await;
                assert_eq!(
                    ids(&whole).iter().collect::<HashSet<_>>().len(),
                    count,
                    "{noun} {sort}"
                );
                for limit in [1, 2, 3] {
                    assert_eq!(list(limit).await, whole, "{noun} {sort} {limit}");
                }
            }
        }
    }
}

#[tokio::test]
async fn each_filter_narrows() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (mine, _) = sent(&canbo, &app, Record::placement).await;
    app.clock.advance_ms(86_400_000);
    let later = app.state.clock.now().0;
    let vanhoa = app.sign_in("vanhoa").await;
    let (other, _) = sent(&vanhoa, &app, Record::placement).await;
    let (mine, other) = (mine.id.to_string(), other.id.to_string());
    let campaign = app.plan.campaign.id;
    for (query, expected) in [
        ("kind=pennant".to_owned(), vec![&mine, &other]),
        ("kind=pennant,poster&mine=true".to_owned(), vec![&other]),
        (format!("kind=pennant&since={later}"), vec![&other]),
        (format!("kind=pennant&until={later}"), vec![&mine]),
        ("kind=pennant&until=2020-12-11".to_owned(), vec![&mine]),
        (
            format!("campaign={campaign}&status=installed"),
            vec![&mine, &other],
        ),
        ("area=002&status=installed".to_owned(), vec![&mine, &other]),
        (
            "area=00070&status=installed".to_owned(),
            vec![&mine, &other],
        ),
        ("area=001&status=installed".to_owned(), vec![]),
        (
            "bbox=105.852,21.028,105.853,21.029&status=installed".to_owned(),
            vec![&mine, &other],
        ),
        ("bbox=105.80,21.00,105.81,21.01".to_owned(), vec![]),
        (
            "unit=CAQ-HK&status=installed".to_owned(),
            vec![&mine, &other],
        ),
        ("unit=VHTT".to_owned(), vec![]),
    ] {
        let items = vanhoa.list(&format!("/api/v1/placements?{query}")).await;
        let (found, expected): (HashSet<_>, HashSet<_>) = (
            ids(&items).into_iter().collect(),
            expected.iter().map(|id| id.as_str()).collect(),
        );
        assert_eq!(found, expected, "{query}");
    }
}

#[tokio::test]
async fn the_newest_change_comes_first() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (first, _) = sent(&canbo, &app, Record::flag).await;
    app.clock.advance_ms(1);
    let (second, _) = sent(&canbo, &app, Record::flag).await;
    let list = canbo.list("/api/v1/flags").await;
    assert_eq!(ids(&list), [second.id.to_string(), first.id.to_string()]);
    app.clock.advance_ms(1);
    let phutrach = app.sign_in("phutrach").await;
    phutrach
        .post(&format!("{}/confirm", first.path()), &json!({}))
        .await
        .expect(200);
    let list = canbo.list("/api/v1/flags").await;
    assert_eq!(ids(&list), [first.id.to_string(), second.id.to_string()]);
}

#[tokio::test]
async fn a_parameter_that_cannot_be_read_is_named() {
    let app = TestApp::start().await;
    let vanhoa = app.sign_in("vanhoa").await;
    for noun in ["placements", "check-ins", "flags", "sites"] {
        for (name, value) in [
            ("bbox", "1,2,3"),
            ("bbox", "106,21,105,20"),
            ("area", "2"),
            ("campaign", "x"),
            ("kind", "car"),
            ("since", "soon"),
            ("sort", "person"),
            ("limit", "0"),
            ("limit", "1001"),
            ("officer", "canbo"),
            ("next", "nonsense"),
        ] {
            let problem = vanhoa
                .get(&format!("/api/v1/{noun}?{name}={value}"))
                .await
                .problem(400, "bad_request");
            let words = problem["problem"].as_str().expect("words");
            assert!(words.contains(name), "{noun} {name}: {words}");
        }
    }
    vanhoa.get("/api/v1/map").await.problem(400, "bad_request");
    vanhoa
        .get("/api/v1/map?zoom=23")
        .await
        .problem(400, "bad_request");
    vanhoa
        .get("/api/v1/areas?set=paris")
        .await
        .problem(400, "bad_request");
}

#[tokio::test]
async fn reference_data_is_there_for_everybody() {
    let app = TestApp::start().await;
    let campaign = app.plan.campaign.clone();
    for name in ["canbo", "phutrach", "vanhoa", "congan", "quantri"] {
        let client = app.sign_in(name).await;
        let campaigns = client.json("/api/v1/campaigns").await;
        let first = campaigns
            .as_array()
            .or(campaigns["items"].as_array())
            .and_then(|list| list.first().cloned());
        assert_eq!(first, Some(json!(campaign)), "{name}");
        assert_eq!(
            client
                .json(&format!("/api/v1/campaigns/{}", campaign.id))
                .await,
            json!(campaign)
        );
        let unknown = uuid::Uuid::now_v7();
        client
            .get(&format!("/api/v1/campaigns/{unknown}"))
            .await
            .problem(404, "not_found");
        assert!(
            client
                .json("/api/v1/units")
                .await
                .to_string()
                .contains("CAQ-HK")
        );
        assert!(
            client
                .json("/api/v1/grounds")
                .await
                .to_string()
                .contains("G08")
        );
    }
}
