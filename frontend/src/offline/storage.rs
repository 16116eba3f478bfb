//! The room there is on the phone for this app.

use std::cell::Cell;

use app::{
    error::{AppError, AppResult},
    ports::StorageState,
};
use js_sys::Promise;
use wasm_bindgen::JsValue;

use crate::js::{failed, get, window};

/// Room that a photo and its record need for certain, in bytes.
const ROOM_FOR_A_PHOTO: u64 = 3_000_000;

thread_local! {
    static ASKED: Cell<bool> = const { Cell::new(false) };
}

/// Room used and left; asks once a page that the browser doesn't evict it.
pub async fn state() -> StorageState {
    let storage = window().navigator().storage();
    let mut persistent = is_true(storage.persisted()).await;
    if !persistent && !ASKED.replace(true) {
        persistent = is_true(storage.persist()).await;
    }
    let estimate = settle(storage.estimate()).await;
    let bytes = |name: &str| get(&estimate, name).as_f64().unwrap_or_default() as u64;
    StorageState {
        persistent,
        used: bytes("usage"),
        quota: bytes("quota"),
    }
}

/// Refuses early when there is no room for another photo, with a way out.
///
/// # Errors
/// [`AppError::Device`] in the page's words.
pub async fn need_room() -> AppResult<()> {
    let StorageState { used, quota, .. } = state().await;
    if quota == 0 || quota.saturating_sub(used) >= ROOM_FOR_A_PHOTO {
        return Ok(());
    }
    Err(no_room())
}

fn no_room() -> AppError {
    failed(
        "Bộ nhớ máy sắp hết nên không thêm được ảnh. Hãy gửi các bản ghi đang chờ hoặc xoá bớt dữ liệu trên máy.",
        "The phone is almost full, so no photo can be added. Send what waits or free space on the phone.",
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
