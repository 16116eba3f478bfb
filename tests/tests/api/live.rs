//! News of changes, as server-sent events: told at once, and only to who may see the record.

use bienpho_tests::{
    app::{TestApp, run},
    db::Engine,
    line::Line,
    payload::{Record, sent},
};
use serde_json::json;

#[tokio::test]
async fn a_change_is_told_to_who_may_see_the_record() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let phutrach = app.sign_in("phutrach").await;
    let mut lines = Vec::new();
    for name in ["phutrach", "vanhoa", "canbo"] {
        lines.push(Line::open(&app.sign_in(name).await).await);
    }
    let mut police = Line::open(&app.sign_in("congan").await).await;
    let mut elsewhere = Line::open(&app.sign_in("phutrach-badinh").await).await;

    let (placement, _) = sent(&canbo, &app, Record::placement).await;
    for line in lines.iter_mut().chain([&mut police]) {
        let change = line.change().await;
        assert_eq!(
            (&change["record"], &change["id"]),
            (&json!("placement"), &json!(placement.id))
        );
        assert_eq!(
            (&change["status"], &change["kind"]),
            (&json!("installed"), &json!("pennant"))
        );
        assert_eq!(
            (&change["district"], &change["ward"]),
            (&json!("002"), &json!("00070"))
        );
        assert_eq!(change["campaign"], json!(app.plan.campaign.id));
    }

    sent(&canbo, &app, Record::check_in).await;
    let visited = app.plan.sites[0].placement;
    for line in lines.iter_mut().chain([&mut police]) {
        let change = line.change().await;
        assert_eq!(
            (&change["id"], &change["status"]),
            (&json!(visited), &json!("verified"))
        );
    }

    let (flag, _) = sent(&canbo, &app, Record::flag).await;
    let (dismissed, _) = sent(&canbo, &app, Record::flag).await;
    for line in &mut lines[..2] {
        for expected in [&flag, &dismissed] {
            let change = line.change().await;
            assert_eq!(
                (&change["id"], &change["status"]),
                (&json!(expected.id), &json!("recorded"))
            );
        }
    }
    phutrach
        .post(
            &format!("{}/dismiss", dismissed.path()),
            &json!({ "reason": "nhầm" }),
        )
        .await
        .expect(200);
    phutrach
        .post(&format!("{}/confirm", flag.path()), &json!({}))
        .await
        .expect(200);
    // The first that the police hear of any flag is that it was confirmed.
    let change = police.change().await;
    assert_eq!(
        (&change["record"], &change["id"]),
        (&json!("flag"), &json!(flag.id))
    );
    assert_eq!(change["status"], "confirmed");

    // Nobody has told Ba Đình anything so far.
    let vanhoa = app.sign_in("vanhoa").await;
    let photo = bienpho_tests::photo::Photo::drawn(99);
    photo.send(&vanhoa).await.expect(201);
    let there = Record::placement(&app.plan, &[&photo.sha256]).at(bienpho_tests::build::ba_dinh());
    there.send(&vanhoa).await.expect(201);
    assert_eq!(elsewhere.change().await["id"], json!(there.id));
}

#[tokio::test]
async fn a_repetition_is_no_news() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let mut line = Line::open(&app.sign_in("phutrach").await).await;
    let (first, _) = sent(&canbo, &app, Record::placement).await;
    first.send(&canbo).await.expect(200);
    let (second, _) = sent(&canbo, &app, Record::placement).await;
    assert_eq!(line.change().await["id"], json!(first.id));
    assert_eq!(line.change().await["id"], json!(second.id));
}

#[tokio::test]
async fn administrators_hear_of_no_record_and_strangers_of_nothing() {
    let app = TestApp::start().await;
    app.nobody()
        .get("/api/v1/live")
        .await
        .problem(401, "sign_in_required");
    let mut line = Line::open(&app.sign_in("quantri").await).await;
    let canbo = app.sign_in("canbo").await;
    sent(&canbo, &app, Record::placement).await;
    let mut app = app;
    app.stop().await;
    assert_eq!(
        line.block().await,
        None,
        "the line ends with the server, and nothing was on it"
    );
}

#[tokio::test]
async fn news_tell_of_no_person() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let mut line = Line::open(&app.sign_in("vanhoa").await).await;
    sent(&canbo, &app, Record::flag).await;
    let change = line.change().await;
    let mut fields: Vec<_> = change
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    fields.sort_unstable();
    assert_eq!(
        fields,
        [
            "at", "campaign", "district", "id", "kind", "lat", "lon", "record", "status", "unit",
            "ward"
        ]
    );
}

#[tokio::test]
async fn who_was_away_is_told_what_came_meanwhile_once_and_in_its_present_state() {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let congan = app.sign_in("congan").await;
    let mut desk = Line::open(&phutrach).await;
    let mut police = Line::open(&congan).await;
    let (first, _) = sent(&canbo, &app, Record::placement).await;
    assert_eq!(desk.change().await["id"], json!(first.id));
    assert_eq!(police.change().await["id"], json!(first.id));
    let (desk_heard, police_heard) = (desk.last_id.clone(), police.last_id.clone());
    drop((desk, police));

    let (second, _) = sent(&canbo, &app, Record::placement).await;
    let (flag, _) = sent(&canbo, &app, Record::flag).await;
    phutrach
        .post(&format!("{}/confirm", flag.path()), &json!({}))
        .await
        .expect(200);
    let (hidden, _) = sent(&canbo, &app, Record::flag).await;

    let mut desk = Line::resume(&phutrach, &desk_heard).await;
    let mut police = Line::resume(&congan, &police_heard).await;
    let told = |change: &serde_json::Value| (change["id"].clone(), change["status"].clone());
    for (id, status) in [
        (second.id, "installed"),
        (flag.id, "confirmed"),
        (hidden.id, "recorded"),
    ] {
        assert_eq!(told(&desk.change().await), (json!(id), json!(status)));
    }
    for (id, status) in [(second.id, "installed"), (flag.id, "confirmed")] {
        assert_eq!(told(&police.change().await), (json!(id), json!(status)));
    }
    // What comes now is the next, for the police too: nothing was told twice, nothing of the other flag.
    let (third, _) = sent(&canbo, &app, Record::placement).await;
    assert_eq!(desk.change().await["id"], json!(third.id));
    assert_eq!(police.change().await["id"], json!(third.id));

    // Another process's ids, and what is none, mean being behind.
    for id in ["0.0", "nonsense", "00000000000000000000000000000001.0"] {
        Line::resume(&phutrach, id).await.behind().await;
    }
}

/// Waits until the line is closed.
async fn ends(mut line: Line) {
    while line.block().await.is_some() {}
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_ends_with_its_session_and_its_readers_rights_on_every_server() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        run(engine, |app| async move {
            let mut other = app.another().await;
            let account = |change: &str| {
                let sql = format!("UPDATE account SET {change} WHERE username = 'phutrach'");
                async { app.db().execute(&{ sql }).await }
            };
            for change in ["signed out", "password", "role = 'police'", "areas = '001'", "unit = 'VHTT'", "active = FALSE"] {
                let phutrach = app.sign_in("phutrach").await;
                let (here, there) = (Line::open(&phutrach).await, Line::open(&phutrach.at(&other.base)).await);
                let vanhoa = Line::open(&app.sign_in("vanhoa").await).await;
                match change {
                    "signed out" => drop(phutrach.delete("/api/v1/session").await.expect(204)),
                    // As the command line does, a process of its own.
                    "password" => {
                        let db = bienpho_tests::db::open(&app.db().url).await;
                        let hash = app.db().texts("SELECT password_hash FROM account WHERE username = 'phutrach'").await;
                        assert!(db.update_password("phutrach", &hash[0]).await.expect("stored"));
                        db.close().await;
                    }
                    change => drop(account(change).await),
                }
                ends(here).await;
                ends(there).await;
                // Nobody else's does.
                assert_eq!(app.state.lines.count() + other.state.lines.count(), 1, "{change}");
                drop(vanhoa);
                app.db().execute("UPDATE account SET role = 'supervisor', areas = '002', unit = NULL, active = TRUE WHERE username = 'phutrach'").await;
                while app.state.lines.count() > 0 {
                    tokio::task::yield_now().await;
                }
            }
            other.stop().await;
        })
        .await;
    }
}

#[tokio::test]
async fn lines_are_bounded_of_a_session_and_in_all() {
    let app = TestApp::start_with(|config| {
        (config.live_lines, config.live_lines_per_session) = (3, 2);
    })
    .await;
    let (vanhoa, congan) = (app.sign_in("vanhoa").await, app.sign_in("congan").await);
    let mut lines = vec![Line::open(&vanhoa).await, Line::open(&vanhoa).await];
    let refused = vanhoa.get("/api/v1/live").await;
    assert_eq!(refused.header("retry-after"), "30");
    refused.problem(503, "busy");
    lines.push(Line::open(&congan).await);
    congan.get("/api/v1/live").await.problem(503, "busy");
    drop(lines.remove(0));
    while app.state.lines.count() > 2 {
        tokio::task::yield_now().await;
    }
    Line::open(&congan).await;
}

/// The line's blocks up to the news of that record, with each id's length in its place, and the ids.
async fn heard(line: &mut Line, last: &str) -> (Vec<String>, Vec<String>) {
    let (mut blocks, mut ids) = (Vec::new(), vec![line.last_id.clone()]);
    loop {
        let block = line.block().await.expect("the line is open");
        ids.push(line.last_id.clone());
        let shape = block.replace(&line.last_id, &format!("{} digits", line.last_id.len()));
        blocks.push(shape);
        if block.contains(last) {
            return (blocks, ids);
        }
    }
}

/// What the police hear while flags that they may not see come and go, or none do; the ids of what they hear.
async fn police_heard(with_hidden_flags: bool) -> (usize, Vec<usize>, Vec<String>) {
    let app = TestApp::start().await;
    let (canbo, phutrach) = (app.sign_in("canbo").await, app.sign_in("phutrach").await);
    let mut line = Line::open(&app.sign_in("congan").await).await;
    let mut placement = String::new();
    for _ in 0..3 {
        if with_hidden_flags {
            let (flag, _) = sent(&canbo, &app, Record::flag).await;
            let reason = json!({ "reason": "nhầm" });
            let dismiss = format!("{}/dismiss", flag.path());
            phutrach.post(&dismiss, &reason).await.expect(200);
        }
        let (record, _) = sent(&canbo, &app, Record::placement).await;
        placement = record.id.to_string();
    }
    let (blocks, ids) = heard(&mut line, &placement).await;
    // Each record has its own id; how long a block is doesn't depend on it.
    let lengths = blocks.iter().map(String::len).collect();
    (blocks.len(), lengths, ids)
}

#[tokio::test]
async fn a_line_is_the_same_whether_or_not_what_its_listener_may_not_see_comes_and_goes() {
    let (without, with) = (police_heard(false).await, police_heard(true).await);
    assert_eq!((with.0, &with.1), (without.0, &without.1));
    for ids in [&without.2, &with.2] {
        // Nothing in an id is that of another: no counter, no name of a process, nothing that could be compared.
        for (at, id) in ids.iter().enumerate() {
            assert_eq!(id.len(), ids[0].len(), "{id}");
            for other in &ids[..at] {
                let alike = id.bytes().zip(other.bytes()).filter(|(a, b)| a == b);
                assert!(alike.count() < id.len() / 2, "{id} is like {other}");
            }
        }
    }
}

#[tokio::test]
async fn an_id_is_good_for_its_own_listener_alone() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let (phutrach, congan) = (app.sign_in("phutrach").await, app.sign_in("congan").await);
    let desk = Line::open(&phutrach).await;
    sent(&canbo, &app, Record::placement).await;
    Line::resume(&congan, &desk.last_id).await.behind().await;
    let mut resumed = Line::resume(&phutrach, &desk.last_id).await;
    assert_eq!(resumed.change().await["record"], "placement");
}
