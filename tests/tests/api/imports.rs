//! Imports at the same time are bounded.

use bienpho_tests::{
    app::TestApp,
    line::PATIENCE,
    upload::{Line, cookie},
};
use reqwest::Method;
use tokio::time::timeout;

#[tokio::test]
async fn an_import_too_many_waits() {
    let app = TestApp::start_with(|config| config.imports_at_once = 1).await;
    let vanhoa = app.sign_in("vanhoa").await;
    let cookie = cookie(&app, "phutrach").await;
    let mut first = Line::open(&app).await;
    let head = format!(
        "POST /api/v1/queue-imports HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\ncontent-type: application/zip\r\n\
         content-length: 100\r\n\r\nPK",
        app.address()
    );
    first.send(head.as_bytes()).await;
    let campaign = app.plan.campaign.id;
    let preview = format!("/api/v1/plans/{campaign}/preview");
    for (method, path) in [
        (Method::POST, "/api/v1/queue-imports"),
        (Method::POST, preview.as_str()),
    ] {
        let ask = || async {
            vanhoa
                .send(vanhoa.request(method.clone(), path).body("x"))
                .await
        };
        let refused = async {
            loop {
                let answer = ask().await;
                if answer.status == 503 {
                    return answer;
                }
            }
        };
        let refused = timeout(PATIENCE, refused).await.expect("no room");
        assert_eq!(refused.header("retry-after"), "30");
        refused.problem(503, "busy");
    }
    drop(first);
    let freed = async {
        while vanhoa
            .send(vanhoa.request(Method::POST, &preview).body("x"))
            .await
            .status
            == 503
        {}
    };
    timeout(PATIENCE, freed).await.expect("room again");
}
