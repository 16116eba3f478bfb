//! What lies on the phone is encrypted with AES-256-GCM, by a key for each account that is made on
//! this phone and that nothing can read out. A value is bound to its place: store, key and owner are
//! authenticated with it, so that values can't be exchanged.

use std::{cell::RefCell, collections::BTreeMap};

use app::{
    domain::ids::AccountId,
    error::{AppError, AppResult},
};
use js_sys::{Array, Object, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CryptoKey, SubtleCrypto};

use super::db::{Step, Store, one};
use crate::js::{failed, get, object, window};

/// The cipher, as WebCrypto names it.
const CIPHER: &str = "AES-GCM";
/// Bytes of an initialisation vector.
const IV_BYTES: u32 = 12;

thread_local! {
    static KEYS: RefCell<BTreeMap<AccountId, CryptoKey>> = const { RefCell::new(BTreeMap::new()) };
}

/// Encrypts for a place: `{owner, iv, data}`, to be put there.
///
/// # Errors
/// [`AppError::Device`] without WebCrypto, or when the account's key is lost.
pub async fn seal(
    owner: AccountId,
    store: Store,
    key: &str,
    plain: &Uint8Array,
) -> AppResult<Object> {
    let iv = Uint8Array::new_with_length(IV_BYTES);
    let crypto = window().crypto().map_err(|_| no_crypto())?;
    crypto
        .get_random_values_with_js_u8_array(&iv)
        .map_err(|_| no_crypto())?;
    let cipher = cipher(&iv, store, key, &owner.to_string());
    let secret = key_to_seal(owner).await?;
    let data = subtle()?
        .encrypt_with_object_and_js_u8_array(&cipher, &secret, plain)
        .map_err(|_| no_crypto())?
        .await
        .map_err(|_| no_crypto())?;
    let owner = owner.to_string().into();
    Ok(object(&[
        ("owner", owner),
        ("iv", iv.into()),
        ("data", data),
    ]))
}

/// Encrypts text for a place.
///
/// # Errors
/// As [`seal`].
pub async fn seal_text(
    owner: AccountId,
    store: Store,
    key: &str,
    plain: &str,
) -> AppResult<Object> {
    seal(owner, store, key, &Uint8Array::from(plain.as_bytes())).await
}

/// Decrypts what lies at a place.
///
/// # Errors
/// [`AppError::Device`] when the account's key is lost or the value is damaged or from elsewhere.
pub async fn open(store: Store, key: &str, value: &JsValue) -> AppResult<Uint8Array> {
    let owner = owner(value).ok_or_else(damaged)?;
    let secret = kept_key(owner).await?.ok_or_else(lost_key)?;
    let plain = decrypt(&secret, store, key, value)
        .map_err(|_| damaged())?
        .await;
    Ok(Uint8Array::new(&plain.map_err(|_| damaged())?))
}

/// Decrypts text.
///
/// # Errors
/// As [`open`].
pub async fn open_text(store: Store, key: &str, value: &JsValue) -> AppResult<String> {
    text(&open(store, key, value).await?).ok_or_else(damaged)
}

/// Decrypts one account's texts of a store all at once; `None` for each that is damaged.
///
/// # Errors
/// [`AppError::Device`] when the account's key is lost.
pub async fn open_texts(
    owner: AccountId,
    store: Store,
    values: &[(String, JsValue)],
) -> AppResult<Vec<Option<String>>> {
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let secret = kept_key(owner).await?.ok_or_else(lost_key)?;
    let promises: Array = values
        .iter()
        .map(|(key, value)| match decrypt(&secret, store, key, value) {
            Ok(promise) => JsValue::from(promise),
            Err(_) => JsValue::UNDEFINED,
        })
        .collect();
    let settled = Promise::all_settled(&promises);
    let settled = settled.await.map_err(|_| no_crypto())?;
    let plain = |settled: JsValue| {
        text(
            &get(&settled, "value")
                .dyn_into()
                .ok()
                .map(|buffer: js_sys::ArrayBuffer| Uint8Array::new(&buffer))?,
        )
    };
    Ok(settled.unchecked_ref::<Array>().iter().map(plain).collect())
}

/// Whose a value is.
pub fn owner(value: &JsValue) -> Option<AccountId> {
    get(value, "owner").as_string()?.parse().ok()
}

fn text(bytes: &Uint8Array) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok()
}

fn decrypt(
    secret: &CryptoKey,
    store: Store,
    key: &str,
    value: &JsValue,
) -> Result<Promise, JsValue> {
    let iv: Uint8Array = get(value, "iv").dyn_into()?;
    let owner = get(value, "owner").as_string().unwrap_or_default();
    let data = Uint8Array::new(&get(value, "data"));
    let cipher = cipher(&iv, store, key, &owner);
    let subtle = window().crypto()?.subtle();
    subtle.decrypt_with_object_and_js_u8_array(&cipher, secret, &data)
}

fn cipher(iv: &Uint8Array, store: Store, key: &str, owner: &str) -> Object {
    let place = [store.name(), key, owner].join("\n");
    let place = Uint8Array::from(place.as_bytes());
    object(&[
        ("name", CIPHER.into()),
        ("iv", iv.into()),
        ("additionalData", place.into()),
    ])
}

async fn kept_key(owner: AccountId) -> AppResult<Option<CryptoKey>> {
    if let Some(known) = KEYS.with_borrow(|keys| keys.get(&owner).cloned()) {
        return Ok(Some(known));
    }
    let kept = one(Step::Get(Store::Keys, owner.to_string())).await?;
    let kept: Option<CryptoKey> = kept.dyn_into().ok();
    if let Some(key) = &kept {
        KEYS.with_borrow_mut(|keys| keys.insert(owner, key.clone()));
    }
    Ok(kept)
}

/// The account's key; made where the phone holds nothing that another one had encrypted.
async fn key_to_seal(owner: AccountId) -> AppResult<CryptoKey> {
    if let Some(kept) = kept_key(owner).await? {
        return Ok(kept);
    }
    let items = one(Step::All(Store::Items)).await?;
    let is_theirs = |value: JsValue| self::owner(&value) == Some(owner);
    if items.unchecked_ref::<Array>().iter().any(is_theirs) {
        return Err(lost_key());
    }
    let made = generate().await?;
    // Where another tab was faster, its key is the one.
    let added = one(Step::Add(Store::Keys, owner.to_string(), made.into())).await;
    match kept_key(owner).await? {
        Some(key) => Ok(key),
        None => Err(added.err().unwrap_or_else(no_crypto)),
    }
}

async fn generate() -> AppResult<CryptoKey> {
    let kind = object(&[("name", CIPHER.into()), ("length", 256.into())]);
    let uses = Array::of2(&"encrypt".into(), &"decrypt".into());
    let made = subtle()?
        .generate_key_with_object(&kind, false, &uses)
        .map_err(|_| no_crypto())?;
    Ok(made.await.map_err(|_| no_crypto())?.unchecked_into())
}

fn subtle() -> AppResult<SubtleCrypto> {
    Ok(window().crypto().map_err(|_| no_crypto())?.subtle())
}

fn no_crypto() -> AppError {
    failed(
        "Trình duyệt không mã hoá được dữ liệu: hãy mở trang qua https và dùng trình duyệt mới hơn.",
        "The browser can't encrypt: open the page over https, in a newer browser.",
    )
}

fn lost_key() -> AppError {
    failed(
        "Khoá mã hoá của tài khoản này không còn trên máy nên không đọc được các bản ghi đã lưu. Không có gì bị xoá. Hãy báo quản trị trước khi xoá dữ liệu của trang.",
        "This account's key is gone from the phone, so what was saved can't be read. Nothing is deleted. Tell the administrator before clearing the site's data.",
    )
}

/// Whether what was to be decrypted is damaged, which no other attempt mends.
pub fn is_damage(error: &AppError) -> bool {
    *error == damaged()
}

fn damaged() -> AppError {
    failed(
        "Dữ liệu trên máy bị hỏng nên không đọc được. Không có gì bị xoá.",
        "What lies on the phone is damaged and can't be read. Nothing is deleted.",
    )
}
