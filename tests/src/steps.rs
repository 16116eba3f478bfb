//! Steps of a workflow over HTTP, and records brought into a state by the people whose steps they are.

use app::domain::{addressee::Addressee, photo::Sha256};
use serde_json::{Value, json};

use crate::{
    app::TestApp,
    client::{Answer, Client},
    payload::{Record, sent},
    photo::Photo,
};

/// Takes a step by its name in the path.
pub async fn take(client: &Client, record: &Record, step: &str, body: &Value) -> Answer {
    client
        .post(&format!("{}/{step}", record.path()), body)
        .await
}

/// A new photo that this client has sent.
pub async fn photo_of(client: &Client) -> Photo {
    let photo = Photo::drawn(fastrand::u32(..));
    photo.send(client).await.expect(201);
    photo
}

/// What a step needs that asks for photos.
pub fn photos(photos: &[&Sha256]) -> Value {
    json!({ "photos": photos })
}

/// A body with all that any step of that name needs; photos are sent by `client`, where it may.
pub async fn body_of(client: &Client, step: &str, addressee: Addressee, outcome: &str) -> Value {
    match step {
        "dismiss" | "return" | "reopen" | "cancel" => json!({ "reason": "lý do" }),
        "resolve-review" => json!({ "reason": "lý do", "outcome": outcome }),
        "hand-over" => json!({ "addressee": addressee }),
        "outcome" => json!({ "outcome": outcome }),
        "verify-removal" | "report-removed" => {
            let photo = Photo::drawn(fastrand::u32(..));
            photo.send(client).await;
            photos(&[&photo.sha256])
        }
        _ => json!({}),
    }
}

/// The steps that bring a flag there: who takes each, its name in the path, the state it is to end in.
fn way_to(status: &str, addressee: Addressee) -> Vec<(&'static str, &'static str, &'static str)> {
    let outcome_by = match addressee {
        Addressee::Police => "congan",
        _ => "vanhoa3",
    };
    let outcome = match status {
        "remedied" => "remedied",
        "no_violation" => "no_violation",
        _ => "removed",
    };
    let all = [
        ("phutrach", "confirm", "confirmed"),
        ("vanhoa3", "hand-over", "handed_over"),
        (outcome_by, "outcome", outcome),
        ("phutrach", "verify-removal", "closed"),
        ("vanhoa2", "reopen", "under_review"),
    ];
    let count = match status {
        "recorded" => 0,
        "returned" => return vec![("phutrach", "return", "returned")],
        "dismissed" => return vec![("phutrach", "dismiss", "dismissed")],
        "confirmed" => 1,
        "handed_over" => 2,
        "removed" | "remedied" | "no_violation" => 3,
        "closed" => 4,
        "under_review" => 5,
        other => panic!("no way to {other}"),
    };
    all[..count].to_vec()
}

/// A new flag of `officer` in that state, with its photo. Decided by `phutrach`, handed over by `vanhoa3`, reopened by `vanhoa2`.
pub async fn flag_in(
    app: &TestApp,
    officer: &Client,
    status: &str,
    addressee: Addressee,
) -> (Record, Photo) {
    let (flag, photo) = sent(officer, app, Record::flag).await;
    for (name, step, end) in way_to(status, addressee) {
        let client = app.sign_in(name).await;
        let body = body_of(&client, step, addressee, end).await;
        let now = take(&client, &flag, step, &body).await.expect(200).json();
        assert_eq!(now["status"], end);
    }
    (flag, photo)
}

/// A planned placement of the plan, by its number.
pub fn planned(app: &TestApp, site: usize) -> Record {
    Record {
        noun: "placements",
        id: app.plan.sites[site].placement.0,
        body: Value::Null,
    }
}
