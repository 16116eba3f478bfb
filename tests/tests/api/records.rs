//! Sending placements, check-ins and flags: receipts, repetitions, conflicts, and every rule.

use app::domain::photo::Sha256;
use bienpho_tests::{
    app::{Plan, TestApp},
    build::{self, NOON},
    payload::{Record, sent},
    photo::Photo,
};
use serde_json::{Value, json};
use uuid::Uuid;

const NOUNS: [fn(&Plan, &[&Sha256]) -> Record; 3] =
    [Record::placement, Record::check_in, Record::flag];

#[tokio::test]
async fn a_record_gets_a_receipt_and_the_same_again_gets_the_same() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for (number, record) in NOUNS.into_iter().enumerate() {
        let photo = Photo::drawn(u32::try_from(number).expect("few"));
        photo.send(&canbo).await.expect(201);
        let record = record(&app.plan, &[&photo.sha256]);
        let first = record.send(&canbo).await.expect(201);
        let receipt = first.json();
        let bytes = serde_json::to_vec(&record.body).expect("JSON");
        assert_eq!(
            receipt,
            json!({
                "id": record.id,
                "received_at": app.state.clock.now(),
                "payload_sha256": build::hash_of(&bytes),
                "photos": [photo.sha256],
            })
        );
        app.clock.advance_ms(60_000);
        let again = record.send(&canbo).await.expect(200);
        assert_eq!(again.body, first.body, "byte by byte");
        let there = canbo.json(&record.path()).await;
        assert_eq!(
            (&there["id"], &there["mine"]),
            (&json!(record.id), &json!(true))
        );
    }
}

#[tokio::test]
async fn another_payload_kind_or_account_under_the_same_id_is_refused() {
    let app = TestApp::start().await;
    let (canbo, canbo2) = (app.sign_in("canbo").await, app.sign_in("canbo2").await);
    for noun in NOUNS {
        let (record, _) = sent(&canbo, &app, noun).await;
        let other = record.clone().with("note", "another");
        other.send(&canbo).await.problem(409, "payload_conflict");
        // The same content in other bytes is another payload too: the hash is of the bytes.
        let loose = serde_json::to_string_pretty(&record.body).expect("JSON");
        let request = canbo
            .request(reqwest::Method::PUT, &record.path())
            .header("content-type", "application/json");
        canbo
            .send(request.body(loose))
            .await
            .problem(409, "payload_conflict");
        let refused = record.send(&canbo2).await.problem(403, "forbidden");
        assert_eq!(refused["refusal"], "other_owner");
        // What it said is what it says.
        assert_eq!(canbo.json(&record.path()).await["note"], "cột số 4");
    }
    let (placement, _) = sent(&canbo, &app, Record::placement).await;
    let flag = Record {
        id: placement.id,
        ..Record::flag(&app.plan, &[])
    };
    flag.send(&canbo).await.problem(409, "payload_conflict");
}

#[tokio::test]
async fn two_hundred_repetitions_at_once_are_one_record() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::drawn(1);
    photo.send(&canbo).await.expect(201);
    let record = Record::check_in(&app.plan, &[&photo.sha256]);
    let answers = futures::future::join_all((0..200).map(|_| record.send(&canbo))).await;
    let created = answers.iter().filter(|answer| answer.status == 201).count();
    let repeated = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!((created, repeated), (1, 199));
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    let placement = app.plan.sites[0].placement;
    let history = canbo
        .json(&format!("/api/v1/placements/{placement}/history"))
        .await;
    let visits = history
        .as_array()
        .expect("entries")
        .iter()
        .filter(|entry| entry["action"] == "check_in");
    assert_eq!(visits.count(), 1);
}

#[tokio::test]
async fn photos_come_before_their_record() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for (number, noun) in (10..).step_by(10).zip(NOUNS) {
        let (there, late) = (Photo::drawn(number), Photo::drawn(number + 1));
        there.send(&canbo).await.expect(201);
        let record = noun(&app.plan, &[&there.sha256, &late.sha256]);
        let problem = record.send(&canbo).await.problem(424, "photos_missing");
        assert_eq!(problem["photos"], json!([late.sha256]));
        canbo.get(&record.path()).await.problem(404, "not_found");
        late.send(&canbo).await.expect(201);
        record.send(&canbo).await.expect(201);
        assert_eq!(
            canbo.json(&record.path()).await["photos"],
            json!([there.sha256, late.sha256])
        );
    }
}

#[tokio::test]
async fn a_photo_belongs_to_one_record_and_to_who_sent_it() {
    let app = TestApp::start().await;
    let (canbo, canbo2) = (app.sign_in("canbo").await, app.sign_in("canbo2").await);
    let (_, taken) = sent(&canbo, &app, Record::flag).await;
    let foreign = Photo::drawn(7);
    foreign.send(&canbo2).await.expect(201);
    for photo in [taken, foreign] {
        for noun in NOUNS {
            let problem = noun(&app.plan, &[&photo.sha256])
                .send(&canbo)
                .await
                .problem(422, "invalid");
            assert_eq!(
                problem["fields"],
                json!([{ "field": "photos", "rule": "photo_taken" }])
            );
        }
    }
}

/// Place in the body, value put there, fields named with their rules.
type Broken = (&'static str, Value, &'static [(&'static str, &'static str)]);

fn broken_captures() -> Vec<Broken> {
    let long = |count: usize| Value::from("ắ".repeat(count));
    vec![
        (
            "position.lon",
            json!(106.70),
            &[("position", "outside_city")],
        ),
        (
            "position.lon",
            json!(200.0),
            &[("position", "position_range")],
        ),
        (
            "position.accuracy_m",
            json!(-1),
            &[("position.accuracy_m", "accuracy_range")],
        ),
        (
            "position.source",
            json!("pin"),
            &[("position.pin_reason", "pin_reason_required")],
        ),
        ("street", json!("  "), &[("street", "street_required")]),
        ("street", long(121), &[("street", "too_long")]),
        ("note", long(281), &[("note", "too_long")]),
        ("recorded_at", json!(0), &[("recorded_at", "time_range")]),
    ]
}

async fn refuse(record: Record, client: &bienpho_tests::client::Client, broken: &[(&str, &str)]) {
    let body = record.body.clone();
    let problem = record.send(client).await.problem(422, "invalid");
    let expected: Vec<_> = broken
        .iter()
        .map(|(field, rule)| json!({ "field": field, "rule": rule }))
        .collect();
    assert_eq!(problem["fields"], json!(expected), "{body}");
    let words = problem["detail"].as_str().expect("words");
    let named = words
        .lines()
        .zip(broken)
        .all(|(line, (field, _))| line.starts_with(&format!("{field}: ")));
    assert!(named && words.lines().count() == broken.len(), "{problem}");
    // The id is not used up by that.
    client.get(&record.path()).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_broken_rule_is_422_and_names_its_field() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::drawn(1);
    photo.send(&canbo).await.expect(201);
    let twice = json!([photo.sha256, photo.sha256]);
    let unknown = json!(Uuid::now_v7());
    for noun in NOUNS {
        let valid = || noun(&app.plan, &[&photo.sha256]);
        for (path, value, broken) in broken_captures() {
            refuse(valid().with(path, value), &canbo, broken).await;
        }
        refuse(
            valid().with("photos", json!([])),
            &canbo,
            &[("photos", "photo_required")],
        )
        .await;
        refuse(
            valid().with("photos", twice.clone()),
            &canbo,
            &[("photos", "photo_twice")],
        )
        .await;
        let both = valid().with("street", "").with("photos", json!([]));
        refuse(
            both,
            &canbo,
            &[("street", "street_required"), ("photos", "photo_required")],
        )
        .await;
    }
    let placement = || Record::placement(&app.plan, &[&photo.sha256]);
    for (path, value, broken) in [
        ("quantity", json!(0), ("quantity", "quantity_range")),
        ("quantity", json!(1000), ("quantity", "quantity_range")),
        (
            "campaign",
            unknown.clone(),
            ("campaign", "unknown_campaign"),
        ),
        ("message_no", json!(9), ("message_no", "unknown_message")),
        ("unit", json!("nobody"), ("unit", "unknown_unit")),
    ] {
        refuse(placement().with(path, value), &canbo, &[broken]).await;
    }
    let check_in = || Record::check_in(&app.plan, &[&photo.sha256]);
    for (path, value, broken) in [
        ("site", unknown.clone(), ("site", "unknown_target")),
        ("site", Value::Null, ("site", "target_required")),
        (
            "placement",
            json!(app.plan.sites[0].placement),
            ("site", "target_required"),
        ),
        (
            "condition",
            json!("not_playing"),
            ("condition", "condition_kind"),
        ),
        ("quantity", json!(0), ("quantity", "quantity_range")),
    ] {
        refuse(check_in().with(path, value), &canbo, &[broken]).await;
    }
    let other = check_in()
        .with("site", Value::Null)
        .with("placement", unknown.clone());
    refuse(other, &canbo, &[("placement", "unknown_target")]).await;
    let flag = || Record::flag(&app.plan, &[&photo.sha256]);
    for (path, value, broken) in [
        ("grounds", json!([]), ("grounds", "ground_required")),
        ("grounds", json!(["G99"]), ("grounds", "unknown_ground")),
        (
            "campaign",
            unknown.clone(),
            ("campaign", "unknown_campaign"),
        ),
    ] {
        refuse(flag().with(path, value), &canbo, &[broken]).await;
    }
    let many: Vec<_> = (0..11)
        .map(|number| build::sha256(&number.to_string()))
        .collect();
    refuse(
        flag().with("photos", json!(many)),
        &canbo,
        &[("photos", "too_many_photos")],
    )
    .await;
}

#[tokio::test]
async fn what_is_not_such_a_record_is_a_bad_request() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for noun in NOUNS {
        let valid = || noun(&app.plan, &[]);
        for record in [
            valid().with("position", Value::Null),
            valid().with("photos", json!(["abc"])),
            valid().with("recorded_at", "yesterday"),
            valid().with("position.source", "guessed"),
            valid().with("position.lon", "105"),
        ] {
            record.send(&canbo).await.problem(400, "bad_request");
        }
        let path = valid().path();
        for body in ["", "null", "[]", "{\"position\":", "\u{0}"] {
            let request = canbo
                .request(reqwest::Method::PUT, &path)
                .header("content-type", "application/json");
            canbo
                .send(request.body(body))
                .await
                .problem(400, "bad_request");
        }
        let path = format!("/api/v1/{}/not-a-uuid", valid().noun);
        canbo
            .put(&path, &valid().body)
            .await
            .problem(400, "bad_request");
        let large = valid().with("note", "x".repeat(70_000));
        large.send(&canbo).await.problem(413, "too_large");
    }
    let kind = Record::flag(&app.plan, &[]).with("location_class", "private_home");
    kind.send(&canbo).await.problem(400, "bad_request");
}

#[tokio::test]
async fn only_who_records_may_send_and_only_signed_in() {
    let app = TestApp::start().await;
    for noun in NOUNS {
        noun(&app.plan, &[])
            .send(&app.nobody())
            .await
            .problem(401, "sign_in_required");
        for name in ["congan", "quantri"] {
            let refused = noun(&app.plan, &[])
                .send(&app.sign_in(name).await)
                .await
                .problem(403, "forbidden");
            assert_eq!(refused["refusal"], "role");
        }
    }
}

#[tokio::test]
async fn both_clocks_and_both_area_codes_are_kept() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    // A phone whose clock is two years off.
    let off = NOON.0 - 2 * 365 * 86_400_000;
    let photo = Photo::drawn(1);
    photo.send(&canbo).await.expect(201);
    let record = Record::flag(&app.plan, &[&photo.sha256])
        .with("recorded_at", off)
        .with("clock_offset_ms", off - NOON.0);
    record.send(&canbo).await.expect(201);
    let flag = canbo.json(&record.path()).await;
    assert_eq!(
        (flag["recorded_at"].as_i64(), flag["received_at"].as_i64()),
        (Some(off), Some(NOON.0))
    );
    assert_eq!(
        (&flag["district"], &flag["ward"]),
        (&json!("002"), &json!("00070"))
    );
}

#[tokio::test]
async fn texts_are_kept_composed_and_without_blanks_around_them() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::drawn(1);
    photo.send(&canbo).await.expect(201);
    let record = Record::placement(&app.plan, &[&photo.sha256])
        .with("street", " Ha\u{300}ng Khay ")
        .with("note", "ca\u{323}\u{302}n \n");
    record.send(&canbo).await.expect(201);
    let placement = canbo.json(&record.path()).await;
    assert_eq!(placement["street"], "H\u{e0}ng Khay");
    assert_eq!(placement["note"], "c\u{1ead}n");
}
