//! After the window: the phone knows what is to be removed, and a removal is proved by a photo and a second person.

use app::domain::time::DAY_MS;
use bienpho_tests::{
    app::TestApp,
    build,
    client::{Answer, Client},
    payload::{Record, sent},
    photo::Photo,
};
use serde_json::{Value, json};
use server::scheduler::run_due;

/// The day after the window, with the clock's step taken.
async fn after_the_window(app: &TestApp) {
    app.clock.advance_ms(21 * DAY_MS);
    let done = run_due(&app.state).await.expect("it runs");
    assert!(done.expect("the lease").expired > 0);
}

async fn find_removed(app: &TestApp, client: &Client) -> Answer {
    let photo = Photo::drawn(fastrand::u32(..));
    photo.send(client).await.expect(201);
    let visit = Record::check_in(&app.plan, &[&photo.sha256]).with("condition", "removed");
    visit.send(client).await
}

async fn status(app: &TestApp, client: &Client) -> Value {
    let path = format!("/api/v1/placements/{}", app.plan.sites[0].placement);
    client.json(&path).await["status"].clone()
}

/// The steps that the worklist offers at the plan's first placement; none where it isn't listed.
async fn offered(app: &TestApp, client: &Client) -> Value {
    let work = client.json("/api/v1/worklist").await;
    let placements = work["placements"].as_array().expect("placements");
    let id = json!(app.plan.sites[0].placement);
    let listed = placements.iter().find(|placement| placement["id"] == id);
    listed.map_or(Value::Null, |placement| placement["steps"].clone())
}

#[tokio::test]
async fn officers_walk_the_removal_list_and_two_of_them_prove_each_removal() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    sent(&canbo, &app, Record::check_in).await;
    after_the_window(&app).await;
    let (canbo, canbo2) = (app.sign_in("canbo").await, app.sign_in("canbo2").await);
    assert_eq!(status(&app, &canbo).await, "due_removal");
    assert_eq!(offered(&app, &canbo).await, json!(["report_removed"]));

    let bare = Record::check_in(&app.plan, &[]).with("condition", "removed");
    bare.send(&canbo).await.problem(422, "invalid");
    assert_eq!(status(&app, &canbo).await, "due_removal");

    find_removed(&app, &canbo).await.expect(201);
    assert_eq!(status(&app, &canbo).await, "removed");
    assert_eq!(offered(&app, &canbo).await, Value::Null, "their own report");
    assert_eq!(offered(&app, &canbo2).await, json!(["verify_removal"]));
    find_removed(&app, &canbo).await.expect(201);
    assert_eq!(
        status(&app, &canbo).await,
        "removed",
        "not by who reported it"
    );

    let phutrach = app.sign_in("phutrach").await;
    let path = format!("/api/v1/reports/{}/reality?by=unit", app.plan.campaign.id);
    let board = phutrach.json(&path).await;
    assert_eq!(board["phase"], "after");
    let counts = |board: &Value| {
        let total = &board["total"];
        ["to_remove", "removed", "to_verify"].map(|field| total[field].as_i64())
    };
    assert_eq!(counts(&board), [Some(0), Some(3), Some(3)]);
    find_removed(&app, &canbo2).await.expect(201);
    assert_eq!(status(&app, &canbo).await, "closed");
    let board = phutrach.json(&path).await;
    assert_eq!(counts(&board), [Some(0), Some(3), Some(0)]);
}

#[tokio::test]
async fn the_phone_carries_what_an_ended_campaign_left_hanging_beside_the_running_one() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    sent(&canbo, &app, Record::check_in).await;
    let (extra, _) = sent(&canbo, &app, Record::placement).await;
    after_the_window(&app).await;
    let mut running = build::campaign("tet");
    running.starts_on = app.plan.campaign.ends_on.plus_days(1);
    running.ends_on = running.starts_on.plus_days(30);
    app.db()
        .create_campaign(running.clone())
        .await
        .expect("stored");
    let site = build::site(running.id, "TET-1", "CAQ-HK");
    app.db()
        .save_sites(vec![site], app.state.clock.now())
        .await
        .expect("stored");
    let canbo = app.sign_in("canbo").await;
    let pack = canbo.json("/api/v1/field-pack").await;
    let codes = |list: &str, field: &str| {
        let items = pack[list].as_array().expect("a list").iter();
        let mut codes: Vec<_> = items.map(|item| item[field].to_string()).collect();
        codes.sort();
        codes
    };
    assert_eq!(codes("campaigns", "code").len(), 2);
    // The second site never hung: nothing is to be done there any more.
    assert_eq!(codes("sites", "code"), ["\"HK-001\"", "\"TET-1\""]);
    assert_eq!(codes("placements", "id"), [json!(extra.id).to_string()]);

    app.clock.advance_ms(61 * DAY_MS);
    let canbo = app.sign_in("canbo").await;
    let pack = canbo.json("/api/v1/field-pack").await;
    let campaigns = pack["campaigns"].as_array().map(Vec::len);
    assert_eq!(campaigns, Some(1), "some day it is over");
}
