//! Server functions for the desk's pages: one file a noun, one line each, nothing checked here.
//!
//! Reads are GET with their arguments in the address, so that they can never change anything; what
//! changes something is POST. Phones and other systems use `/api/v1` instead: the addresses here
//! belong to one release.

pub mod account;
pub mod area;
pub mod campaign;
pub mod flag;
pub mod ground;
pub mod history;
pub mod map;
pub mod notification;
pub mod past;
pub mod place;
pub mod placement;
pub mod reality;
pub mod unit;
pub mod worklist;

use crate::{domain::query::RecordQuery, error::AppResult};

/// Reads the query string that [`to_query`] wrote.
///
/// # Errors
/// [`AppError::BadRequest`] naming the first parameter that can't be read.
pub fn parse_query(text: &str) -> AppResult<RecordQuery> {
    let pairs: Vec<_> = text
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (name, unescape(value)))
        .collect();
    let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
    Ok(RecordQuery::from_pairs(pairs)?)
}

/// The query as `name=value&…`, the same text on server and browser.
pub fn to_query(query: &RecordQuery) -> String {
    let pairs = query.to_pairs();
    let pairs: Vec<_> = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect();
    pairs.join("&")
}

/// Percent-encodes what may not stand in a query string's value.
pub fn escape(value: &str) -> String {
    value.bytes().fold(String::new(), |mut out, byte| {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' | b'-' | b'.' | b'_' | b'~' | b',' | b':' => {
                out.push(byte.into())
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
        out
    })
}

/// Takes back what [`escape`] did; what is not valid stays as it is.
fn unescape(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        match after
            .get(..2)
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
        {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(b'%');
                rest = after;
            }
        }
    }
    bytes.extend(rest.bytes());
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::AppError;

    #[test]
    fn text_is_escaped_byte_by_byte() {
        assert_eq!(escape("CAQ-HK"), "CAQ-HK");
        assert_eq!(escape("Đ&=+ "), "%C4%90%26%3D%2B%20");
    }

    #[test]
    fn what_was_escaped_is_read_again() {
        for text in ["CAQ-HK", "Đ&=+ %", "", "100 %"] {
            assert_eq!(unescape(&escape(text)), text);
        }
        assert_eq!(unescape("%zz%4"), "%zz%4");
    }

    #[test]
    fn a_query_is_written_by_name() {
        let query = RecordQuery {
            reverse: true,
            status: vec!["planned".into(), "removed".into()],
            ..Default::default()
        };
        assert_eq!(to_query(&query), "status=planned,removed&reverse=true");
    }

    #[test]
    fn what_is_unknown_is_refused() {
        assert!(matches!(
            parse_query("colour=red"),
            Err(AppError::BadRequest { .. })
        ));
    }
}
