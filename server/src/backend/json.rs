//! JSON that comes in, by a request or in a queue's file: no text of it hides a character, no field of a record is
//! passed over.

use app::{
    domain::{
        invalid::{FieldError, Rule},
        text,
    },
    error::{AppError, AppResult},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// The value that these bytes are.
///
/// # Errors
/// A bad request where it can't be read; [`AppError::Invalid`] with the path of every text with a character that may
/// not stand there.
pub fn read<T: DeserializeOwned>(bytes: &[u8]) -> AppResult<T> {
    check_texts(&serde_json::from_slice(bytes).map_err(AppError::bad_request)?)?;
    // From the bytes again: a field that is written twice is refused only there.
    serde_json::from_slice(bytes).map_err(AppError::bad_request)
}

/// A record, every field of which is known: what a server does not know it can't keep.
///
/// # Errors
/// As [`read`]; a bad request that names the first field that is unknown.
pub fn read_record<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> AppResult<T> {
    let value = read(bytes)?;
    let sent = serde_json::from_slice(bytes).map_err(AppError::bad_request)?;
    let known = serde_json::to_value(&value).map_err(AppError::bad_request)?;
    match unknown(&sent, &known, "") {
        Some(field) => Err(AppError::bad_request(format!("unknown field {field}"))),
        None => Ok(value),
    }
}

fn check_texts(value: &Value) -> AppResult<()> {
    let mut fields = Vec::new();
    walk(value, "", &mut fields);
    if fields.is_empty() {
        return Ok(());
    }
    Err(AppError::Invalid { fields })
}

fn walk(value: &Value, path: &str, wrong: &mut Vec<FieldError>) {
    match value {
        Value::String(text) if !text::is_sound(text) => wrong.push(FieldError {
            field: path.to_owned(),
            rule: Rule::Characters,
        }),
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &below(path, &index.to_string()), wrong);
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                walk(value, &below(path, name), wrong);
            }
        }
        _ => {}
    }
}

/// The path of the first field that was sent and is not known.
fn unknown(sent: &Value, known: &Value, path: &str) -> Option<String> {
    let Value::Object(fields) = sent else {
        return None;
    };
    fields.iter().find_map(|(name, value)| {
        let path = below(path, name);
        match known.get(name) {
            Some(known) => unknown(value, known, &path),
            None => Some(path),
        }
    })
}

fn below(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}
