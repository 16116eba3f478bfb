//! What an officer changes of their own flag, and the reviewer who gives it back: corrections, withdrawals, returns.

use bienpho_tests::{
    app::TestApp,
    build,
    client::{Answer, Client},
    payload::{Record, sent},
    photo::Photo,
};
use serde_json::{Value, json};
use uuid::Uuid;

/// Where a correction with that id goes.
fn correction_path(flag: &Record, id: Uuid) -> String {
    format!("{}/corrections/{id}", flag.path())
}

fn withdrawal_path(flag: &Record, id: Uuid) -> String {
    format!("{}/withdrawals/{id}", flag.path())
}

fn withdrawal(reason: &str) -> Value {
    json!({ "reason": reason, "recorded_at": build::NOON.0, "clock_offset_ms": 12 })
}

async fn correct(client: &Client, flag: &Record, body: &Value) -> Answer {
    client
        .put(&correction_path(flag, Uuid::now_v7()), body)
        .await
}

async fn withdraw(client: &Client, flag: &Record) -> Answer {
    client
        .put(&withdrawal_path(flag, Uuid::now_v7()), &withdrawal(""))
        .await
}

async fn step(client: &Client, flag: &Record, step: &str, reason: &str) -> Answer {
    let body = match step {
        "confirm" => json!({}),
        _ => json!({ "reason": reason }),
    };
    client.post(&format!("{}/{step}", flag.path()), &body).await
}

async fn photo(client: &Client) -> Photo {
    let photo = Photo::drawn(fastrand::u32(..));
    photo.send(client).await.expect(201);
    photo
}

async fn actions(client: &Client, flag: &Record) -> Vec<String> {
    let history = client.json(&format!("{}/history", flag.path())).await;
    let entries = history.as_array().expect("entries").iter();
    entries
        .map(|entry| entry["action"].as_str().expect("a code").to_owned())
        .collect()
}

#[tokio::test]
async fn a_returned_flag_is_corrected_and_waits_again() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let (flag, old) = sent(&canbo, &app, Record::flag).await;
    let stays = photo(&canbo).await;
    let with_two = Record::flag(&app.plan, &[&old.sha256, &stays.sha256]);
    correct(&canbo, &flag, &with_two.body).await.expect(201);
    for reason in ["", " ", &"x".repeat(281)] {
        let problem = step(&phutrach, &flag, "return", reason).await;
        assert_eq!(
            problem.problem(422, "invalid")["fields"][0]["field"],
            "reason"
        );
    }
    let returned = step(&phutrach, &flag, "return", " thiếu biển tên ")
        .await
        .expect(200)
        .json();
    assert_eq!(
        (&returned["status"], &returned["steps"]),
        (&json!("returned"), &json!([]))
    );
    let mine = canbo.json(&flag.path()).await;
    assert_eq!(mine["return_reason"], "thiếu biển tên");
    assert_eq!(mine["steps"], json!(["correct", "withdraw"]));
    canbo.get(&old.path()).await.expect(200);

    let new = photo(&canbo).await;
    let body = Record::flag(&app.plan, &[&stays.sha256, &new.sha256])
        .with("kind", "panel")
        .with("grounds", json!(["G03"]))
        .with("street", "Hàng Khay")
        .with("note", "cột số 5")
        .body;
    app.clock.advance_ms(60_000);
    let answer = correct(&canbo, &flag, &body).await.expect(201).json();
    assert_eq!(answer["photos"], json!([stays.sha256, new.sha256]));
    let there = phutrach.json(&flag.path()).await;
    assert_eq!(there["status"], "recorded");
    assert_eq!(there["steps"], json!(["return", "confirm", "dismiss"]));
    assert_eq!(there["return_reason"], Value::Null);
    assert_eq!(
        (
            &there["kind"],
            &there["grounds"],
            &there["street"],
            &there["note"]
        ),
        (
            &json!("panel"),
            &json!(["G03"]),
            &json!("Hàng Khay"),
            &json!("cột số 5")
        )
    );
    assert_eq!(
        there["received_at"], mine["received_at"],
        "it is the same flag"
    );
    assert_eq!(there["updated_at"], json!(app.state.clock.now()));
    assert!(
        app.photo_files(old.sha256.as_str()).is_empty(),
        "dropped, so gone from disk"
    );
    canbo.get(&old.path()).await.problem(404, "not_found");
    for kept in [&stays, &new] {
        assert!(!app.photo_files(kept.sha256.as_str()).is_empty());
        phutrach.get(&kept.path()).await.expect(200);
    }
    assert_eq!(
        actions(&canbo, &flag).await,
        ["record", "correct", "return", "correct"]
    );
    step(&phutrach, &flag, "confirm", "").await.expect(200);
}

#[tokio::test]
async fn a_withdrawn_flag_has_lost_its_photos_everywhere() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let (flag, lost) = sent(&canbo, &app, Record::flag).await;
    let (_, kept) = sent(&canbo, &app, Record::flag).await;
    let path = withdrawal_path(&flag, Uuid::now_v7());
    let body = withdrawal(" ghi nhầm ");
    let receipt = canbo.put(&path, &body).await.expect(201).json();
    assert_eq!(receipt["photos"], json!([]));
    assert!(
        app.photo_files(lost.sha256.as_str()).is_empty(),
        "gone from disk"
    );
    for client in [&canbo, &phutrach] {
        client.get(&lost.path()).await.problem(404, "not_found");
        client.get(&kept.path()).await.expect(200);
        let there = client.json(&flag.path()).await;
        assert_eq!(
            (&there["status"], &there["photos"], &there["steps"]),
            (&json!("withdrawn"), &json!([]), &json!([]))
        );
    }
    let history = canbo.json(&format!("{}/history", flag.path())).await;
    assert_eq!(
        (&history[1]["action"], &history[1]["reason"]),
        (&json!("withdraw"), &json!("ghi nhầm"))
    );
    assert_eq!(canbo.put(&path, &body).await.expect(200).json(), receipt);
    flag.send(&canbo).await.expect(200);
    lost.send(&canbo).await;
    assert!(
        app.photo_files(lost.sha256.as_str()).is_empty(),
        "nor by being sent again"
    );
    assert_eq!(actions(&canbo, &flag).await, ["record", "withdraw"]);
}

#[tokio::test]
async fn a_change_is_taken_once_and_its_receipt_is_the_same_for_ever() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, old) = sent(&canbo, &app, Record::flag).await;
    let (other, _) = sent(&canbo, &app, Record::flag).await;
    let body = Record::flag(&app.plan, &[&old.sha256])
        .with("note", "một")
        .body;
    let id = Uuid::now_v7();
    let path = correction_path(&flag, id);
    let receipt = canbo.put(&path, &body).await.expect(201).json();
    assert_eq!(receipt["id"], json!(id));
    app.clock.advance_ms(5000);
    assert_eq!(canbo.put(&path, &body).await.expect(200).json(), receipt);
    let two = Record::flag(&app.plan, &[&old.sha256])
        .with("note", "hai")
        .body;
    canbo
        .put(&path, &two)
        .await
        .problem(409, "payload_conflict");
    // The id belongs to this flag's correction: it makes no record, and changes no other flag.
    canbo
        .put(&format!("/api/v1/flags/{id}"), &body)
        .await
        .problem(409, "payload_conflict");
    canbo
        .put(&correction_path(&other, id), &body)
        .await
        .problem(409, "payload_conflict");
    let foreign = app.sign_in("canbo2").await.put(&path, &body).await;
    assert_eq!(foreign.problem(403, "forbidden")["refusal"], "other_owner");
    // It stays so when the flag has gone on.
    withdraw(&canbo, &flag).await.expect(201);
    assert_eq!(canbo.put(&path, &body).await.expect(200).json(), receipt);
    assert_eq!(canbo.json(&flag.path()).await["status"], "withdrawn");
    assert_eq!(
        actions(&canbo, &flag).await,
        ["record", "correct", "withdraw"]
    );
}

#[tokio::test]
async fn a_correction_obeys_every_rule_of_a_flag() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, old) = sent(&canbo, &app, Record::flag).await;
    let (other, foreign) = sent(&canbo, &app, Record::flag).await;
    let good = Record::flag(&app.plan, &[&old.sha256]);
    for (field, value, named) in [
        ("grounds", json!([]), "grounds"),
        ("grounds", json!(["G99"]), "grounds"),
        ("photos", json!([]), "photos"),
        ("street", json!(" "), "street"),
        ("photos", json!([old.sha256, foreign.sha256]), "photos"),
        ("position.lon", json!(106.9), "position"),
    ] {
        let body = good.clone().with(field, value).body;
        let problem = correct(&canbo, &flag, &body).await.problem(422, "invalid");
        assert_eq!(problem["fields"][0]["field"], named, "{problem}");
    }
    let never = build::sha256("never sent");
    let body = good.clone().with("photos", json!([old.sha256, never])).body;
    let problem = correct(&canbo, &flag, &body)
        .await
        .problem(424, "photos_missing");
    assert_eq!(problem["photos"], json!([never]));
    let elsewhere = good.clone().at(build::ba_dinh()).body;
    let problem = correct(&canbo, &flag, &elsewhere)
        .await
        .problem(403, "forbidden");
    assert_eq!(problem["refusal"], "area");
    let long = withdrawal(&"x".repeat(281));
    let problem = canbo
        .put(&withdrawal_path(&flag, Uuid::now_v7()), &long)
        .await;
    assert_eq!(
        problem.problem(422, "invalid")["fields"][0]["field"],
        "reason"
    );
    for flag in [&flag, &other] {
        assert_eq!(
            actions(&canbo, flag).await,
            ["record"],
            "nothing was changed"
        );
    }
    assert!(!app.photo_files(foreign.sha256.as_str()).is_empty());
}

#[tokio::test]
async fn only_the_officer_changes_a_flag() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (flag, old) = sent(&canbo, &app, Record::flag).await;
    let body = Record::flag(&app.plan, &[&old.sha256]).body;
    for (name, refusal) in [
        ("canbo2", None),
        ("phutrach-badinh", None),
        ("phutrach", Some("not_recorder")),
        ("vanhoa", Some("not_recorder")),
        ("congan", Some("role")),
        ("quantri", Some("role")),
    ] {
        let client = app.sign_in(name).await;
        for answer in [
            correct(&client, &flag, &body).await,
            withdraw(&client, &flag).await,
        ] {
            match refusal {
                None => drop(answer.problem(404, "not_found")),
                Some(why) => assert_eq!(answer.problem(403, "forbidden")["refusal"], why, "{name}"),
            }
        }
    }
    withdraw(&app.nobody(), &flag)
        .await
        .problem(401, "sign_in_required");
    assert_eq!(actions(&canbo, &flag).await, ["record"]);
    // A reviewer's own flag is theirs to change and not theirs to review.
    let phutrach = app.sign_in("phutrach").await;
    let (own, _) = sent(&phutrach, &app, Record::flag).await;
    let there = phutrach.json(&own.path()).await;
    assert_eq!(there["steps"], json!(["correct", "withdraw"]));
    let refused = step(&phutrach, &own, "return", "tự trả").await;
    assert_eq!(refused.problem(403, "forbidden")["refusal"], "own_flag");
    withdraw(&phutrach, &own).await.expect(201);
}

/// What is offered in `steps` is taken, and what is not is refused, by everybody in every state.
#[tokio::test]
async fn what_a_flag_offers_is_exactly_what_is_taken() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let vanhoa = app.sign_in("vanhoa").await;
    let names = [
        "canbo",
        "canbo2",
        "phutrach",
        "phutrach-badinh",
        "vanhoa",
        "congan",
        "quantri",
    ];
    let states = [
        "recorded",
        "returned",
        "confirmed",
        "dismissed",
        "withdrawn",
    ];
    for name in names {
        let client = app.sign_in(name).await;
        for state in states {
            for taken in ["correct", "withdraw", "return", "confirm", "dismiss"] {
                let (flag, old) = sent(&canbo, &app, Record::flag).await;
                match state {
                    "recorded" => {}
                    "returned" => drop(step(&vanhoa, &flag, "return", "sửa").await.expect(200)),
                    "confirmed" => drop(step(&vanhoa, &flag, "confirm", "").await.expect(200)),
                    "dismissed" => drop(step(&vanhoa, &flag, "dismiss", "nhầm").await.expect(200)),
                    _ => drop(withdraw(&canbo, &flag).await.expect(201)),
                }
                let read = client.get(&flag.path()).await;
                let offered = read.status == 200
                    && read.json()["steps"]
                        .as_array()
                        .expect("a list")
                        .contains(&json!(taken));
                let body = Record::flag(&app.plan, &[&old.sha256]).body;
                let answer = match taken {
                    "correct" => correct(&client, &flag, &body).await,
                    "withdraw" => withdraw(&client, &flag).await,
                    _ => step(&client, &flag, taken, "lý do").await,
                };
                let what = format!("{name}: {taken} of one {state}: {}", answer.text());
                assert_eq!(offered, answer.status < 300, "{what}");
                assert!(
                    matches!(answer.status, 200 | 201 | 403 | 404 | 409),
                    "{what}"
                );
                let now = canbo.json(&flag.path()).await;
                assert!(offered || now["status"] == state, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn of_a_withdrawal_and_a_confirmation_at_once_one_counts() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    for _ in 0..5 {
        let (flag, photo) = sent(&canbo, &app, Record::flag).await;
        let (a, b) = futures::future::join(
            withdraw(&canbo, &flag),
            step(&phutrach, &flag, "confirm", ""),
        )
        .await;
        assert!(matches!((a.status, b.status), (201, 409) | (409, 200)));
        let is_there = canbo.get(&photo.path()).await.status == 200;
        assert_eq!(is_there, b.status == 200);
    }
}

#[tokio::test]
async fn the_pack_holds_the_officers_own_flags_with_what_may_be_done() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let (returned, _) = sent(&canbo, &app, Record::flag).await;
    let (withdrawn, _) = sent(&canbo, &app, Record::flag).await;
    sent(&app.sign_in("canbo2").await, &app, Record::flag).await;
    let (visit, _) = sent(&canbo, &app, Record::check_in).await;
    step(&phutrach, &returned, "return", "ảnh mờ")
        .await
        .expect(200);
    withdraw(&canbo, &withdrawn).await.expect(201);
    let now = canbo.json("/api/v1/field-pack").await;
    let flag = |pack: &Value, id: Uuid| {
        let flags = pack["flags"].as_array().expect("a list");
        flags.iter().find(|flag| flag["id"] == json!(id)).cloned()
    };
    assert_eq!(now["flags"].as_array().map(Vec::len), Some(2));
    let there = flag(&now, returned.id).expect("there");
    assert_eq!(
        (&there["return_reason"], &there["steps"]),
        (&json!("ảnh mờ"), &json!(["correct", "withdraw"]))
    );
    assert_eq!(
        flag(&now, withdrawn.id).expect("there")["status"],
        "withdrawn"
    );
    let visits = now["visits"].as_array().expect("a list");
    assert_eq!(
        (visits.len(), &visits[0]["id"], &visits[0]["condition"]),
        (1, &json!(visit.id), &json!("intact"))
    );
    // What is done with goes after a while; what is open stays.
    app.clock.advance_ms(20 * 86_400_000);
    let canbo = app.sign_in("canbo").await;
    let later = canbo.json("/api/v1/field-pack").await;
    assert!(flag(&later, returned.id).is_some());
    assert!(flag(&later, withdrawn.id).is_none());
    assert_eq!(later["visits"], json!([]));
}
