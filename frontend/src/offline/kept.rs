//! An item as it lies on the phone: encrypted, with the plain fields that sending, pruning and
//! counting need without the key. None of them says anything of the record.

use app::{
    domain::{ids::AccountId, time::Timestamp},
    error::{AppError, AppResult},
    json,
    phone::kept::{self, Unread},
    queue::{DRAFT_VERSION, Item},
};
use js_sys::Reflect;
use uuid::Uuid;
use wasm_bindgen::JsValue;

use super::{
    db::{Step, Store, one},
    seal,
};
use crate::js::{get, origin};

/// The item encrypted for its place, to be put there.
pub async fn put(item: &Item) -> AppResult<Step> {
    let id = item.draft.id.to_string();
    let value = seal::seal_text(item.draft.owner, Store::Items, &id, &json::write(item)).await?;
    let received_at = item.receipt.as_ref().map(|receipt| receipt.received_at);
    let bytes = item.photo_bytes() + item.payload.as_ref().map_or(0, String::len) as u64;
    let fields: [(&str, JsValue); 6] = [
        ("version", DRAFT_VERSION.into()),
        ("server", origin().into()),
        ("state", item.state.code().into()),
        ("saved_at", number(item.saved_at)),
        ("received_at", number(received_at)),
        ("bytes", (bytes as f64).into()),
    ];
    for (name, field) in fields {
        // A plain object takes any property.
        _ = Reflect::set(&value, &name.into(), &field);
    }
    Ok(Step::Put(Store::Items, id, value.into()))
}

fn number(at: Option<Timestamp>) -> JsValue {
    at.map_or(JsValue::NULL, |at| (at.0 as f64).into())
}

fn moment(value: &JsValue, field: &str) -> Option<Timestamp> {
    Some(Timestamp(get(value, field).as_f64()? as i64))
}

/// Reads an item; `None` where there is none.
///
/// # Errors
/// [`AppError::Device`] when the key is lost; [`AppError::NotFound`] for one that this version of
/// the app can't read.
pub async fn read(key: &str, value: &JsValue) -> AppResult<Option<Item>> {
    if value.is_undefined() {
        return Ok(None);
    }
    if is_newer(value) {
        return Err(AppError::NotFound);
    }
    let json = match value.as_string() {
        Some(plain) => plain,
        None => seal::open_text(Store::Items, key, value).await?,
    };
    kept::read(&json).map(Some).ok_or(AppError::NotFound)
}

/// Whether it was kept by a newer version of the app.
pub fn is_newer(value: &JsValue) -> bool {
    get(value, "version")
        .as_f64()
        .is_some_and(|version| version > f64::from(DRAFT_VERSION))
}

/// Whether it is an account's on this server. What version 1 kept says so only in its content.
pub fn is_of(value: &JsValue, owner: AccountId) -> bool {
    seal::owner(value) == Some(owner) && get(value, "server").as_string() == Some(origin())
}

/// When the server took it, by the server's clock, if it did.
pub fn received_at(value: &JsValue) -> Option<Timestamp> {
    moment(value, "received_at")
}

/// What is known of one that can't be read.
pub fn unread(id: Uuid, value: &JsValue) -> Unread {
    Unread {
        id,
        newer: is_newer(value),
        saved_at: moment(value, "saved_at"),
        received_at: received_at(value),
        bytes: get(value, "bytes").as_f64().unwrap_or_default() as u64,
    }
}

/// The JSON of one that this version of the app can't read, for an export.
///
/// # Errors
/// As [`seal::open_text`]; [`AppError::NotFound`] where there is none.
pub async fn raw(id: Uuid) -> AppResult<String> {
    let key = id.to_string();
    let value = one(Step::Get(Store::Items, key.clone())).await?;
    if value.is_undefined() {
        return Err(AppError::NotFound);
    }
    seal::open_text(Store::Items, &key, &value).await
}
