//! Pages as documents: a phone that installs the app asks for all of them at once.

use app::domain::addressee::Addressee;
use bienpho_tests::{
    app::TestApp,
    steps::{body_of, flag_in, planned, take},
};
use futures::future::join_all;
use serde_json::json;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_that_are_asked_for_at_once_all_come() {
    let app = TestApp::start().await;
    let nobody = app.nobody();
    let pages = ["/check-in", "/record", "/list", "/queue", "/me", "/offline"];
    let paths: Vec<_> = pages.into_iter().cycle().take(120).collect();
    let answers = join_all(paths.iter().map(|path| nobody.get(path))).await;
    for answer in answers {
        answer.expect(200);
    }
}

/// The ids of the dialogs and the plain buttons that a record's page offers for its steps.
fn offered(page: &str) -> Vec<&str> {
    let forms = page.split("<form id=\"").skip(1);
    let mut steps: Vec<_> = forms
        .filter_map(|rest| rest.split("-dialog\"").next())
        .collect();
    let plain = [">Xác nhận<!></button>", ">Kiểm tra đạt<!></button>"];
    steps.extend(plain.into_iter().filter(|button| page.contains(button)));
    steps
}

#[tokio::test]
async fn a_records_page_offers_the_steps_of_its_reader_with_what_they_need() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for (status, name, steps, asks) in [
        (
            "recorded",
            "phutrach",
            &["return", "dismiss", ">Xác nhận<!></button>"][..],
            "<textarea id=\"dismiss-reason\"",
        ),
        (
            "confirmed",
            "vanhoa",
            &["hand_over"],
            "<option value=\"culture_inspectorate\"",
        ),
        ("confirmed", "phutrach", &[], ""),
        (
            "handed_over",
            "congan",
            &["record_outcome"],
            "<option value=\"no_violation\"",
        ),
        ("handed_over", "vanhoa", &[], ""),
        (
            "closed",
            "vanhoa",
            &["reopen"],
            "<textarea id=\"reopen-reason\"",
        ),
        (
            "under_review",
            "vanhoa4",
            &["resolve_review"],
            "<option value=\"dismissed\"",
        ),
    ] {
        let (flag, _) = flag_in(&app, &canbo, status, Addressee::Police).await;
        let client = app.sign_in(name).await;
        let page = client.get(&format!("/records/flags/{}", flag.id)).await;
        let page = page.expect(200).text();
        assert_eq!(offered(&page), steps, "{status} to {name}");
        assert!(page.contains(asks), "{status} to {name}: {asks}");
    }
    let hung = planned(&app, 0);
    take(&canbo, &hung, "report-installed", &json!({}))
        .await
        .expect(200);
    let phutrach = app.sign_in("phutrach").await;
    let path = format!("/records/placements/{}", hung.id);
    let page = phutrach.get(&path).await.expect(200).text();
    assert_eq!(
        offered(&page),
        ["report_removed", ">Kiểm tra đạt<!></button>"]
    );
    assert!(page.contains("<canvas id=\"report_removed-photo\""));
    let visit = format!("/visit/{}", app.plan.sites[0].id);
    assert!(!page.contains(&visit));
    let (report, other) = ("report-removed", app.sign_in("canbo2").await);
    let body = body_of(&other, report, Addressee::Ward, "").await;
    take(&other, &hung, report, &body).await.expect(200);
    let page = phutrach.get(&path).await.expect(200).text();
    assert_eq!(offered(&page), ["verify_removal"]);
    assert!(page.contains("<canvas id=\"verify_removal-photo\"") && page.contains(&visit));
}

#[tokio::test]
async fn a_file_that_is_not_there_is_no_page() {
    let app = TestApp::start().await;
    for path in [
        "/favicon.ico",
        "/robots.txt",
        "/pkg/gone.js",
        "/records/a.php",
    ] {
        let answer = app.nobody().get(path).await.expect(404);
        assert_eq!(
            answer.header("content-type"),
            "text/plain; charset=utf-8",
            "{path}"
        );
        assert!(!answer.text().contains('<'), "{path}: {}", answer.text());
    }
    // A page that is not there says so as one.
    let answer = app.nobody().get("/nothing").await.expect(404);
    assert!(answer.text().contains("<html"), "{}", answer.text());
}
