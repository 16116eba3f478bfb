//! The reference data of the officer signed in: served from the phone at once. When it is to be
//! fetched anew is decided by who shows it.

use std::{cell::RefCell, sync::Arc};

use app::{
    domain::{field_pack::FieldPack, ids::AccountId},
    error::{AppError, AppResult},
    json,
};
use wasm_bindgen::JsValue;

use super::{
    db::{Step, Store, one},
    seal,
};
use crate::{
    http::{LONG_MS, Request},
    later, session,
};

/// Name of its JSON among the single values.
pub const KEY: &str = "field_pack";

thread_local! {
    static KEPT: RefCell<Option<Arc<FieldPack>>> = const { RefCell::new(None) };
}

/// Forgets what this page holds; what is on the phone stays.
pub fn forget() {
    KEPT.take();
}

/// The pack, as old as it may be, without waiting for the network if there is one on the phone.
pub async fn get() -> AppResult<Arc<FieldPack>> {
    let me = session::me().await?.ok_or(AppError::SignInRequired)?;
    match kept(me.id).await? {
        Some(pack) => Ok(pack),
        None => refresh().await,
    }
}

/// Fetches it.
pub async fn refresh() -> AppResult<Arc<FieldPack>> {
    let me = session::me().await?.ok_or(AppError::SignInRequired)?;
    let request = Request {
        within_ms: LONG_MS,
        ..Request::new("GET", "/field-pack")
    };
    let answer = request.send().await?;
    let pack: FieldPack = answer.read()?;
    if pack.me.id != me.id {
        // Somebody else signed in meanwhile.
        return Err(AppError::SignInRequired);
    }
    let pack = Arc::new(pack);
    KEPT.set(Some(Arc::clone(&pack)));
    one(sealed(me.id, &answer.body).await?).await?;
    later::with_phone(|phone| phone.keep_known_photos());
    Ok(pack)
}

async fn sealed(owner: AccountId, json: &str) -> AppResult<Step> {
    let value = seal::seal_text(owner, Store::Meta, KEY, json).await?;
    Ok(Step::Put(Store::Meta, KEY.to_owned(), value.into()))
}

/// Encrypts what version 1 kept in plain text.
pub async fn upgrade(owner: AccountId) -> AppResult<()> {
    let kept = one(Step::Get(Store::Meta, KEY.to_owned())).await?;
    match kept.as_string() {
        Some(json) => one(sealed(owner, &json).await?).await.map(drop),
        None => Ok(()),
    }
}

/// The pack that lies on the phone, if it is this account's.
pub async fn kept(owner: AccountId) -> AppResult<Option<Arc<FieldPack>>> {
    if KEPT.with_borrow(Option::is_none) {
        let found = one(Step::Get(Store::Meta, KEY.to_owned())).await?;
        let kept = read(&found).await;
        KEPT.set(kept);
    }
    Ok(KEPT
        .with_borrow(Clone::clone)
        .filter(|pack| pack.me.id == owner))
}

/// One that this version of the app can't read is as good as none.
async fn read(kept: &JsValue) -> Option<Arc<FieldPack>> {
    let text = match kept.as_string() {
        Some(plain) => plain,
        None => seal::open_text(Store::Meta, KEY, kept).await.ok()?,
    };
    json::read(&text).map(Arc::new)
}
