//! Texts that come in: what hides in them is refused with words, wherever it comes in and on both engines alike.

use ::app::domain::photo::Sha256;
use bienpho_tests::{
    app::{self, Plan, TestApp},
    db::Engine,
    payload::Record,
    photo::Photo,
};
use reqwest::Method;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const NOUNS: [fn(&Plan, &[&Sha256]) -> Record; 3] =
    [Record::placement, Record::check_in, Record::flag];
/// NUL, a control character, a mark of direction, a place of no character, a lost character.
const HIDDEN: [char; 5] = ['\0', '\u{1b}', '\u{202e}', '\u{ffff}', '\u{fffd}'];

/// The schema that a reference names.
fn resolved<'a>(description: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(name) => (description.pointer(&name[1..])).unwrap_or_else(|| panic!("no {name}")),
        None => schema,
    }
}

/// The names of the text fields of an object's schema, those of its parts included.
fn texts(description: &Value, schema: &Value, found: &mut Vec<String>) {
    let schema = resolved(description, schema);
    for part in schema["allOf"].as_array().into_iter().flatten() {
        texts(description, part, found);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let field = resolved(description, field);
        let is_text = field["type"] == "string"
            || (field["type"].as_array()).is_some_and(|types| types.contains(&json!("string")));
        if is_text {
            found.push(name.clone());
        }
    }
}

/// The path with something in its parameters, which is never reached.
fn filled(path: &str) -> String {
    let parts = path.split('/').map(|part| match part {
        _ if part.starts_with('{') => Uuid::now_v7().to_string(),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("/")
}

async fn every_text_field_of_every_body_is_refused_with_its_name(app: TestApp) {
    let vanhoa = app.sign_in("vanhoa").await;
    let description = app.nobody().json("/api/v1/openapi.json").await;
    let mut tried = 0;
    for (path, operations) in description["paths"].as_object().expect("paths") {
        for (method, operation) in operations.as_object().expect("operations") {
            let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
            let mut fields = Vec::new();
            texts(&description, schema, &mut fields);
            for field in fields {
                let method: Method = method.to_uppercase().parse().expect("a method");
                for hidden in HIDDEN {
                    let body: Map<_, _> = [(field.clone(), json!(format!("a{hidden}b")))]
                        .into_iter()
                        .collect();
                    let request = vanhoa.request(method.clone(), &filled(path)).json(&body);
                    let request = request.header("if-match", "\"1\"");
                    let problem = vanhoa.send(request).await.problem(422, "invalid");
                    assert_eq!(
                        problem["fields"],
                        json!([{ "field": field, "rule": "characters" }]),
                        "{method} {path}"
                    );
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 10 * HIDDEN.len(), "only {tried}");
}

async fn a_record_is_kept_as_it_was_sent_or_refused(app: TestApp) {
    let canbo = app.sign_in("canbo").await;
    for (number, noun) in (0..).zip(NOUNS) {
        let photo = Photo::drawn(number);
        photo.send(&canbo).await.expect(201);
        let record = noun(&app.plan, &[&photo.sha256]);
        for field in ["note", "street"] {
            for hidden in HIDDEN {
                let bad = record.clone().with(field, &*format!("cột {hidden} 4"));
                let problem = bad.send(&canbo).await.problem(422, "invalid");
                let expected = json!([{ "field": field, "rule": "characters" }]);
                assert_eq!(problem["fields"], expected, "{hidden:?}");
            }
        }
        // Half of a pair can't be a text at all.
        let half = serde_json::to_string(&record.body).expect("JSON");
        let half = half.replace("cột số 4", "\\ud800");
        let request = canbo.request(Method::PUT, &record.path());
        let request = request
            .header("content-type", "application/json")
            .body(half);
        canbo.send(request).await.problem(400, "bad_request");
        // What the server would drop is refused, in the record and below.
        let more = record.clone().with("owner_name", "x");
        more.send(&canbo).await.problem(400, "bad_request");
        let mut deep = record.clone();
        deep.body["position"]["speed"] = json!(1);
        deep.send(&canbo).await.problem(400, "bad_request");
        // Signs that are made of two become one; the line's break stays.
        let apart = "co\u{323}\u{302}t\nso\u{302}\u{301} 4";
        let good = record.with("note", apart);
        good.send(&canbo).await.expect(201);
        assert_eq!(canbo.json(&good.path()).await["note"], "cột\nsố 4");
    }
}

async fn a_query_hides_nothing(app: TestApp) {
    let vanhoa = app.sign_in("vanhoa").await;
    for path in ["/api/v1/places?q=a%00b", "/api/v1/placements?unit=a%00b"] {
        vanhoa.get(path).await.problem(400, "bad_request");
    }
}

async fn all(engine: Engine) {
    app::run(
        engine,
        every_text_field_of_every_body_is_refused_with_its_name,
    )
    .await;
    app::run(engine, a_record_is_kept_as_it_was_sent_or_refused).await;
    app::run(engine, a_query_hides_nothing).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_sqlite() {
    all(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn on_postgres() {
    all(Engine::Postgres).await;
}
