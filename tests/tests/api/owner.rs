//! What a phone sends says whose it is: another account's session never sends it.

use app::domain::photo::Sha256;
use bienpho_tests::{
    app::{Plan, TestApp},
    client::{Answer, Client},
    payload::Record,
    photo::Photo,
};
use reqwest::Method;
use serde_json::Value;

const NOUNS: [fn(&Plan, &[&Sha256]) -> Record; 3] =
    [Record::placement, Record::check_in, Record::flag];

async fn id_of(client: &Client) -> String {
    let me = client.json("/api/v1/session").await;
    me["id"].as_str().expect("an id").to_owned()
}

async fn put_photo(client: &Client, photo: &Photo, owner: &str) -> Answer {
    let request = client
        .request(Method::PUT, &photo.path())
        .header("content-type", "image/jpeg")
        .header("bienpho-owner", owner);
    client.send(request.body(photo.bytes.clone())).await
}

async fn put_record(client: &Client, record: &Record, owner: &str) -> Answer {
    let request = client
        .request(Method::PUT, &record.path())
        .header("bienpho-owner", owner);
    client.send(request.json(&record.body)).await
}

#[tokio::test]
async fn another_accounts_session_is_refused_and_nothing_is_kept() {
    let app = TestApp::start().await;
    let (canbo, canbo2) = (app.sign_in("canbo").await, app.sign_in("canbo2").await);
    let owner = id_of(&canbo).await;
    for (number, noun) in (1..).zip(NOUNS) {
        let photo = Photo::drawn(number);
        let refused = put_photo(&canbo2, &photo, &owner)
            .await
            .problem(403, "forbidden");
        assert_eq!(refused["refusal"], "not_its_owner");
        assert!(app.photo_files(photo.sha256.as_str()).is_empty());
        put_photo(&canbo, &photo, &owner).await.expect(201);

        let record = noun(&app.plan, &[&photo.sha256]);
        let refused = put_record(&canbo2, &record, &owner)
            .await
            .problem(403, "forbidden");
        assert_eq!(refused["refusal"], "not_its_owner");
        canbo.get(&record.path()).await.problem(404, "not_found");
        // The owner comes back: the id is still free and the photo still theirs.
        put_record(&canbo, &record, &owner).await.expect(201);
        put_record(&canbo, &record, &owner.to_uppercase())
            .await
            .expect(200);
    }
}

#[tokio::test]
async fn a_repeated_record_is_not_shown_to_another_session_either() {
    let app = TestApp::start().await;
    let (canbo, canbo2) = (app.sign_in("canbo").await, app.sign_in("canbo2").await);
    let owner = id_of(&canbo).await;
    let photo = Photo::drawn(1);
    put_photo(&canbo, &photo, &owner).await.expect(201);
    let record = Record::flag(&app.plan, &[&photo.sha256]);
    put_record(&canbo, &record, &owner).await.expect(201);
    let refused = put_record(&canbo2, &record, &owner)
        .await
        .problem(403, "forbidden");
    assert_eq!(refused["refusal"], "not_its_owner");
    assert_eq!(refused.get("payload_sha256"), None::<&Value>);
}

#[tokio::test]
async fn an_owner_that_is_no_account_is_a_bad_request_and_a_stranger_signs_in_first() {
    let app = TestApp::start().await;
    let canbo = app.sign_in("canbo").await;
    let photo = Photo::drawn(1);
    for owner in ["", "canbo", "0192f0c1-7a40-7cc2-9f0e", "*"] {
        put_photo(&canbo, &photo, owner)
            .await
            .problem(400, "bad_request");
    }
    let nobody = app.nobody();
    put_photo(&nobody, &photo, &id_of(&canbo).await)
        .await
        .problem(401, "sign_in_required");
    // Without the header the session's account is the owner.
    photo.send(&canbo).await.expect(201);
}
