//! Reads paths, queries and bodies into the domain's types; what can't be read is a 400 with words.

use std::{fmt::Display, str::FromStr};

use app::{
    domain::{photo::Sha256, query::RecordQuery, text},
    error::AppError,
};
use axum::{
    body::{Body, Bytes},
    extract::{FromRef, FromRequest, FromRequestParts, Path, Query, Request},
    http::{HeaderMap, header, request::Parts},
};
use serde::{Serialize, de::DeserializeOwned};
use sha2::Digest;
use tokio::sync::OwnedSemaphorePermit;

use super::problem::ApiError;
use crate::{backend::json, state::AppState};

/// Seconds to wait for another import to end.
const IMPORT_RETRY_AFTER_S: u32 = 30;
/// Most bytes of a JSON body.
pub const MAX_JSON_BYTES: usize = crate::backend::MAX_PAYLOAD_BYTES;

/// Room to work on an import, held while the request is. To stand after who is asking and before the body.
pub struct ImportRoom {
    _place: OwnedSemaphorePermit,
}

impl<S: Send + Sync> FromRequestParts<S> for ImportRoom
where
    AppState: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(_: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let room = AppState::from_ref(state).imports.try_acquire_owned();
        let busy = AppError::Busy {
            retry_after_s: IMPORT_RETRY_AFTER_S,
        };
        Ok(Self {
            _place: room.map_err(|_| busy)?,
        })
    }
}

/// The path's only parameter.
pub struct OnePath<T>(pub T);

impl<S: Send + Sync, T: FromStr<Err: Display>> FromRequestParts<S> for OnePath<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(AppError::bad_request)?;
        Ok(Self(text.parse().map_err(AppError::bad_request)?))
    }
}

/// The path's two parameters.
pub struct TwoPath<A, B>(pub A, pub B);

impl<S, A, B> FromRequestParts<S> for TwoPath<A, B>
where
    S: Send + Sync,
    A: FromStr<Err: Display>,
    B: FromStr<Err: Display>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let Path((a, b)) = Path::<(String, String)>::from_request_parts(parts, state)
            .await
            .map_err(AppError::bad_request)?;
        Ok(Self(
            a.parse().map_err(AppError::bad_request)?,
            b.parse().map_err(AppError::bad_request)?,
        ))
    }
}

/// The filters of a list.
pub struct Filters(pub RecordQuery);

impl<S: Send + Sync> FromRequestParts<S> for Filters {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Ok(Self(filters(&pairs(parts)?)?))
    }
}

/// The query string's parameters in their order.
///
/// # Errors
/// When it isn't one.
pub fn pairs(parts: &Parts) -> Result<Vec<(String, String)>, ApiError> {
    let Query(pairs) =
        Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map_err(AppError::bad_request)?;
    if let Some((name, _)) = pairs.iter().find(|(_, value)| !text::is_sound(value)) {
        let problem = "it has a character that may not stand in a text";
        return Err(AppError::bad_request(format!("{name}: {problem}")).into());
    }
    Ok(pairs)
}

/// These parameters as filters.
///
/// # Errors
/// Naming the first parameter that is unknown or can't be read.
pub fn filters(pairs: &[(String, String)]) -> Result<RecordQuery, ApiError> {
    let pairs = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    Ok(RecordQuery::from_pairs(pairs)?)
}

/// A JSON body.
pub struct JsonBody<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for JsonBody<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (headers, body) = (request.headers().clone(), request.into_body());
        Ok(Self(json::read(&read_json(&headers, body).await?)?))
    }
}

/// A record's JSON body and the hash of its very bytes, by which a repetition is told from another payload.
pub struct Payload<T> {
    /// The record.
    pub record: T,
    /// Hash of the bytes as received.
    pub sha256: Sha256,
}

impl<S: Send + Sync, T: DeserializeOwned + Serialize> FromRequest<S> for Payload<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &S) -> Result<Self, ApiError> {
        let (headers, body) = (request.headers().clone(), request.into_body());
        let bytes = read_json(&headers, body).await?;
        Ok(Self {
            record: json::read_record(&bytes)?,
            sha256: sha256(&bytes),
        })
    }
}

/// The hash of these bytes.
pub fn sha256(bytes: &[u8]) -> Sha256 {
    hex::encode(sha2::Sha256::digest(bytes))
        .parse()
        .expect("64 lower-case hexadecimal digits")
}

async fn read_json(headers: &HeaderMap, body: Body) -> Result<Bytes, ApiError> {
    if media_type(headers).is_some_and(|media_type| !media_type.ends_with("json")) {
        return Err(AppError::bad_request("the body must be application/json").into());
    }
    read_body(headers, body, MAX_JSON_BYTES).await
}

/// The request's media type without parameters, in lower case.
pub fn media_type(headers: &HeaderMap) -> Option<String> {
    let text = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    Some(
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase(),
    )
}

/// The body, refused before it is read when it says that it is too long, else as soon as it is.
///
/// # Errors
/// [`AppError::TooLarge`], or a bad request when the body ends early.
pub async fn read_body(
    headers: &HeaderMap,
    body: Body,
    max_bytes: usize,
) -> Result<Bytes, ApiError> {
    let too_large = AppError::TooLarge {
        max_bytes: max_bytes as u64,
    };
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > max_bytes as u64) {
        return Err(too_large.into());
    }
    axum::body::to_bytes(body, max_bytes)
        .await
        .map_err(|error| match is_limit(&error) {
            true => too_large.into(),
            false => AppError::bad_request("the body ended early").into(),
        })
}

fn is_limit(error: &axum::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use app::domain::flag::Reason;

    use super::*;

    async fn payload(
        content_type: &str,
        body: impl Into<Body>,
    ) -> Result<Payload<Reason>, AppError> {
        let request = Request::builder()
            .header("content-type", content_type)
            .body(body.into())
            .expect("a request");
        Payload::from_request(request, &())
            .await
            .map_err(|ApiError(error)| error)
    }

    #[tokio::test]
    async fn the_hash_is_of_the_bytes_and_not_of_their_meaning() {
        let tight = payload("application/json", r#"{"reason":"x"}"#)
            .await
            .expect("read");
        let loose = payload("application/json; charset=utf-8", r#"{ "reason": "x" }"#)
            .await
            .expect("read");
        assert_eq!(tight.record, loose.record);
        assert_ne!(tight.sha256, loose.sha256);
        assert_eq!(tight.sha256, sha256(br#"{"reason":"x"}"#));
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_a_bad_request() {
        for (content_type, body) in [
            ("application/json", "{"),
            ("application/json", r#"{"reason":1}"#),
            ("application/json", r#"{"reason":"x","more":1}"#),
            ("text/plain", r#"{"reason":"x"}"#),
        ] {
            let error = payload(content_type, body).await.err().expect("refused");
            assert_eq!(error.status(), 400, "{body}");
        }
    }

    #[tokio::test]
    async fn a_long_body_is_refused_whether_it_says_so_or_not() {
        let long = vec![b' '; MAX_JSON_BYTES + 1];
        let chunks = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from(long.clone()))]);
        let request = Request::builder()
            .header("content-length", long.len())
            .body(Body::from(""))
            .expect("a request");
        let announced = Payload::<Reason>::from_request(request, &())
            .await
            .err()
            .map(|ApiError(error)| error);
        let silent = payload("application/json", Body::from_stream(chunks))
            .await
            .err();
        for error in [announced, silent] {
            assert_eq!(
                error,
                Some(AppError::TooLarge {
                    max_bytes: MAX_JSON_BYTES as u64
                })
            );
        }
    }
}
