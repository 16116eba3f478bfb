//! The room there is on the phone for this app.

use std::cell::Cell;

use app::{
    error::{AppError, AppResult},
    ports::StorageState,
};
use js_sys::Promise;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::items;
use crate::js::{failed, get, window};

/// Room that a photo and its thumbnail need for certain, in bytes.
pub const ROOM_FOR_A_PHOTO: u64 = 3_000_000;
/// Room that a record without its photos needs for certain, in bytes.
pub const ROOM_FOR_A_RECORD: u64 = 300_000;

thread_local! {
    static ASKED: Cell<bool> = const { Cell::new(false) };
    /// What was found last: a click can't wait for the browser's answer.
    static LAST: Cell<StorageState> = Cell::default();
}

/// Room used and left; asks once a page that the browser doesn't evict it.
pub async fn state() -> StorageState {
    let storage = window().navigator().storage();
    let persistent = is_true(storage.persisted()).await;
    if !persistent && !ASKED.replace(true) {
        // Firefox asks the person, and waits for as long as they take: nothing else may.
        let answer = storage.persist();
        spawn_local(async {
            if is_true(answer).await {
                items::tell_here();
            }
        });
    }
    let estimate = settle(storage.estimate()).await;
    let bytes = |name: &str| get(&estimate, name).as_f64().unwrap_or_default() as u64;
    let state = StorageState {
        persistent,
        used: bytes("usage"),
        quota: bytes("quota"),
    };
    LAST.set(state);
    state
}

/// Refuses early when there is no room for so many bytes, with a way out.
///
/// # Errors
/// [`AppError::Device`] in the page's words.
pub async fn need_room(bytes: u64) -> AppResult<()> {
    check(state().await, bytes)
}

/// The same without asking the browser anew, for within a click.
///
/// # Errors
/// As [`need_room`].
pub fn had_room(bytes: u64) -> AppResult<()> {
    check(LAST.get(), bytes)
}

fn check(state: StorageState, bytes: u64) -> AppResult<()> {
    match state.left() {
        Some(left) if left < bytes => Err(no_room()),
        _ => Ok(()),
    }
}

/// What to do when the phone is full.
pub fn no_room() -> AppError {
    failed(
        "Bộ nhớ dành cho ứng dụng đã đầy nên chưa lưu được. Mở Hàng chờ để gửi, xuất ra tệp hoặc xoá bản ghi đã gửi, rồi lưu lại.",
        "The storage for this app is full, so this is not saved yet. Open the queue to send, export or delete what was sent, then save again.",
    )
}

/// A browser without the interface, or an insecure page, is as one that says no.
async fn settle(promise: Result<Promise, JsValue>) -> JsValue {
    match promise {
        Ok(promise) => promise.await.unwrap_or(JsValue::UNDEFINED),
        Err(_) => JsValue::UNDEFINED,
    }
}

async fn is_true(promise: Result<Promise, JsValue>) -> bool {
    settle(promise).await.is_truthy()
}
