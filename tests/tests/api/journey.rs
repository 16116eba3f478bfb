//! The whole way of a campaign over HTTP, on both engines.

use bienpho_tests::{
    app::{self, TestApp},
    db::Engine,
    payload::{Record, sent},
};
use serde_json::json;

async fn journey(app: TestApp) {
    let (canbo, vanhoa, congan) = (
        app.sign_in("canbo").await,
        app.sign_in("vanhoa").await,
        app.sign_in("congan").await,
    );
    let (check_in, photo) = sent(&canbo, &app, Record::check_in).await;
    check_in.send(&canbo).await.expect(200);
    let (placement, _) = sent(&canbo, &app, Record::placement).await;
    let (flag, of_flag) = sent(&canbo, &app, Record::flag).await;
    let site = canbo
        .json(&format!("/api/v1/sites/{}", app.plan.sites[0].id))
        .await;
    assert_eq!(site["status"], "verified");
    congan.get(&photo.path()).await.expect(200);
    congan.get(&flag.path()).await.problem(404, "not_found");
    congan.get(&of_flag.path()).await.problem(404, "not_found");
    vanhoa
        .post(&format!("{}/confirm", flag.path()), &json!({}))
        .await
        .expect(200);
    congan.get(&of_flag.path()).await.expect(200);
    let view = congan.json("/api/v1/map?zoom=18&area=00070").await;
    let mut ids: Vec<_> = view["records"]
        .as_array()
        .expect("records")
        .iter()
        .filter_map(|record| record["id"].as_str())
        .collect();
    let mut expected = vec![flag.id.to_string(), placement.id.to_string()];
    expected.extend(
        app.plan.sites[..2]
            .iter()
            .map(|site| site.placement.to_string()),
    );
    ids.sort_unstable();
    expected.sort();
    assert_eq!(ids, expected);
    let csv = vanhoa
        .get(&format!(
            "/api/v1/reports/{}/areas/002.csv",
            app.plan.campaign.id
        ))
        .await
        .expect(200)
        .text();
    assert!(
        csv.contains("Đơn vị CAQ-HK") && csv.contains("G08"),
        "{csv}"
    );
    let state = app.state.clone();
    state.db.seal_all_events().await.expect("sealed");
    let report = state.db.verify_events(None).await.expect("read");
    // Two of the check-in besides its two steps, one of the placement, two of the flag.
    assert_eq!((report.sealed, report.problems.len()), (7, 0));
    let mut app = app;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    app::run(Engine::Sqlite, journey).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() {
    app::run(Engine::Postgres, journey).await;
}
