//! What all operations of the description say alike, written once: how they fail, that bytes are bytes, that pairs are pairs, and
//! where the server is. Generators of clients read it without a change by hand.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::http::problem::MEDIA_TYPE;

/// Answers of one method of a path.
const METHODS: [&str; 7] = ["get", "put", "post", "delete", "patch", "head", "options"];

/// Completes a description; `is_public` says of a method (in capitals) and a path whether anybody may call it.
pub fn complete(description: &mut Value, is_public: &dyn Fn(&str, &str) -> bool) {
    description["servers"] = json!([{ "url": "/", "description": "This server" }]);
    each_schema(description);
    let Some(paths) = description["paths"].as_object_mut() else {
        return;
    };
    for (path, item) in paths {
        for method in METHODS {
            if let Some(operation) = item.get_mut(method).and_then(Value::as_object_mut) {
                let public = is_public(&method.to_ascii_uppercase(), path);
                tell_failures(path, public, operation);
            }
        }
    }
}

/// Puts the statuses that an operation can fail with in the place of `default`, which would hide one that is not told of.
fn tell_failures(path: &str, is_public: bool, operation: &mut Map<String, Value>) {
    let failures = failures(path, is_public, operation);
    let Some(responses) = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    if responses.remove("default").is_none() {
        return;
    }
    for status in failures {
        let words = StatusCode::from_u16(status)
            .ok()
            .and_then(|status| status.canonical_reason())
            .unwrap_or("Refused");
        let problem = json!({
            "description": words,
            "content": { MEDIA_TYPE: { "schema": { "$ref": "#/components/schemas/Problem" } } },
        });
        responses.entry(status.to_string()).or_insert(problem);
    }
}

/// How an operation can fail, by what it takes.
fn failures(path: &str, is_public: bool, operation: &Map<String, Value>) -> BTreeSet<u16> {
    let has = |place: &str, name: Option<&str>| {
        let parameters = operation.get("parameters").and_then(Value::as_array);
        parameters.into_iter().flatten().any(|one| {
            let same = name.is_none_or(|name| {
                one["name"]
                    .as_str()
                    .is_some_and(|it| it.eq_ignore_ascii_case(name))
            });
            one["in"] == place && same
        })
    };
    let mut failures = BTreeSet::from([400, 429, 500, 503]);
    if !is_public {
        failures.extend([401, 403]);
    }
    if path.ends_with("/session") {
        failures.insert(401);
    }
    if has("path", None) || has("query", None) || path.contains("/basemap") {
        failures.insert(404);
    }
    if has("header", Some("if-match")) {
        failures.extend([409, 412, 422, 424]);
    }
    if path.contains("/uploads") {
        failures.extend([404, 409, 412, 415, 423]);
    }
    if operation.contains_key("requestBody") || path.contains("/uploads") {
        failures.extend([404, 409, 412, 413, 415, 422, 424]);
    }
    failures
}

/// Mends what generators can't read: bodies of bytes as lists of numbers, and pairs whose `items` is `false`.
fn each_schema(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(pair) = pair(fields) {
                fields.extend(pair);
            }
            if let Some(content) = fields.get_mut("content").and_then(Value::as_object_mut) {
                content.values_mut().for_each(as_bytes);
            }
            fields.values_mut().for_each(each_schema);
        }
        Value::Array(items) => items.iter_mut().for_each(each_schema),
        _ => {}
    }
}

/// A list of fixed length, said in a way that older readers know too.
fn pair(fields: &Map<String, Value>) -> Option<Map<String, Value>> {
    let parts = fields.get("prefixItems")?.as_array()?;
    let said =
        json!({ "items": { "anyOf": parts }, "minItems": parts.len(), "maxItems": parts.len() });
    said.as_object().cloned()
}

fn as_bytes(content: &mut Value) {
    let bytes = json!("array");
    let schema = &mut content["schema"];
    if schema["type"] == bytes && schema["items"]["format"] == "int32" {
        *schema = json!({ "type": "string", "format": "binary" });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_follow_from_what_an_operation_takes() {
        let mut described = json!({ "paths": { "/api/v1/x/{id}": { "put": {
            "parameters": [{ "name": "id", "in": "path" }, { "name": "If-Match", "in": "header" }],
            "requestBody": { "content": { "image/jpeg": { "schema": { "type": "array", "items": { "type": "integer", "format": "int32" } } } } },
            "responses": { "200": {}, "default": {} },
        }, "get": { "responses": { "200": {} } } } } });
        complete(&mut described, &|method, _| method == "GET");
        let put = &described["paths"]["/api/v1/x/{id}"]["put"];
        for status in ["200", "401", "403", "404", "409", "412", "413", "422"] {
            assert!(put["responses"][status].is_object(), "{status}");
        }
        assert!(put["responses"]["default"].is_null());
        let body = &put["requestBody"]["content"]["image/jpeg"]["schema"];
        assert_eq!(body, &json!({ "type": "string", "format": "binary" }));
        let get = &described["paths"]["/api/v1/x/{id}"]["get"]["responses"];
        assert_eq!(get.as_object().map(Map::len), Some(1));
    }
}
