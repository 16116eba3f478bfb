//! A phone that comes back after two releases: what an earlier version of the app has in its queue is
//! taken by today's server. The fixtures are never brought up to date.

use bienpho_tests::{app::TestApp, build::hash_of, client::Client, photo::Photo};
use serde_json::Value;
use uuid::Uuid;

/// Items as version 1 of the app kept them, and where it sends each.
const VERSION_1: [(&str, &str); 3] = [
    (
        "check-ins",
        include_str!("../../fixtures/queue-v1/item-check-in.json"),
    ),
    (
        "placements",
        include_str!("../../fixtures/queue-v1/item-placement.json"),
    ),
    (
        "flags",
        include_str!("../../fixtures/queue-v1/item-flag.json"),
    ),
];

/// The payload of a kept item, with this server's campaign and site and that photo in the place of
/// its own.
fn payload(app: &TestApp, kept: &str, photo: &Photo) -> String {
    let item: Value = serde_json::from_str(kept).expect("JSON");
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let draft = &item["draft"];
    let mut payload = text(&item["payload"]);
    assert_eq!(
        hash_of(payload.as_bytes()).as_str(),
        item["payload_sha256"],
        "the fixture is as it was"
    );
    let mut put = |old: &Value, new: String| {
        if let Some(old) = old.as_str() {
            payload = payload.replace(old, &new);
        }
    };
    put(&draft["campaign"], app.plan.campaign.id.to_string());
    put(&draft["site"], app.plan.sites[0].id.to_string());
    put(&draft["photos"][0]["sha256"], photo.sha256.to_string());
    payload
}

async fn send(canbo: &Client, noun: &str, id: Uuid, payload: &str, status: u16) -> Value {
    let request = canbo
        .request(reqwest::Method::PUT, &format!("/api/v1/{noun}/{id}"))
        .header("content-type", "application/json")
        .body(payload.to_owned());
    canbo.send(request).await.expect(status).json()
}

#[tokio::test]
async fn fifty_items_of_version_1_are_taken_each_once() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let kept = VERSION_1.iter().cycle().take(50);
    for (number, (noun, kept)) in kept.enumerate() {
        let photo = Photo::drawn(u32::try_from(number).expect("few"));
        photo.send(&canbo).await.expect(201);
        let payload = payload(&app, kept, &photo);
        let id = Uuid::now_v7();
        let receipt = send(&canbo, noun, id, &payload, 201).await;
        assert_eq!(receipt["id"], id.to_string());
        assert_eq!(
            receipt["payload_sha256"],
            hash_of(payload.as_bytes()).as_str()
        );
        assert_eq!(receipt["photos"][0], photo.sha256.as_str());
        // That version's app was killed before the answer came: it sends again.
        assert_eq!(send(&canbo, noun, id, &payload, 200).await, receipt);
    }
}
