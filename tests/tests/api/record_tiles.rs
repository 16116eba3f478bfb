//! The map's tiles of records: what is in them, for whom, and how often they are sent.

use bienpho_tests::{
    app::TestApp,
    build::lake,
    client::Answer,
    payload::{Record, sent},
};
use reqwest::Method;
use serde_json::json;

const TILE: &str = "/tiles/records/14/13009/7212.mvt";

fn holds(answer: &Answer, text: &str) -> bool {
    answer
        .body
        .windows(text.len())
        .any(|bytes| bytes == text.as_bytes())
}

#[tokio::test]
async fn a_tile_shows_a_record_from_its_receipt_on_and_as_it_is() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let vanhoa = app.sign_in("vanhoa").await;
    let before = vanhoa.get(TILE).await.expect(200);
    let (placement, _) = sent(&canbo, &app, Record::placement).await;
    let id = placement.id.to_string();
    assert!(!holds(&before, &id));
    let after = vanhoa.get(TILE).await.expect(200);
    assert_eq!(
        after.header("content-type"),
        "application/vnd.mapbox-vector-tile"
    );
    for text in ["records", "clusters", &id, "installed", "hung"] {
        assert!(holds(&after, text), "{text}");
    }
    vanhoa
        .post(&format!("{}/verify", placement.path()), &json!({}))
        .await
        .expect(200);
    let verified = vanhoa.get(&format!("{TILE}?status=verified")).await;
    assert!(holds(&verified.expect(200), &id));
    let installed = vanhoa.get(&format!("{TILE}?status=installed")).await;
    assert!(!holds(&installed.expect(200), &id));
    let elsewhere = vanhoa.get("/tiles/records/14/13008/7212.mvt").await;
    assert!(!holds(&elsewhere.expect(200), &id));
    assert_eq!(lake().lon, 105.8523, "which lies in that tile");
}

#[tokio::test]
async fn who_has_a_tile_already_gets_it_once_and_nobody_else_gets_it() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let vanhoa = app.sign_in("vanhoa").await;
    let first = vanhoa.get(TILE).await.expect(200);
    assert!(first.header("cache-control").starts_with("private"));
    let vary = first.headers.get_all("vary").iter();
    assert!(
        vary.filter_map(|value| value.to_str().ok())
            .any(|value| value.to_ascii_lowercase().contains("cookie"))
    );
    let again = async || {
        let request = vanhoa.request(Method::GET, TILE);
        vanhoa
            .send(request.header("if-none-match", first.header("etag")))
            .await
    };
    let known = again().await.expect(304);
    assert!(known.body.is_empty());
    sent(&canbo, &app, Record::placement).await;
    assert_ne!(
        again().await.expect(200).header("etag"),
        first.header("etag")
    );
    // Another person's tile is another tile.
    let elsewhere = app.sign_in("congan-badinh").await;
    assert!(!holds(&elsewhere.get(TILE).await.expect(200), "placement"));
}

#[tokio::test]
async fn what_is_no_tile_is_said_so() {
    let app = TestApp::start().await;
    let vanhoa = app.sign_in("vanhoa").await;
    for path in [
        "19/0/0.mvt",
        "3/8/0.mvt",
        "3/0/8.mvt",
        "3/0/0.png",
        "3/0/0",
        "x/0/0.mvt",
        "3/-1/0.mvt",
    ] {
        vanhoa
            .get(&format!("/tiles/records/{path}"))
            .await
            .problem(404, "not_found");
    }
    vanhoa
        .get(&format!("{TILE}?kind=balloon"))
        .await
        .problem(400, "bad_request");
    app.nobody()
        .get(TILE)
        .await
        .problem(401, "sign_in_required");
    let quantri = app.sign_in("quantri").await;
    quantri.get(TILE).await.expect(403);
}

#[tokio::test]
async fn only_ones_own_records_are_drawn_where_that_is_asked_for() {
    let app = TestApp::start().await;
    let (canbo, vanhoa) = (app.sign_in("canbo").await, app.sign_in("vanhoa").await);
    let (other, _) = sent(&canbo, &app, Record::placement).await;
    let (own, _) = sent(&vanhoa, &app, Record::placement).await;
    let campaign = app.plan.campaign.id;
    for path in [
        TILE.to_owned(),
        format!("/api/v1/map?zoom=16&campaign={campaign}"),
        "/api/v1/placements?limit=100".to_owned(),
    ] {
        let join = if path.contains('?') { '&' } else { '?' };
        let all = vanhoa.get(&path).await.expect(200);
        let mine = vanhoa.get(&format!("{path}{join}mine=true")).await;
        let mine = mine.expect(200);
        assert!(holds(&all, &own.id.to_string()) && holds(&all, &other.id.to_string()));
        assert!(holds(&mine, &own.id.to_string()), "{path}");
        assert!(!holds(&mine, &other.id.to_string()), "{path}");
    }
}
