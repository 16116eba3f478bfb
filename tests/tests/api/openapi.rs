//! The API's description, and that it knows displays and no persons.

use std::collections::BTreeSet;

use bienpho_tests::app::TestApp;
use serde_json::Value;

/// Fields that name an account: whose session it is, where its own digests go, and the administrator's list.
const OF_ACCOUNTS: [&str; 5] = ["username", "password", "display_name", "email", "active"];
/// Who answers for a place: a closed list of authorities, as the test below holds.
const OF_AUTHORITIES: [&str; 1] = ["addressee"];
/// Words that a field about a person would have in its name.
const PERSONAL: [&str; 27] = [
    "person",
    "people",
    "citizen",
    "owner",
    "user",
    "phone",
    "mobile",
    "email",
    "address",
    "home",
    "house",
    "plate",
    "vehicle",
    "license",
    "identity",
    "passport",
    "birth",
    "gender",
    "face",
    "opinion",
    "religion",
    "text_of",
    "transcript",
    "content",
    "ocr",
    "officer",
    "speed",
];

fn properties(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(Value::Object(own)) = fields.get("properties") {
                found.extend(own.keys().cloned());
            }
            fields.values().for_each(|value| properties(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| properties(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn no_schema_has_a_field_for_a_person() {
    let app = TestApp::start().await;
    let description = app.nobody().json("/api/v1/openapi.json").await;
    let mut found = BTreeSet::new();
    properties(&description, &mut found);
    assert!(
        found.contains("grounds") && found.contains("location_class"),
        "{found:?}"
    );
    for name in found
        .iter()
        .filter(|name| !OF_ACCOUNTS.contains(&name.as_str()))
        .filter(|name| !OF_AUTHORITIES.contains(&name.as_str()))
    {
        let personal = PERSONAL.iter().find(|word| name.contains(**word));
        assert_eq!(personal, None, "{name}");
    }
    let schemas = description["components"]["schemas"].as_object();
    let with_address = schemas.expect("schemas").iter().filter(|(_, schema)| {
        let mut own = BTreeSet::new();
        properties(schema, &mut own);
        own.contains("email")
    });
    let with_address: Vec<_> = with_address.map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        with_address,
        ["NotificationSettings"],
        "one's own, and nobody else's"
    );
    // No list can be asked for by who recorded it, but one's own.
    for (path, item) in description["paths"].as_object().expect("paths") {
        for parameter in item["get"]["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().expect("a name");
            assert!(
                PERSONAL.iter().all(|word| !name.contains(word)),
                "{path}: {name}"
            );
        }
    }
}

#[tokio::test]
async fn a_flag_is_handed_to_authorities_only() {
    let app = TestApp::start().await;
    let description = app.nobody().json("/api/v1/openapi.json").await;
    let addressees = &description["components"]["schemas"]["Addressee"]["enum"];
    let expected = [
        "ward",
        "road_or_tree_owner",
        "culture_inspectorate",
        "police",
    ];
    assert_eq!(addressees, &serde_json::json!(expected));
}

#[tokio::test]
async fn private_homes_cannot_be_recorded() {
    let app = TestApp::start().await;
    let description = app.nobody().json("/api/v1/openapi.json").await;
    let classes = &description["components"]["schemas"]["LocationClass"]["enum"];
    let expected = [
        "street",
        "traffic_infrastructure",
        "tree_or_pole",
        "heritage_or_lake",
        "agency_premises",
        "commercial_premises",
    ];
    assert_eq!(classes, &serde_json::json!(expected));
}

#[tokio::test]
async fn the_page_of_the_description_comes_from_own_files() {
    let app = TestApp::start().await;
    let page = app.nobody().get("/api/docs").await.expect(200);
    assert!(page.header("content-type").starts_with("text/html"));
    let text = page.text();
    for other in ["http://", "https://", "src=\"//"] {
        assert!(!text.contains(other), "{other}");
    }
    for file in ["/api/docs/page.js", "/api/docs/page.css"] {
        assert!(text.contains(file), "{file}");
        app.nobody().get(file).await.expect(200);
    }
}
