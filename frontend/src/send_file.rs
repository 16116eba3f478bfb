//! Brings a file that was chosen at the desk to the server.

use app::{
    error::{AppError, AppResult},
    ports::FileToSend,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::{
    http::{Body, Request},
    js::document,
};

/// Time for a day's work of photos, in milliseconds.
const WITHIN_MS: i32 = 1_800_000;

/// Sends the file that was chosen or dropped into that field; the answer as JSON, none when there is no file.
pub async fn send(file: FileToSend) -> AppResult<Option<String>> {
    let input = document().get_element_by_id(file.input_id);
    let input: Option<HtmlInputElement> = input.and_then(|input| input.dyn_into().ok());
    let input = input.ok_or(AppError::Internal)?;
    let Some(chosen) = input.files().and_then(|files| files.get(0)) else {
        return Ok(None);
    };
    let tag = file.tag.map(|tag| ["\"", &tag, "\""].concat());
    let headers: Vec<_> = tag.iter().map(|tag| ("if-match", tag.as_str())).collect();
    let request = Request {
        body: Body::File(&chosen),
        headers: &headers,
        within_ms: WITHIN_MS,
        ..Request::new(file.method, &file.path)
    };
    let answer = request.send().await;
    if !file.keep {
        // So that choosing the same file again is a change again.
        input.set_value("");
    }
    let answer = answer?;
    answer.done()?;
    Ok(Some(answer.body))
}
