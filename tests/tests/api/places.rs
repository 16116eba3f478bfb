//! Looking for a place: sites, areas, streets; only what the reader may see.

use bienpho_tests::{app::TestApp, client::Client};
use serde_json::Value;

async fn names(client: &Client, query: &str) -> Vec<String> {
    let found = client.json(&format!("/api/v1/places?{query}")).await;
    let name = |place: &Value| format!("{}: {}", text(&place["kind"]), text(&place["name"]));
    let items = found["items"].as_array().expect("places");
    items.iter().map(name).collect()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[tokio::test]
async fn a_street_is_found_without_diacritics_and_by_an_address_in_it() {
    let app = TestApp::start().await;
    let client = app.sign_in("congan").await;
    assert_eq!(names(&client, "q=hang%20khay").await, ["street: Hàng Khay"]);
    let whole = client.json("/api/v1/places?q=h%C3%A0ng%20khay").await;
    assert_eq!(whole["without_number"], false);
    let address = client
        .json("/api/v1/places?q=s%E1%BB%91%2012A%20hang%20khay,%20Ho%C3%A0n%20Ki%E1%BA%BFm")
        .await;
    assert_eq!(address["without_number"], true);
    let street = &address["items"][0];
    assert_eq!(street["name"], "Hàng Khay");
    assert_eq!(street["bbox"], "105.85,21.0249,105.8535,21.0252");
    // Without a campaign, areas are those of today.
    assert_eq!(street["detail"], "Phường Cửa Nam");
    assert_eq!(street["placement"], Value::Null);
}

#[tokio::test]
async fn areas_are_those_of_the_campaigns_boundary_set() {
    let app = TestApp::start().await;
    let client = app.sign_in("vanhoa").await;
    let of = format!("q=hoan%20kiem&campaign={}", app.plan.campaign.id);
    assert_eq!(names(&client, &of).await, ["area: Quận Hoàn Kiếm"]);
    let today = names(&client, "q=hoan%20kiem").await;
    assert_eq!(today, ["area: Phường Hoàn Kiếm"]);
}

#[tokio::test]
async fn a_site_is_found_by_its_code_by_who_may_see_it() {
    let app = TestApp::start().await;
    let campaign = app.plan.campaign.id;
    let vanhoa = app.sign_in("vanhoa").await;
    for typed in ["hk-001", "HK%20001", "hk001"] {
        let of = format!("q={typed}&campaign={campaign}");
        assert_eq!(names(&vanhoa, &of).await, ["site: HK-001"], "{typed}");
    }
    let all = format!("q=hk00&campaign={campaign}");
    assert_eq!(names(&vanhoa, &all).await, ["site: HK-001", "site: HK-002"]);
    let site = vanhoa
        .json(&format!("/api/v1/places?q=hk001&campaign={campaign}"))
        .await;
    let placement = app.plan.sites[0].placement.to_string();
    assert_eq!(site["items"][0]["placement"], placement.as_str());
    let elsewhere = app.sign_in("phutrach-badinh").await;
    assert_eq!(names(&elsewhere, &all).await, [""; 0]);
}

#[tokio::test]
async fn what_cannot_be_read_is_said() {
    let app = TestApp::start().await;
    let client = app.sign_in("vanhoa").await;
    assert_eq!(names(&client, "q=").await, [""; 0]);
    assert_eq!(names(&client, "q=%25").await, [""; 0]);
    let long = format!("/api/v1/places?q={}", "a".repeat(121));
    client.get(&long).await.problem(400, "bad_request");
    client
        .get("/api/v1/places?text=a")
        .await
        .problem(400, "bad_request");
    client
        .get("/api/v1/places?q=a&campaign=x")
        .await
        .problem(400, "bad_request");
}
