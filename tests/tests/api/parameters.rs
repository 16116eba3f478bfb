//! Parameters of every route, from the description: what is unknown, written twice or not one of what there is, is refused in words.

use bienpho_tests::{app::TestApp, client::Client};
use serde_json::Value;

struct Route {
    path: String,
    parameters: Vec<Value>,
}

/// Every documented GET of the API; its path names things of the test's own plan where it has them.
fn routes(app: &TestApp, description: &Value) -> Vec<Route> {
    let campaign = app.plan.campaign.id.to_string();
    let paths = description["paths"].as_object().expect("paths").iter();
    let documented = paths.filter(|(path, item)| {
        let is_called = item["get"].is_object() && path.starts_with("/api/v1/");
        is_called || path.starts_with("/tiles")
    });
    let filled = documented.map(|(path, item)| Route {
        path: path
            .replace("{campaign}", &campaign)
            .replace("{z}/{x}/{file}", "14/13009/7212.mvt")
            .replace("areas/{file}", "areas/002.csv"),
        parameters: item["get"]["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "query")
            .cloned()
            .collect(),
    });
    filled.collect()
}

async fn refused(client: &Client, path: &str, named: &[&str]) {
    let answer = client.get(path).await;
    let words = answer.problem(400, "bad_request")["problem"].to_string();
    for name in named {
        assert!(words.contains(name), "{path}: {words}");
    }
}

#[tokio::test]
async fn what_a_route_does_not_know_or_is_told_twice_is_refused() {
    let app = TestApp::start().await;
    let client = app.sign_in("vanhoa").await;
    let description = client.json("/api/v1/openapi.json").await;
    let routes = routes(&app, &description);
    assert!(routes.len() > 30, "{}", routes.len());
    for route in routes {
        let known: Vec<&str> = names(&route).collect();
        let mut named = vec!["colour"];
        named.extend(&known);
        refused(&client, &format!("{}?colour=red", route.path), &named).await;
        for name in known {
            let twice = format!("{}?{name}=1&{name}=1", route.path);
            refused(&client, &twice, &[name]).await;
            if name != "q" {
                refused(&client, &format!("{}?{name}=", route.path), &[name]).await;
            }
        }
    }
}

fn names(route: &Route) -> impl Iterator<Item = &str> {
    route
        .parameters
        .iter()
        .map(|parameter| parameter["name"].as_str().expect("a name"))
}

/// The schema behind references and lists.
fn resolved<'a>(description: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().expect("a name");
        return resolved(description, &description["components"]["schemas"][name]);
    }
    match schema["type"].as_str() {
        Some("array") => resolved(description, &schema["items"]),
        _ => schema,
    }
}

#[tokio::test]
async fn a_value_that_the_description_does_not_allow_is_refused_in_words() {
    let app = TestApp::start().await;
    let client = app.sign_in("vanhoa").await;
    let description = client.json("/api/v1/openapi.json").await;
    let mut tried = 0;
    for route in routes(&app, &description) {
        if route.path.contains('{') {
            continue;
        }
        let required = |other: &Value| other["required"] == true;
        for parameter in &route.parameters {
            let name = parameter["name"].as_str().expect("a name");
            let schema = resolved(&description, &parameter["schema"]);
            let allowed: Vec<&str> = schema["enum"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect();
            let (values, named): (&[&str], Vec<&str>) = match schema["type"].as_str() {
                _ if !allowed.is_empty() => (&["nope", "NOPE", "null"], allowed),
                Some("boolean") => (&["TRUE", "null", "1", "yes"], vec!["true", "false"]),
                Some("integer") => (&["x", "1.5", "-99999999999"], vec![name]),
                _ if schema["format"] == "uuid" => (&["1", "nope"], vec![name]),
                _ if schema["pattern"].is_string() => (&["nope", "2020-13-01x"], vec![name]),
                _ => continue,
            };
            // What else must be there is, so that it is this one that is refused.
            let others = route
                .parameters
                .iter()
                .filter(|other| required(other) && other["name"] != name);
            let others: String = others
                .map(|other| match other["name"].as_str() {
                    Some("campaign") => format!("&campaign={}", app.plan.campaign.id),
                    Some("zoom") => "&zoom=12".to_owned(),
                    Some("by") => "&by=area".to_owned(),
                    Some("q") => "&q=hang".to_owned(),
                    other => panic!("a value of {other:?} is needed here"),
                })
                .collect();
            for value in values {
                let path = format!("{}?{name}={value}{others}", route.path);
                refused(&client, &path, &named).await;
                tried += 1;
            }
        }
    }
    assert!(tried > 100, "{tried}");
}

#[tokio::test]
async fn lists_are_asked_for_states_of_their_own_kind() {
    let app = TestApp::start().await;
    let client = app.sign_in("vanhoa").await;
    for (list, own, other) in [
        ("placements", "verified", "confirmed"),
        ("flags", "confirmed", "verified"),
        ("check-ins", "intact", "confirmed"),
    ] {
        let of = |state: &str| format!("/api/v1/{list}?status={state}");
        client.get(&of(own)).await.expect(200);
        refused(&client, &of(other), &["status", own]).await;
    }
}
