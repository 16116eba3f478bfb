//! A phone's exported queue, brought in by somebody else: the same checks, the same receipts, and no second person out
//! of the first.

use std::io::{Seek, Write};

use app::domain::photo::Sha256;
use bienpho_tests::{
    app::{Plan, TestApp},
    build::NOON,
    client::{Answer, Client},
    payload::{Record, sent},
    photo::Photo,
    queue_file::{QueueFile, send},
};
use serde_json::{Value, json};
use server::backend::{Importer, import_queue};
use uuid::Uuid;

const NOUNS: [fn(&Plan, &[&Sha256]) -> Record; 3] =
    [Record::placement, Record::check_in, Record::flag];

/// A record with one photo, in the file and not on the server.
async fn one(
    app: &TestApp,
    owner: &Client,
    noun: fn(&Plan, &[&Sha256]) -> Record,
) -> (QueueFile, Record, Photo) {
    let photo = Photo::drawn(fastrand::u32(..));
    let record = noun(&app.plan, &[&photo.sha256]);
    let file = QueueFile::of(owner).await.with(&record, &[&photo]);
    (file, record, photo)
}

/// The only item of an answer: its outcome, and the code of its problem.
fn outcome(answer: Answer) -> (String, String) {
    let import = answer.expect(200).json();
    let items = import["items"].as_array().expect("items");
    assert_eq!(items.len(), 1, "{import}");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    (
        text(&items[0]["outcome"]),
        text(&items[0]["problem"]["code"]),
    )
}

fn refused(code: &str) -> (String, String) {
    ("refused".to_owned(), code.to_owned())
}

fn taken() -> (String, String) {
    ("taken".to_owned(), String::new())
}

async fn confirm(client: &Client, flag: &Record) -> Answer {
    client
        .post(&format!("{}/confirm", flag.path()), &json!({}))
        .await
}

#[tokio::test]
async fn twice_the_same_file_gives_the_same_receipts_and_the_phone_gets_them_too() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let mut file = QueueFile::of(&canbo).await;
    let mut records = Vec::new();
    for (number, noun) in (1..).zip(NOUNS) {
        let photos = [Photo::drawn(number), Photo::drawn(number + 10)];
        let record = noun(&app.plan, &[&photos[0].sha256, &photos[1].sha256]);
        file = file.with(&record, &[&photos[0], &photos[1]]);
        records.push(record);
    }
    // One photo had got through before the phone gave up.
    let first = file.file("photos/").clone();
    Photo::of(first).send(&canbo).await.expect(201);

    let import = file.send(&phutrach).await.expect(200).json();
    assert_eq!(import["username"], "canbo");
    app.clock.advance_ms(60_000);
    let again = file.send(&phutrach).await.expect(200).json();
    for (number, record) in records.iter().enumerate() {
        let (once, twice) = (&import["items"][number], &again["items"][number]);
        assert_eq!(once["outcome"], "taken", "{once}");
        assert_eq!(once["title"], format!("mục {}", number + 1));
        assert_eq!(twice["outcome"], "known", "{twice}");
        assert_eq!(once["receipt"], twice["receipt"]);
        let sent = record.send(&canbo).await.expect(200).json();
        assert_eq!(sent, once["receipt"]);
        let shown = canbo.json(&record.path()).await;
        assert_eq!(shown["mine"], true);
        assert_eq!(shown["photos"].as_array().map(Vec::len), Some(2));
    }
    assert_eq!(canbo.list("/api/v1/flags").await.len(), 1);
    assert_eq!(canbo.list("/api/v1/check-ins").await.len(), 1);
}

#[tokio::test]
async fn what_the_phone_sent_itself_is_known_and_not_brought_in() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let (file, flag, photo) = one(&app, &canbo, Record::flag).await;
    photo.send(&canbo).await.expect(201);
    let receipt = flag.send(&canbo).await.expect(201).json();
    let import = file.send(&phutrach).await.expect(200).json();
    assert_eq!(import["items"][0]["outcome"], "known");
    assert_eq!(import["items"][0]["receipt"], receipt);
    confirm(&phutrach, &flag).await.expect(200);
}

#[tokio::test]
async fn who_brings_in_a_flag_is_not_its_second_person() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    for (importer, other) in [("phutrach", "vanhoa"), ("vanhoa", "phutrach")] {
        let (importer, other) = (app.sign_in(importer).await, app.sign_in(other).await);
        let (file, flag, _) = one(&app, &canbo, Record::flag).await;
        assert_eq!(outcome(file.send(&importer).await), taken());
        let refused = confirm(&importer, &flag).await.problem(403, "forbidden");
        assert_eq!(refused["refusal"], "own_import");
        let dismiss = format!("{}/dismiss", flag.path());
        let refused = importer
            .post(&dismiss, &json!({ "reason": "nhầm" }))
            .await
            .problem(403, "forbidden");
        assert_eq!(refused["refusal"], "own_import");
        let listed = importer.list("/api/v1/flags").await;
        let listed = listed.iter().find(|found| found["id"] == json!(flag.id));
        assert_eq!(listed.expect("listed")["reviewable"], false);
        assert_eq!(importer.json(&flag.path()).await["reviewable"], false);
        assert_eq!(other.json(&flag.path()).await["reviewable"], true);
        // Bringing it in again, by the other as well, changes nothing of that.
        assert_eq!(
            file.send(&other).await.expect(200).json()["items"][0]["outcome"],
            "known"
        );
        confirm(&importer, &flag).await.problem(403, "forbidden");
        confirm(&other, &flag).await.expect(200);
    }
}

#[tokio::test]
async fn who_brings_in_the_report_of_a_removal_does_not_verify_it() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (phutrach, vanhoa) = (app.sign_in("phutrach").await, app.sign_in("vanhoa").await);
    let removed = |plan: &Plan, photos: &[&Sha256]| {
        Record::check_in(plan, photos).with("condition", "removed")
    };
    let placement = format!("/api/v1/placements/{}", app.plan.sites[0].placement);
    let status = async || canbo.json(&placement).await["status"].clone();
    let hung = Photo::drawn(1);
    hung.send(&canbo).await.expect(201);
    let hangs = Record::check_in(&app.plan, &[&hung.sha256]);
    hangs.send(&canbo).await.expect(201);

    let photo = Photo::drawn(2);
    let report = removed(&app.plan, &[&photo.sha256]);
    let file = QueueFile::of(&canbo).await.with(&report, &[&photo]);
    assert_eq!(outcome(file.send(&phutrach).await), taken());
    assert_eq!(status().await, "removed");
    for (number, client, expected) in [(3, &phutrach, "removed"), (4, &vanhoa, "closed")] {
        let photo = Photo::drawn(number);
        photo.send(client).await.expect(201);
        let verify = removed(&app.plan, &[&photo.sha256]);
        verify.send(client).await.expect(201);
        assert_eq!(status().await, expected);
    }
}

#[tokio::test]
async fn the_log_names_both_the_owner_and_who_brought_it_in() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let (file, flag, _) = one(&app, &canbo, Record::flag).await;
    file.send(&phutrach).await.expect(200);
    let history = canbo.json(&format!("{}/history", flag.path())).await;
    let told: Vec<_> = history.as_array().expect("entries").iter().collect();
    let told: Vec<_> = told
        .iter()
        .map(|entry| json!([entry["action"], entry["role"], entry["mine"]]))
        .collect();
    assert_eq!(
        told,
        [
            json!(["import", "supervisor", false]),
            json!(["record", "field_officer", true])
        ]
    );

    // The command line is nobody.
    let (file, flag, _) = one(&app, &canbo, Record::flag).await;
    let mut zip = tempfile::tempfile().expect("a file");
    zip.write_all(&file.zip()).expect("written");
    zip.rewind().expect("rewound");
    let imported = import_queue(&app.state, Importer::CommandLine, zip).await;
    let imported = imported.expect("brought in");
    assert!(matches!(&imported.items[0].outcome, Ok(recorded) if recorded.created));
    let history = canbo.json(&format!("{}/history", flag.path())).await;
    assert_eq!(
        (&history[0]["action"], &history[0]["role"]),
        (&json!("import"), &Value::Null)
    );
    confirm(&phutrach, &flag).await.expect(200);
}

#[tokio::test]
async fn one_item_that_is_wrong_is_refused_and_the_others_are_taken() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let photos: Vec<_> = (0..6).map(Photo::drawn).collect();
    let flag = |number: usize| Record::flag(&app.plan, &[&photos[number].sha256]);
    let records: Vec<_> = (0..6).map(flag).collect();
    let mut file = QueueFile::of(&canbo).await;
    for (record, photo) in records.iter().zip(&photos) {
        file = file.with(record, &[photo]);
    }
    file.file(&records[0].id.to_string()).push(b' ');
    file.file(photos[1].sha256.as_str()).push(0);
    let missing = format!("photos/{}", photos[2].sha256);
    file.files.retain(|(name, _)| !name.starts_with(&missing));
    file.manifest["items"][3]["record"] = json!("from_the_future");
    file.manifest["items"][4]["payload_sha256"] = Value::Null;
    let import = file.send(&phutrach).await.expect(200).json();
    let came: Vec<_> = import["items"].as_array().expect("items").iter().collect();
    let codes: Vec<_> = came
        .iter()
        .map(|item| item["problem"]["code"].as_str())
        .collect();
    assert_eq!(
        codes,
        [
            Some("bad_request"),
            Some("hash_mismatch"),
            Some("photos_missing"),
            Some("bad_request"),
            Some("bad_request"),
            None
        ]
    );
    assert!(came[..5].iter().all(|item| item["outcome"] == "refused"));
    assert!(came[..5].iter().all(|item| item["receipt"].is_null()));
    assert_eq!(came[2]["problem"]["photos"], json!([photos[2].sha256]));
    assert!(
        came[0]["problem"]["title"]
            .as_str()
            .is_some_and(|words| words.contains("records/"))
    );
    assert_eq!(canbo.list("/api/v1/flags").await.len(), 1);
    // A rule that is broken is told as it would be told to the phone.
    let (_, record, photo) = one(&app, &canbo, Record::flag).await;
    let broken = record.with("grounds", json!([]));
    let file = QueueFile::of(&canbo).await.with(&broken, &[&photo]);
    assert_eq!(outcome(file.send(&phutrach).await), refused("invalid"));
}

#[tokio::test]
async fn both_must_answer_for_the_area() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let badinh = app.sign_in("canbo-badinh").await;
    for noun in NOUNS {
        let (file, record, photo) = one(&app, &canbo, noun).await;
        let foreign = app.sign_in("phutrach-badinh").await;
        assert_eq!(outcome(file.send(&foreign).await), refused("forbidden"));
        canbo.get(&record.path()).await.problem(404, "not_found");
        let vanhoa = app.sign_in("vanhoa").await;
        let file = QueueFile::of(&badinh).await.with(&record, &[&photo]);
        assert_eq!(outcome(file.send(&vanhoa).await), refused("forbidden"));
    }
    let (file, ..) = one(&app, &canbo, Record::flag).await;
    let ward = app.sign_in("phutrach-phuong").await;
    assert_eq!(outcome(file.send(&ward).await), taken());
}

#[tokio::test]
async fn the_owner_must_be_an_active_account_that_records() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let (file, record, _) = one(&app, &canbo, Record::flag).await;
    let congan = app.sign_in("congan").await.json("/api/v1/session").await;
    let of = |id: &Value, username: &str| {
        let mut file = file.clone();
        file.manifest["owner"] = json!({ "id": id, "username": username });
        file
    };
    let own = &file.manifest["owner"]["id"];
    let strangers = [
        of(own, "canbo2"),
        of(&json!(Uuid::now_v7()), "canbo"),
        of(own, "nobody"),
        of(&congan["id"], "congan"),
    ];
    for stranger in strangers {
        stranger.send(&phutrach).await.problem(400, "bad_request");
    }
    app.db()
        .execute("UPDATE account SET active = FALSE WHERE username = 'canbo'")
        .await;
    file.send(&phutrach).await.problem(400, "bad_request");
    let vanhoa = app.sign_in("vanhoa").await;
    vanhoa.get(&record.path()).await.problem(404, "not_found");
}

#[tokio::test]
async fn what_is_no_queue_is_refused_whole() {
    let app = TestApp::start_with(|config| {
        config.queue_import_max_bytes = 300_000;
        config.origin = Some("http://localhost:3000".to_owned());
    })
    .await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let (mut file, ..) = one(&app, &canbo, Record::flag).await;
    // For another server.
    file.send(&phutrach).await.problem(400, "bad_request");
    file.manifest["server"] = json!("http://localhost:3000");
    let zip = file.zip();
    for (media_type, bytes) in [
        ("application/zip", Vec::new()),
        ("application/zip", b"<html>".to_vec()),
        ("application/zip", zip[..zip.len() / 2].to_vec()),
    ] {
        send(&phutrach, media_type, bytes)
            .await
            .problem(400, "bad_request");
    }
    send(&phutrach, "text/html", zip.clone())
        .await
        .problem(415, "bad_request");
    let long = vec![0; 300_001];
    let problem = send(&phutrach, "application/zip", long).await;
    assert_eq!(problem.problem(413, "too_large")["max_bytes"], 300_000);
    let mut version = file.clone();
    version.manifest["version"] = json!(2);
    version.send(&phutrach).await.problem(400, "bad_request");
    // Deflated, a photo of zeros is small on its way and too large when it is unpacked.
    let bomb = Photo::of(vec![0; 400_000]);
    let record = Record::flag(&app.plan, &[&bomb.sha256]);
    let mut bombs = file.clone().with(&record, &[]);
    bombs
        .files
        .push((format!("photos/{}.jpg", bomb.sha256), bomb.bytes.clone()));
    assert!(bombs.zip().len() < 100_000, "{}", bombs.zip().len());
    let import = bombs.send(&phutrach).await.expect(200).json();
    assert_eq!(import["items"][0]["outcome"], "taken");
    assert_eq!(import["items"][1]["problem"]["code"], "bad_request");
    assert!(app.photo_files(bomb.sha256.as_str()).is_empty());
    // What Windows calls a ZIP file.
    let again = send(&phutrach, "application/x-zip-compressed", zip).await;
    assert_eq!(outcome(again).0, "known");
    app.sign_in("canbo")
        .await
        .get("/api/v1/queue-imports")
        .await
        .expect(405);
    let said = file.send(&canbo).await.problem(403, "forbidden");
    assert_eq!(said["refusal"], "role");
}

/// Changes that take a flag's photos away, as a file would bring them in: what it is and its body.
fn losing(plan: &Plan, photo: &Photo) -> [(&'static str, Value); 2] {
    let correction = Record::flag(plan, &[&photo.sha256]).body;
    [
        (
            "flag_withdrawal",
            json!({ "reason": "nhầm", "recorded_at": NOON.0 }),
        ),
        ("flag_correction", correction),
    ]
}

#[tokio::test]
async fn a_change_that_takes_photos_away_needs_two_who_answer_for_the_place() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (phutrach, vanhoa) = (app.sign_in("phutrach").await, app.sign_in("vanhoa").await);
    let elsewhere = app.sign_in("phutrach-badinh").await;
    for number in 0..2 {
        let (flag, photo) = sent(&canbo, &app, Record::flag).await;
        let other = Photo::drawn(fastrand::u32(..));
        other.send(&canbo).await.expect(201);
        let (what, body) = losing(&app.plan, &other)[number].clone();
        let id = Uuid::now_v7();
        let file = QueueFile::of(&canbo).await;
        let file = file.with_change(what, &flag, id, &body);
        // Who doesn't answer for the place can do nothing, nor be counted as one of two.
        assert_eq!(outcome(file.send(&elsewhere).await), refused("forbidden"));
        for _ in 0..2 {
            let answer = file.send(&phutrach).await.expect(200).json();
            let problem = &answer["items"][0]["problem"];
            assert_eq!(problem["refusal"], "second_import", "{what}: {answer}");
        }
        assert!(!app.photo_files(photo.sha256.as_str()).is_empty());
        assert_eq!(canbo.json(&flag.path()).await["status"], "recorded");
        assert_eq!(outcome(file.send(&vanhoa).await), taken());
        assert!(app.photo_files(photo.sha256.as_str()).is_empty());
        let known = outcome(file.send(&phutrach).await);
        assert_eq!(known.0, "known");
    }
}
