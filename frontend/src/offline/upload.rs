//! Sends one photo: a short one whole, a long one in parts that the server keeps, so that what arrived over a bad line is
//! never sent again. What comes next is decided in [`app::phone::upload`]; the protocol is tus 1.0.

use app::{
    domain::{ids::AccountId, photo::Sha256},
    error::{AppError, AppResult},
    phone::upload::{Next, Upload},
};
use js_sys::ArrayBuffer;

use crate::{
    http::{Body, LONG_MS, Request},
    js::window,
};

const RESUMABLE: (&str, &str) = ("tus-resumable", "1.0.0");

/// Sends the photo, from where an earlier attempt got to. `owner` is whose record it is of, if it is of one.
///
/// # Errors
/// What the server refused it for, or that nothing gets through; what arrived is kept then.
pub async fn send(owner: Option<AccountId>, sha256: &Sha256, bytes: &ArrayBuffer) -> AppResult<()> {
    let mut upload = Upload::new(bytes.byte_length());
    loop {
        let answer = match upload.next() {
            Next::Done(result) => return result.clone(),
            Next::Begin => begin(owner, sha256, bytes.byte_length()).await,
            &Next::Part(from, to) => {
                part(owner, sha256, from, &bytes.slice_with_end(from, to)).await
            }
            Next::Whole => whole(owner, sha256, bytes).await.map(|()| 0),
        };
        upload.answered(answer);
    }
}

async fn whole(owner: Option<AccountId>, sha256: &Sha256, bytes: &ArrayBuffer) -> AppResult<()> {
    let path = ["/photos/", sha256.as_str()].concat();
    let request = Request {
        body: Body::Jpeg(bytes),
        owner,
        within_ms: LONG_MS,
        ..Request::new("PUT", &path)
    };
    request.send().await?.done()
}

async fn begin(owner: Option<AccountId>, sha256: &Sha256, length: u32) -> AppResult<u64> {
    let hash = window().btoa(sha256.as_str());
    let metadata = ["sha256 ", &hash.map_err(|_| AppError::Internal)?].concat();
    let request = Request {
        owner,
        headers: &[
            RESUMABLE,
            ("upload-length", &length.to_string()),
            ("upload-metadata", &metadata),
        ],
        ..Request::new("POST", "/uploads")
    };
    request.send().await?.offset()
}

async fn part(
    owner: Option<AccountId>,
    sha256: &Sha256,
    from: u32,
    bytes: &ArrayBuffer,
) -> AppResult<u64> {
    let path = ["/uploads/", sha256.as_str()].concat();
    let request = Request {
        body: Body::Part(bytes),
        owner,
        headers: &[RESUMABLE, ("upload-offset", &from.to_string())],
        within_ms: LONG_MS,
        ..Request::new("PATCH", &path)
    };
    request.send().await?.offset()
}
