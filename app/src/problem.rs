//! How a failure is sent to programs.

use serde::{Deserialize, Serialize};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Array, ObjectBuilder, Ref, RefOr,
        schema::{Schema, Type},
    },
};

use crate::{
    domain::invalid::FieldError,
    error::{AppError, Refusal},
    i18n::Lang,
};

/// A problem document (RFC 9457): what `/api/v1` sends for every failure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// URI of the kind of problem: `/api/docs#` and the code.
    pub r#type: String,
    /// What happened and what to do, in the reader's language.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// Code and details.
    #[serde(flatten)]
    pub error: AppError,
    /// Each broken rule in words, with its field, one a line.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub detail: String,
}

impl Problem {
    /// The document of `error` in `lang`.
    pub fn new(error: AppError, lang: Lang) -> Self {
        let detail = match &error {
            AppError::Invalid { fields } => {
                let lines: Vec<_> = fields
                    .iter()
                    .map(|field| format!("{}: {}", field.field, field.rule.label(lang)))
                    .collect();
                lines.join("\n")
            }
            _ => String::new(),
        };
        Self {
            r#type: format!("/api/docs#{}", error.code()),
            title: error.message(lang),
            status: error.status(),
            error,
            detail,
        }
    }
}

/// Details of some codes, with the type of each; a test holds it against every failure that there is.
const NUMBERS: [&str; 6] = [
    "retry_after_s",
    "seen",
    "current",
    "offset",
    "max",
    "max_bytes",
];
const TEXTS: [&str; 3] = ["problem", "present", "transition"];

// By hand: a flattened enum would be described as an object without a word of its code.
impl PartialSchema for Problem {
    fn schema() -> RefOr<Schema> {
        let text = || ObjectBuilder::new().schema_type(Type::String);
        let number = || ObjectBuilder::new().schema_type(Type::Integer);
        let codes = text().enum_values(Some(AppError::CODES));
        let mut problem = ObjectBuilder::new()
            .description(Some(
                "What every failure is sent as (RFC 9457); `code` is stable, and some codes have details.",
            ))
            .property("type", text().description(Some("`/api/docs#` and the code")))
            .property("title", text().description(Some("What happened and what to do")))
            .property("status", number().description(Some("The HTTP status")))
            .property("code", codes)
            .property("detail", text().description(Some("Each broken rule in words, one a line")))
            .property("refusal", Ref::from_schema_name("Refusal"))
            .property("fields", Array::new(Ref::from_schema_name("FieldError")))
            .property("photos", Array::new(text()))
            .required("type")
            .required("title")
            .required("status")
            .required("code");
        for name in NUMBERS {
            problem = problem.property(name, number());
        }
        for name in TEXTS {
            problem = problem.property(name, text());
        }
        problem.into()
    }
}

impl ToSchema for Problem {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push(("Refusal".to_owned(), Refusal::schema()));
        schemas.push(("FieldError".to_owned(), FieldError::schema()));
        FieldError::schemas(schemas);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::domain::invalid::Rule;

    /// One failure of each code.
    fn all() -> Vec<AppError> {
        let (status, problem) = ("recorded".to_owned(), "x".to_owned());
        let details = |code: &str| match code {
            "too_many_attempts" | "busy" => serde_json::json!({ "retry_after_s": 1 }),
            "forbidden" => serde_json::json!({ "refusal": "role" }),
            "bad_request" | "not_a_jpeg" | "device" => serde_json::json!({ "problem": problem }),
            "invalid" => serde_json::json!({ "fields": [{ "field": "x", "rule": Rule::TooLong }] }),
            "transition_refused" => serde_json::json!({ "present": status, "transition": "x" }),
            "version_conflict" => serde_json::json!({ "seen": 1, "current": 2, "present": status }),
            "photos_missing" => serde_json::json!({ "photos": ["ab".repeat(32)] }),
            "wrong_offset" => serde_json::json!({ "offset": 1 }),
            "too_many_pixels" => serde_json::json!({ "max": 1 }),
            "too_large" => serde_json::json!({ "max_bytes": 1 }),
            _ => serde_json::json!({}),
        };
        let read = |code: &&str| {
            let mut error = details(code);
            error["code"] = Value::from(*code);
            serde_json::from_value(error).unwrap_or_else(|error| panic!("{code}: {error}"))
        };
        AppError::CODES.iter().map(read).collect()
    }

    #[test]
    fn the_schema_knows_every_code_and_detail() {
        let schema = serde_json::to_value(Problem::schema()).expect("JSON");
        let codes = schema["properties"]["code"]["enum"].as_array();
        let codes = codes.expect("codes");
        for error in all() {
            assert!(codes.contains(&Value::from(error.code())));
            let sent = serde_json::to_value(Problem::new(error, Lang::En)).expect("JSON");
            for (name, value) in sent.as_object().expect("an object") {
                let described = &schema["properties"][name];
                assert!(described.is_object(), "{name}");
                let of_type = match described["type"].as_str() {
                    Some("integer") => value.is_i64() || value.is_u64(),
                    Some("array") => value.is_array(),
                    _ => value.is_string(),
                };
                assert!(of_type, "{name}: {value}");
            }
        }
    }
}
