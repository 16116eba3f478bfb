//! An officer's work at sites: the placement's workflow as check-ins move it, and the pack on the phone.

use app::domain::photo::Sha256;
use bienpho_tests::{
    app::{Plan, TestApp},
    client::Client,
    payload::Record,
    photo::Photo,
};
use serde_json::{Value, json};

async fn visit(app: &TestApp, client: &Client, condition: &str) -> Record {
    let photo = Photo::drawn(fastrand::u32(..));
    photo.send(client).await.expect(201);
    let record = Record::check_in(&app.plan, &[&photo.sha256]).with("condition", condition);
    record.send(client).await.expect(201);
    record
}

async fn placement(app: &TestApp, client: &Client) -> Value {
    client
        .json(&format!(
            "/api/v1/placements/{}",
            app.plan.sites[0].placement
        ))
        .await
}

#[tokio::test]
async fn check_ins_move_the_placement_along_its_workflow() {
    let app = TestApp::start().await;
    let (canbo, canbo2) = (app.sign_in("canbo").await, app.sign_in("canbo2").await);
    assert_eq!(placement(&app, &canbo).await["status"], "planned");
    for (who, condition, status) in [
        (&canbo, "damaged", "needs_fix"),
        (&canbo, "damaged", "needs_fix"),
        (&canbo2, "intact", "verified"),
        (&canbo, "intact", "verified"),
        (&canbo, "removed", "removed"),
        // Who reported the removal does not verify it; another officer does.
        (&canbo, "removed", "removed"),
        (&canbo2, "removed", "closed"),
    ] {
        app.clock.advance_ms(60_000);
        visit(&app, who, condition).await;
        let placement = placement(&app, &canbo).await;
        assert_eq!(placement["status"], status, "{condition}");
        assert_eq!(placement["condition"], condition);
        assert_eq!(placement["checked_at"], json!(app.state.clock.now()));
    }
    let site = canbo
        .json(&format!("/api/v1/sites/{}", app.plan.sites[0].id))
        .await;
    assert_eq!(site["status"], "closed");
    let path = format!("/api/v1/placements/{}/history", app.plan.sites[0].placement);
    let history = canbo.json(&path).await;
    let actions: Vec<_> = history
        .as_array()
        .expect("entries")
        .iter()
        .filter_map(|entry| entry["action"].as_str())
        .collect();
    let steps: Vec<_> = actions
        .iter()
        .filter(|action| **action != "check_in")
        .collect();
    assert_eq!(
        steps,
        [
            &"report_installed",
            &"request_fix",
            &"report_fixed",
            &"verify",
            &"report_removed",
            &"verify_removal"
        ]
    );
    assert_eq!(actions.len() - steps.len(), 7, "a visit each");
}

#[tokio::test]
async fn a_visit_where_nothing_hangs_needs_no_photo() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let record = Record::check_in(&app.plan, &[]).with("condition", "missing");
    record.send(&canbo).await.expect(201);
    assert_eq!(placement(&app, &canbo).await["status"], "planned");
    assert_eq!(canbo.json(&record.path()).await["condition"], "missing");
}

#[tokio::test]
async fn a_placement_shows_the_photos_of_its_visits_newest_first() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let first = visit(&app, &canbo, "intact").await;
    let second = visit(&app, &canbo, "intact").await;
    let expected = [&second.body["photos"][0], &first.body["photos"][0]];
    assert_eq!(placement(&app, &canbo).await["photos"], json!(expected));
}

#[tokio::test]
async fn the_pack_holds_what_the_officer_needs_and_nothing_of_others() {
    let app = TestApp::start().await;
    let (canbo, canbo2) = (app.sign_in("canbo").await, app.sign_in("canbo2").await);
    let photo = Photo::drawn(1);
    photo.send(&canbo2).await.expect(201);
    let foreign: fn(&Plan, &[&Sha256]) -> Record = Record::flag;
    foreign(&app.plan, &[&photo.sha256])
        .send(&canbo2)
        .await
        .expect(201);
    let own = Photo::drawn(2);
    own.send(&canbo).await.expect(201);
    let flag = Record::flag(&app.plan, &[&own.sha256]);
    flag.send(&canbo).await.expect(201);
    let answer = canbo.get("/api/v1/field-pack").await.expect(200);
    let pack = answer.json();
    assert_eq!(pack["me"]["username"], "canbo");
    let ids = |list: &Value| -> Vec<String> {
        let items = list.as_array().expect("a list").iter();
        items
            .filter_map(|item| item["id"].as_str().map(str::to_owned))
            .collect()
    };
    let mut sites = ids(&pack["sites"]);
    sites.sort();
    let mut expected: Vec<_> = app.plan.sites[..2]
        .iter()
        .map(|site| site.id.to_string())
        .collect();
    expected.sort();
    assert_eq!(sites, expected, "the third is in another district");
    assert_eq!(ids(&pack["flags"]), [flag.id.to_string()]);
    assert_eq!(ids(&pack["campaigns"]), [app.plan.campaign.id.to_string()]);
    assert_eq!(pack["grounds"].as_array().map(Vec::len), Some(3));
    // Nothing new: nothing is sent again.
    let etag = answer.header("etag").to_owned();
    let again = canbo
        .request(reqwest::Method::GET, "/api/v1/field-pack")
        .header("if-none-match", etag);
    assert!(canbo.send(again).await.expect(304).body.is_empty());
}
