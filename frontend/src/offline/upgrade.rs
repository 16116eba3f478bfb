//! Takes over what version 1 kept in plain text: encrypts it item by item. Where the page dies in
//! between, the next start goes on; until then what is still plain is read as it is.

use app::{
    domain::photo::Sha256,
    error::{AppError, AppResult},
    phone::kept as versions,
    queue::Item,
};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};

use super::{
    db::{Revision, Step, Store, one, run, swap},
    items, kept, pack, seal,
};
use crate::{photos, session};

/// Encrypts one item with its photos, because it is about to be changed. The plain photos stay until
/// [`from_plain`] knows that no other item needs them.
///
/// # Errors
/// [`AppError::NotFound`] for one whose form can't be read.
pub async fn one_item(id: Uuid, value: &JsValue) -> AppResult<()> {
    let json = value.as_string().unwrap_or_default();
    let item = versions::read(&json).ok_or(AppError::NotFound)?;
    take_over(id, value, &item, &|_| true).await
}

/// Encrypts what is plain. An item whose form can't be read stays as it is, and then so do the plain
/// photos, which may be its own.
pub async fn from_plain() -> AppResult<()> {
    session::upgrade().await?;
    if let Some(owner) = session::account().await? {
        pack::upgrade(owner).await?;
    }
    let mut plain = Vec::new();
    let mut all_read = true;
    for (id, value) in items::everything().await? {
        let Some(json) = value.as_string() else {
            continue;
        };
        match versions::read(&json) {
            Some(item) => plain.push((id, value, item)),
            None => all_read = false,
        }
    }
    while let Some((id, value, item)) = plain.pop() {
        let is_needed = |sha256: &Sha256| !all_read || names(&plain, sha256);
        // One that the phone does not give now is taken over at another start, and holds up no other.
        if take_over(id, &value, &item, &is_needed).await.is_err() {
            all_read = false;
        }
    }
    if all_read {
        delete_plain_photos().await?;
    }
    Ok(())
}

fn names(items: &[(Uuid, JsValue, Item)], sha256: &Sha256) -> bool {
    let mut photos = items.iter().flat_map(|(_, _, item)| &item.draft.photos);
    photos.any(|photo| photo.sha256 == *sha256)
}

/// Photos first, so that an encrypted item never lacks one. A plain photo that no other item needs
/// goes at once: a phone may not have room for all of them twice.
async fn take_over(
    id: Uuid,
    value: &JsValue,
    item: &Item,
    is_needed: &dyn Fn(&Sha256) -> bool,
) -> AppResult<()> {
    let mut steps = vec![kept::put(item).await?];
    for photo in &item.draft.photos {
        let name = photo.sha256.to_string();
        let plain = one(Step::Get(Store::Photos, name)).await?;
        // Another tab may have taken it over already.
        let Ok(plain) = plain.dyn_into::<ArrayBuffer>() else {
            continue;
        };
        let key = photos::key(id, &photo.sha256);
        let bytes = Uint8Array::new(&plain);
        let sealed = seal::seal(item.draft.owner, Store::Photos, &key, &bytes).await?;
        one(Step::Put(Store::Photos, key, sealed.into())).await?;
        if !is_needed(&photo.sha256) {
            steps.push(Step::delete(Store::Photos, &photo.sha256));
        }
    }
    // Changed by another tab meanwhile, it is encrypted already.
    if swap(&id.to_string(), Revision::of(value), &steps).await? {
        items::changed(id);
    }
    Ok(())
}

async fn delete_plain_photos() -> AppResult<()> {
    let keys = one(Step::Keys(Store::Photos)).await?;
    let keys = keys.unchecked_ref::<Array>().iter();
    let plain = keys
        .filter_map(|key| key.as_string())
        .filter(|key| !key.contains('/'));
    let steps: Vec<_> = plain.map(|key| Step::delete(Store::Photos, key)).collect();
    if !steps.is_empty() {
        run(&steps).await?;
    }
    Ok(())
}
