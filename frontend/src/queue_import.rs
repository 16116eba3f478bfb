//! Brings a phone's exported queue to the server.

use app::error::{AppError, AppResult};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use crate::{
    http::{Body, Request},
    js::document,
};

/// Time for a day's work of photos, in milliseconds.
const WITHIN_MS: i32 = 1_800_000;

/// Sends the file that was chosen or dropped into that field; the answer as JSON, none when there is no file.
pub async fn send(input_id: String) -> AppResult<Option<String>> {
    let input = document().get_element_by_id(&input_id);
    let input: Option<HtmlInputElement> = input.and_then(|input| input.dyn_into().ok());
    let input = input.ok_or(AppError::Internal)?;
    let Some(file) = input.files().and_then(|files| files.get(0)) else {
        return Ok(None);
    };
    let request = Request {
        body: Body::Zip(&file),
        within_ms: WITHIN_MS,
        ..Request::new("POST", "/queue-imports")
    };
    let answer = request.send().await;
    // So that choosing the same file again is a change again.
    input.set_value("");
    let answer = answer?;
    answer.done()?;
    Ok(Some(answer.body))
}
