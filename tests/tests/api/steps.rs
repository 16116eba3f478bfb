//! The steps after a record was made: who takes which, what each needs, what it leaves behind.

use app::domain::addressee::Addressee;
use bienpho_tests::{
    app::TestApp,
    client::Client,
    payload::{Record, sent},
    steps::{body_of, flag_in, photo_of, photos, planned, take},
};
use serde_json::{Value, json};

async fn history(client: &Client, record: &Record) -> Vec<Value> {
    let history = client.json(&format!("{}/history", record.path())).await;
    history.as_array().expect("entries").clone()
}

#[tokio::test]
async fn a_flag_goes_all_the_way_to_closed() {
    let app = TestApp::start().await;
    let (canbo, vanhoa) = (app.sign_in("canbo").await, app.sign_in("vanhoa").await);
    let congan = app.sign_in("congan").await;
    let (flag, first) = flag_in(&app, &canbo, "confirmed", Addressee::Police).await;
    for body in [json!({}), json!({ "addressee": "neighbours" })] {
        take(&vanhoa, &flag, "hand-over", &body)
            .await
            .problem(400, "bad_request");
    }
    let handed = take(
        &vanhoa,
        &flag,
        "hand-over",
        &json!({ "addressee": "police" }),
    )
    .await
    .expect(200)
    .json();
    assert_eq!(
        (&handed["status"], &handed["addressee"], &handed["steps"]),
        (&json!("handed_over"), &json!("police"), &json!([]))
    );
    let there = congan.json(&flag.path()).await;
    assert_eq!(there["steps"], json!(["record_outcome"]));
    assert_eq!(
        there["choices"],
        json!(["removed", "remedied", "no_violation"])
    );
    let problem = take(&congan, &flag, "outcome", &json!({ "outcome": "closed" })).await;
    assert_eq!(
        problem.problem(422, "invalid")["fields"][0]["field"],
        "outcome"
    );
    app.clock.advance_ms(5000);
    take(&congan, &flag, "outcome", &json!({ "outcome": "removed" }))
        .await
        .expect(200);
    let after = photo_of(&canbo).await;
    let none = take(&canbo, &flag, "verify-removal", &photos(&[])).await;
    assert_eq!(
        none.problem(422, "invalid")["fields"][0]["rule"],
        "photo_required"
    );
    let foreign = photo_of(&vanhoa).await;
    let taken = take(&canbo, &flag, "verify-removal", &photos(&[&foreign.sha256])).await;
    assert_eq!(
        taken.problem(422, "invalid")["fields"][0]["rule"],
        "photo_taken"
    );
    let closed = take(&canbo, &flag, "verify-removal", &photos(&[&after.sha256]))
        .await
        .expect(200)
        .json();
    assert_eq!(closed["status"], "closed");
    assert_eq!(closed["photos"], json!([after.sha256, first.sha256]));
    congan.get(&after.path()).await.expect(200);
    let entries = history(&canbo, &flag).await;
    let told: Vec<_> = entries
        .iter()
        .map(|entry| {
            (
                entry["action"].as_str(),
                entry["to"].as_str(),
                entry["role"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            (Some("record"), Some("recorded"), Some("field_officer")),
            (Some("confirm"), Some("confirmed"), Some("supervisor")),
            (
                Some("hand_over"),
                Some("handed_over"),
                Some("culture_department")
            ),
            (Some("record_outcome"), Some("removed"), Some("police")),
            (
                Some("verify_removal"),
                Some("closed"),
                Some("field_officer")
            ),
        ]
    );
    assert_eq!(entries[2]["reason"], "police");
    assert_eq!(entries[3]["at"], json!(app.state.clock.now()));
}

#[tokio::test]
async fn the_outcome_is_recorded_by_whom_it_was_handed_to() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let body = json!({ "outcome": "remedied" });
    for &addressee in Addressee::ALL {
        let (flag, _) = flag_in(&app, &canbo, "handed_over", addressee).await;
        let (theirs, other) = match addressee {
            Addressee::Police => ("congan", "vanhoa"),
            _ => ("vanhoa", "congan"),
        };
        let refused = take(&app.sign_in(other).await, &flag, "outcome", &body).await;
        let refusal = refused.problem(403, "forbidden");
        assert_eq!(refusal["refusal"], "not_addressee", "{addressee}");
        for name in ["canbo", "phutrach", "quantri"] {
            let refused = take(&app.sign_in(name).await, &flag, "outcome", &body).await;
            assert_eq!(
                refused.problem(403, "forbidden")["refusal"],
                "role",
                "{name}"
            );
        }
        // The police of another area do not know of it.
        let elsewhere = app.sign_in("congan-badinh").await;
        take(&elsewhere, &flag, "outcome", &body)
            .await
            .problem(404, "not_found");
        take(&app.sign_in(theirs).await, &flag, "outcome", &body)
            .await
            .expect(200);
    }
}

#[tokio::test]
async fn who_reported_an_outcome_does_not_verify_it() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, _) = flag_in(&app, &canbo, "removed", Addressee::Ward).await;
    let (reporter, vanhoa2) = (app.sign_in("vanhoa3").await, app.sign_in("vanhoa2").await);
    assert_eq!(reporter.json(&flag.path()).await["steps"], json!([]));
    let body = body_of(&reporter, "verify-removal", Addressee::Ward, "").await;
    let refused = take(&reporter, &flag, "verify-removal", &body).await;
    assert_eq!(refused.problem(403, "forbidden")["refusal"], "own_report");
    let body = body_of(&vanhoa2, "verify-removal", Addressee::Ward, "").await;
    take(&vanhoa2, &flag, "verify-removal", &body)
        .await
        .expect(200);
}

#[tokio::test]
async fn a_complaint_is_reviewed_by_somebody_who_had_no_part_in_it() {
    let app = TestApp::start().await;
    let (canbo, vanhoa, vanhoa2) = (
        app.sign_in("canbo").await,
        app.sign_in("vanhoa").await,
        app.sign_in("vanhoa2").await,
    );
    let congan = app.sign_in("congan").await;
    let (flag, photo) = flag_in(&app, &canbo, "closed", Addressee::Police).await;
    congan.get(&photo.path()).await.expect(200);
    let blank = take(&vanhoa, &flag, "reopen", &json!({ "reason": " " })).await;
    assert_eq!(
        blank.problem(422, "invalid")["fields"][0]["field"],
        "reason"
    );
    let reason = json!({ "reason": "có giấy phép treo" });
    let open = take(&vanhoa, &flag, "reopen", &reason)
        .await
        .expect(200)
        .json();
    assert_eq!(open["choices"], json!([]), "another one ends it");
    assert_eq!(
        vanhoa2.json(&flag.path()).await["choices"],
        json!(["closed", "dismissed"])
    );
    // Meanwhile the police see nothing of it.
    for path in [
        flag.path(),
        format!("{}/history", flag.path()),
        photo.path(),
    ] {
        congan.get(&path).await.problem(404, "not_found");
    }
    let dismissed = json!({ "reason": "đúng là có giấy phép", "outcome": "dismissed" });
    // Its photos would go by one person's word alone.
    let refused = take(&vanhoa, &flag, "resolve-review", &dismissed).await;
    assert_eq!(
        refused.problem(403, "forbidden")["refusal"],
        "same_reviewer"
    );
    assert_eq!(vanhoa.json(&flag.path()).await["steps"], json!([]));
    let done = take(&vanhoa2, &flag, "resolve-review", &dismissed)
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&done["status"], &done["photos"]),
        (&json!("dismissed"), &json!([]))
    );
    assert!(
        app.photo_files(photo.sha256.as_str()).is_empty(),
        "gone from disk"
    );
    // Who decided does not review again; another does.
    let refused = take(&vanhoa, &flag, "reopen", &reason).await;
    assert_eq!(
        refused.problem(403, "forbidden")["refusal"],
        "same_reviewer"
    );
    assert_eq!(vanhoa.json(&flag.path()).await["steps"], json!([]));
    for (name, barred) in [("vanhoa2", true), ("vanhoa3", true), ("vanhoa4", false)] {
        let client = app.sign_in(name).await;
        let answer = take(&client, &flag, "reopen", &reason).await;
        assert_eq!(answer.status == 403, barred, "{name}");
    }
}

#[tokio::test]
async fn one_person_alone_does_not_undo_what_another_confirmed() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, photo) = flag_in(&app, &canbo, "no_violation", Addressee::Ward).await;
    let alone = app.sign_in("vanhoa3").await;
    let reason = json!({ "reason": "tự xem lại" });
    let refused = take(&alone, &flag, "reopen", &reason).await;
    assert_eq!(
        refused.problem(403, "forbidden")["refusal"],
        "same_reviewer"
    );
    assert!(!app.photo_files(photo.sha256.as_str()).is_empty());
}

#[tokio::test]
async fn a_flag_that_nobody_confirmed_never_gets_to_the_police_by_a_review() {
    let app = TestApp::start().await;
    let (canbo, vanhoa) = (app.sign_in("canbo").await, app.sign_in("vanhoa").await);
    let congan = app.sign_in("congan").await;
    let (flag, _) = flag_in(&app, &canbo, "dismissed", Addressee::Ward).await;
    let reason = json!({ "reason": "bác bỏ nhầm" });
    let open = take(&vanhoa, &flag, "reopen", &reason)
        .await
        .expect(200)
        .json();
    assert_eq!(open["choices"], json!(["dismissed"]));
    let close = json!({ "reason": "xong", "outcome": "closed" });
    let refused = take(&vanhoa, &flag, "resolve-review", &close).await;
    assert_eq!(
        refused.problem(422, "invalid")["fields"][0]["rule"],
        "never_confirmed"
    );
    let dismiss = json!({ "reason": "giữ nguyên", "outcome": "dismissed" });
    take(&vanhoa, &flag, "resolve-review", &dismiss)
        .await
        .expect(200);
    congan.get(&flag.path()).await.problem(404, "not_found");
}

#[tokio::test]
async fn nobody_reviews_again_what_they_recorded() {
    let app = TestApp::start().await;
    let (vanhoa, vanhoa2) = (app.sign_in("vanhoa").await, app.sign_in("vanhoa2").await);
    let (flag, _) = flag_in(&app, &vanhoa, "dismissed", Addressee::Ward).await;
    let reason = json!({ "reason": "khiếu nại" });
    let refused = take(&vanhoa, &flag, "reopen", &reason).await;
    assert_eq!(refused.problem(403, "forbidden")["refusal"], "own_flag");
    take(&vanhoa2, &flag, "reopen", &reason).await.expect(200);
}

#[tokio::test]
async fn a_unit_reports_its_own_placements_and_nobody_elses() {
    let app = TestApp::start().await;
    let (congan, phutrach) = (app.sign_in("congan").await, app.sign_in("phutrach").await);
    let placement = planned(&app, 0);
    assert_eq!(
        congan.json(&placement.path()).await["steps"],
        json!(["report_installed"])
    );
    let hung = take(&congan, &placement, "report-installed", &json!({})).await;
    assert_eq!(hung.expect(200).json()["status"], "installed");
    app.clock.advance_ms(60_000);
    let fix = take(&phutrach, &placement, "request-fix", &json!({})).await;
    let fix = fix.expect(200).json();
    assert_eq!(fix["checked_at"], json!(app.state.clock.now()));
    take(&congan, &placement, "report-fixed", &json!({}))
        .await
        .expect(200);
    take(&phutrach, &placement, "verify", &json!({}))
        .await
        .expect(200);
    let refused = take(&congan, &placement, "verify", &json!({})).await;
    assert_eq!(refused.problem(403, "forbidden")["refusal"], "role");
    let down = photo_of(&congan).await;
    let removed = take(
        &congan,
        &placement,
        "report-removed",
        &photos(&[&down.sha256]),
    )
    .await
    .expect(200)
    .json();
    assert_eq!(
        (&removed["status"], &removed["photos"], &removed["steps"]),
        (&json!("removed"), &json!([down.sha256]), &json!([]))
    );
    phutrach.get(&down.path()).await.expect(200);
    let seen = photo_of(&phutrach).await;
    let closed = take(
        &phutrach,
        &placement,
        "verify-removal",
        &photos(&[&seen.sha256]),
    )
    .await;
    assert_eq!(closed.expect(200).json()["status"], "closed");
    // A placement of another unit, and of none.
    let (foreign, _) = sent(&app.sign_in("canbo").await, &app, |plan, photos| {
        Record::placement(plan, photos).with("unit", "VHTT")
    })
    .await;
    let body = body_of(&congan, "report-removed", Addressee::Ward, "").await;
    let refused = take(&congan, &foreign, "report-removed", &body).await;
    assert_eq!(refused.problem(403, "forbidden")["refusal"], "not_its_unit");
}

#[tokio::test]
async fn who_reported_a_removal_does_not_verify_it() {
    let app = TestApp::start().await;
    let (canbo, canbo2) = (app.sign_in("canbo").await, app.sign_in("canbo2").await);
    let (placement, _) = sent(&canbo, &app, Record::placement).await;
    let down = photo_of(&canbo).await;
    take(
        &canbo,
        &placement,
        "report-removed",
        &photos(&[&down.sha256]),
    )
    .await
    .expect(200);
    let again = photo_of(&canbo).await;
    let refused = take(
        &canbo,
        &placement,
        "verify-removal",
        &photos(&[&again.sha256]),
    )
    .await;
    assert_eq!(refused.problem(403, "forbidden")["refusal"], "own_report");
    assert_eq!(canbo.json(&placement.path()).await["steps"], json!([]));
    assert_eq!(
        canbo2.json(&placement.path()).await["steps"],
        json!(["verify_removal"])
    );
    let seen = photo_of(&canbo2).await;
    take(
        &canbo2,
        &placement,
        "verify-removal",
        &photos(&[&seen.sha256]),
    )
    .await
    .expect(200);
}

#[tokio::test]
async fn only_the_department_cancels_and_says_why() {
    let app = TestApp::start().await;
    let (vanhoa, placement) = (app.sign_in("vanhoa").await, planned(&app, 1));
    let body = json!({ "reason": "cột đã bỏ" });
    let refused = take(&app.sign_in("phutrach").await, &placement, "cancel", &body).await;
    assert_eq!(refused.problem(403, "forbidden")["refusal"], "role");
    let blank = take(&vanhoa, &placement, "cancel", &json!({ "reason": "" })).await;
    assert_eq!(
        blank.problem(422, "invalid")["fields"][0]["field"],
        "reason"
    );
    let cancelled = take(&vanhoa, &placement, "cancel", &body).await;
    assert_eq!(cancelled.expect(200).json()["status"], "cancelled");
    let entries = history(&vanhoa, &placement).await;
    let last = entries.last().expect("an entry");
    assert_eq!(
        (&last["action"], &last["reason"]),
        (&json!("cancel"), &body["reason"])
    );
    take(&vanhoa, &placement, "cancel", &body)
        .await
        .problem(409, "transition_refused");
}

#[tokio::test]
async fn what_a_phone_sends_with_a_receipt_is_no_step_of_the_desk() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, _) = sent(&canbo, &app, Record::flag).await;
    for (step, status, code) in [
        ("withdraw", 400, "bad_request"),
        ("correct", 400, "bad_request"),
        ("record", 400, "bad_request"),
        ("lapse", 403, "forbidden"),
    ] {
        let body = json!({ "id": flag.id, "step": step, "given": {}, "seen": 1 });
        let answer = canbo.post("/api/fn/take_flag_step", &body).await;
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (status, &json!(code)),
            "{step}"
        );
    }
}
