//! Whatever anybody tries in whatever order: no state outside the tables, nobody their own second person, no photo of a
//! flag that keeps none, no byte for the police of a flag that nobody confirmed.

use std::collections::BTreeSet;

use app::domain::{
    addressee::Addressee,
    flag::FlagStatus,
    placement::PlacementStatus,
    workflow::{FLAG, PLACEMENT, Rule},
};
use bienpho_tests::{
    app::TestApp,
    build::{self, NOON},
    client::Client,
    payload::{Record, sent},
    photo::Photo,
    steps::{body_of, planned, take},
};
use serde_json::{Value, json};
use uuid::Uuid;

const NAMES: [&str; 8] = [
    "canbo",
    "canbo2",
    "phutrach",
    "vanhoa",
    "vanhoa2",
    "congan",
    "quantri",
    "phutrach-badinh",
];
const FLAG_STEPS: [&str; 10] = [
    "correct",
    "withdraw",
    "return",
    "confirm",
    "dismiss",
    "hand-over",
    "outcome",
    "verify-removal",
    "reopen",
    "resolve-review",
];
const PLACEMENT_STEPS: [&str; 7] = [
    "report-installed",
    "verify",
    "request-fix",
    "report-fixed",
    "report-removed",
    "verify-removal",
    "cancel",
];
const ENDS: [&str; 5] = ["removed", "remedied", "no_violation", "closed", "dismissed"];

/// The code of a step in the log, by its name in the path.
fn code(step: &str) -> String {
    match step {
        "outcome" => "record_outcome".to_owned(),
        step => step.replace('-', "_"),
    }
}

async fn attempt(
    app: &TestApp,
    client: &Client,
    record: &Record,
    step: &str,
    end: &str,
    random: &mut fastrand::Rng,
) -> u16 {
    let change = format!(
        "{}/{}s/{}",
        record.path(),
        if step == "correct" {
            "correction"
        } else {
            "withdrawal"
        },
        Uuid::now_v7()
    );
    let answer = match step {
        "correct" => {
            let photo = Photo::drawn(random.u32(..));
            photo.send(client).await;
            let body = Record::flag(&app.plan, &[&photo.sha256]).body;
            client.put(&change, &body).await
        }
        "withdraw" => client.put(&change, &json!({ "recorded_at": NOON })).await,
        _ => {
            let addressee = Addressee::ALL[random.usize(..Addressee::ALL.len())];
            let body = body_of(client, step, addressee, end).await;
            take(client, record, step, &body).await
        }
    };
    answer.status
}

/// Whether each entry of the log is an edge of the table, from the state before it.
fn follows_the_table(
    entries: &[Value],
    edge: impl Fn(&str, &str, &str) -> bool,
    mut status: String,
) -> String {
    for entry in entries.iter().filter(|entry| entry["action"] != "check_in") {
        let text = |name: &str| entry[name].as_str().unwrap_or_default().to_owned();
        assert_eq!(text("from"), status, "{entry}");
        assert!(edge(&text("action"), &status, &text("to")), "{entry}");
        status = text("to");
    }
    status
}

fn flag_edge(step: &str, from: &str, to: &str) -> bool {
    let from = from.parse::<FlagStatus>().ok();
    let starts = |rule: &Rule<FlagStatus, _>| match from {
        None => rule.from.is_empty(),
        Some(from) => rule.from.contains(&from),
    };
    FLAG.iter().any(|rule| {
        rule.step.code() == step && starts(rule) && rule.to.iter().any(|end| end.code() == to)
    })
}

fn placement_edge(step: &str, from: &str, to: &str) -> bool {
    let from = from.parse::<PlacementStatus>().expect("a state");
    PLACEMENT.iter().any(|rule| {
        rule.step.code() == step
            && rule.from.contains(&from)
            && rule.to.iter().any(|end| end.code() == to)
    })
}

/// Whether the table has this step from that state.
fn leads_on<S: Copy + PartialEq, T: std::fmt::Display>(
    table: &[Rule<S, T>],
    status: S,
    step: &str,
) -> bool {
    table
        .iter()
        .any(|rule| rule.from.contains(&status) && rule.step.to_string() == code(step))
}

fn pick(
    random: &mut fastrand::Rng,
    steps: &[&'static str],
    fits: impl Fn(&str) -> bool,
) -> Option<&'static str> {
    let fitting: Vec<_> = steps.iter().copied().filter(|step| fits(step)).collect();
    (!fitting.is_empty()).then(|| fitting[random.usize(..fitting.len())])
}

/// Somebody, as often as not one who has had a part in it: those are who the rules are about.
fn somebody(random: &mut fastrand::Rng, taken: &[(usize, String)]) -> usize {
    match taken {
        [] => random.usize(..NAMES.len()),
        _ if random.bool() => random.usize(..NAMES.len()),
        _ => taken[random.usize(..taken.len())].0,
    }
}

/// Who must not have taken which, by who took what before.
fn second_person_rules(taken: &[(usize, String)]) {
    let by = |code: &str, before: usize| -> BTreeSet<usize> {
        taken[..before]
            .iter()
            .filter(|(_, step)| step == code)
            .map(|(who, _)| *who)
            .collect()
    };
    for (at, (who, step)) in taken.iter().enumerate() {
        let barred = match step.as_str() {
            "return" | "confirm" | "dismiss" => by("record", at),
            "verify_removal" => &by("record_outcome", at) | &by("report_removed", at),
            "reopen" | "resolve_review" => {
                let began = taken[..at].iter().rposition(|(_, step)| step == "reopen");
                let is_end = step == "resolve_review";
                let confirmed = !by("confirm", at).is_empty();
                // Who began a review ends it only where nothing was ever confirmed.
                let until = began.filter(|_| is_end && !confirmed).unwrap_or(at);
                let steps = [
                    "record",
                    "confirm",
                    "dismiss",
                    "hand_over",
                    "record_outcome",
                    "verify_removal",
                    "reopen",
                    "resolve_review",
                ];
                steps.iter().flat_map(|step| by(step, until)).collect()
            }
            _ => continue,
        };
        assert!(
            !barred.contains(who),
            "{} took {step} in {taken:?}",
            NAMES[*who]
        );
    }
}

#[tokio::test]
async fn no_calls_on_flags_by_anybody_break_a_promise() {
    let app = TestApp::start().await;
    let mut random = fastrand::Rng::with_seed(4);
    let mut clients = Vec::new();
    for name in NAMES {
        clients.push(app.sign_in(name).await);
    }
    let (vanhoa, congan) = (&clients[3], &clients[5]);
    let mut reached = BTreeSet::new();
    for round in 0..24 {
        let recorder = [0, 2, 3][round % 3];
        let (flag, photo) = sent(&clients[recorder], &app, Record::flag).await;
        let (mut taken, mut photos) = (
            vec![(recorder, "record".to_owned())],
            BTreeSet::from([photo.sha256.to_string()]),
        );
        let mut there = FlagStatus::Recorded;
        for _ in 0..60 {
            let who = somebody(&mut random, &taken);
            // What is offered is tried more often than chance would have it, so that walks get far.
            let read = clients[who].get(&flag.path()).await;
            let offered: Vec<String> = match read.status {
                200 => serde_json::from_value(read.json()["steps"].clone()).expect("steps"),
                _ => Vec::new(),
            };
            let step = match random.usize(..4) {
                0 => FLAG_STEPS[random.usize(..FLAG_STEPS.len())],
                // Whatever leads on from here, by whoever it is: mostly by who may not.
                1 => match pick(&mut random, &FLAG_STEPS, |step| leads_on(FLAG, there, step)) {
                    Some("withdraw" | "dismiss") | None => continue,
                    Some(step) => step,
                },
                _ => match FLAG_STEPS
                    .iter()
                    .filter(|step| offered.contains(&code(step)))
                    .nth(random.usize(..3))
                {
                    // Ends are tried seldom, so that walks get far.
                    Some(&("withdraw" | "dismiss")) if random.usize(..3) > 0 => continue,
                    Some(step) => step,
                    None => continue,
                },
            };
            // Mostly an end that there is.
            let end = ENDS[random.usize(..ENDS.len())];
            let choices = read.json()["choices"].as_array().cloned();
            let choice = choices.filter(|all| !all.is_empty() && random.usize(..4) > 0);
            let choice = choice.map(|all| all[random.usize(..all.len())].clone());
            let end = choice.as_ref().and_then(Value::as_str).unwrap_or(end);
            // Closing by a review what nobody confirmed would show it to the police.
            let end = match step {
                "resolve-review" if random.bool() => "closed",
                _ => end,
            };
            let status = attempt(&app, &clients[who], &flag, step, end, &mut random).await;
            assert!(
                matches!(status, 200 | 201 | 400 | 403 | 404 | 409 | 422 | 424),
                "{step}: {status}"
            );
            assert!(
                status >= 300 || offered.contains(&code(step)),
                "{step} was not offered to {}",
                NAMES[who]
            );
            if status < 300 {
                taken.push((who, code(step)));
            }
            let now = vanhoa.json(&flag.path()).await;
            there = now["status"]
                .as_str()
                .expect("a state")
                .parse()
                .expect("known");
            reached.insert(there.code());
            photos.extend(
                now["photos"]
                    .as_array()
                    .expect("photos")
                    .iter()
                    .map(|photo| photo.as_str().expect("a hash").to_owned()),
            );
            let confirmed = taken.iter().any(|(_, step)| step == "confirm");
            let visible = confirmed && there.is_visible_to_police();
            assert_eq!(
                congan.get(&flag.path()).await.status == 200,
                visible,
                "{there} after {taken:?}"
            );
            assert_eq!(
                congan.get(&format!("{}/history", flag.path())).await.status == 200,
                visible
            );
            for photo in &photos {
                let kept = now["photos"]
                    .as_array()
                    .expect("photos")
                    .contains(&json!(photo));
                assert_eq!(!app.photo_files(photo).is_empty(), kept, "{there}: on disk");
                let read = congan.get(&format!("/api/v1/photos/{photo}")).await.status == 200;
                assert_eq!(read, kept && visible, "{there}: to the police");
            }
            assert!(
                there.keeps_photos() || now["photos"] == json!([]),
                "{there}"
            );
        }
        second_person_rules(&taken);
        let history = vanhoa.json(&format!("{}/history", flag.path())).await;
        let entries = history.as_array().expect("entries");
        let end = follows_the_table(entries, flag_edge, String::new());
        assert_eq!(
            end,
            vanhoa.json(&flag.path()).await["status"]
                .as_str()
                .expect("a state")
        );
        let logged: Vec<_> = entries
            .iter()
            .map(|entry| entry["action"].as_str().expect("a code"))
            .collect();
        assert_eq!(
            logged,
            taken
                .iter()
                .map(|(_, step)| step.as_str())
                .collect::<Vec<_>>()
        );
    }
    // The walk is worth something only if it got everywhere that people get.
    let all: BTreeSet<_> = FlagStatus::ALL
        .iter()
        .map(|status| status.code())
        .filter(|code| *code != "lapsed")
        .collect();
    assert_eq!(reached, all);
}

#[tokio::test]
async fn no_calls_on_placements_by_anybody_break_a_promise() {
    let app = TestApp::start().await;
    let mut random = fastrand::Rng::with_seed(5);
    let mut clients = Vec::new();
    for name in NAMES {
        clients.push(app.sign_in(name).await);
    }
    let mut reached = BTreeSet::new();
    for round in 0..16 {
        let site = build::site(app.plan.campaign.id, &format!("HK-9{round:02}"), "CAQ-HK");
        let record = Record {
            id: site.placement.0,
            ..planned(&app, 0)
        };
        app.db().save_sites(vec![site], NOON).await.expect("stored");
        let (mut taken, mut there) = (Vec::new(), PlacementStatus::Planned);
        for _ in 0..30 {
            let who = somebody(&mut random, &taken);
            let step = match pick(&mut random, &PLACEMENT_STEPS, |step| {
                leads_on(PLACEMENT, there, step)
            }) {
                Some(step) if random.usize(..3) > 0 => step,
                _ => PLACEMENT_STEPS[random.usize(..PLACEMENT_STEPS.len())],
            };
            let read = clients[who].get(&record.path()).await;
            let offered = read.status == 200
                && read.json()["steps"]
                    .as_array()
                    .expect("steps")
                    .contains(&json!(code(step)));
            let status = attempt(&app, &clients[who], &record, step, "", &mut random).await;
            assert_eq!(status < 300, offered, "{step} by {}: {status}", NAMES[who]);
            if status < 300 {
                taken.push((who, code(step)));
            }
            let now = clients[3].json(&record.path()).await;
            let code = now["status"].as_str().expect("a state");
            reached.insert(code.to_owned());
            there = code.parse().expect("known");
        }
        second_person_rules(&taken);
        let history = clients[3].json(&format!("{}/history", record.path())).await;
        let entries = history.as_array().expect("entries");
        follows_the_table(entries, placement_edge, "planned".to_owned());
    }
    let all: BTreeSet<_> = PlacementStatus::ALL
        .iter()
        .map(|status| status.code().to_owned())
        .filter(|code| !matches!(code.as_str(), "due_removal" | "planned"))
        .collect();
    assert!(reached.is_superset(&all), "{reached:?}");
}
