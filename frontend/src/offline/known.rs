//! Small pictures of photos that the server has: of what hung at a site before, and of own flags. They
//! are fetched while there is a network and kept encrypted, so that before and after can be compared
//! in a dead spot as well.

use std::{cell::Cell, collections::BTreeSet};

use app::{
    domain::{field_pack::FieldPack, photo::Sha256},
    error::{AppError, AppResult},
};
use js_sys::{Array, ArrayBuffer, Uint8Array};
use wasm_bindgen::JsCast;

use super::{
    db::{Step, Store, one, run},
    items, pack, seal, storage,
};
use crate::{
    http,
    js::{get, window},
};

/// What their keys among the thumbnails begin with, in the place of an item's id.
pub const PLACE: &str = "server";

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Where the small picture of a photo lies.
pub fn key(sha256: &Sha256) -> String {
    [PLACE, "/", sha256.as_str()].concat()
}

/// The small picture, from the phone or else from the server, and then kept.
///
/// # Errors
/// [`AppError::Offline`] and what the server refuses.
pub async fn bytes(sha256: &Sha256) -> AppResult<ArrayBuffer> {
    let (owner, key) = (items::owner().await?, key(sha256));
    let kept = one(Step::Get(Store::Thumbs, key.clone())).await?;
    // Another account's stays theirs.
    if seal::owner(&kept) == Some(owner) {
        return Ok(seal::open(Store::Thumbs, &key, &kept).await?.buffer());
    }
    fetch_and_keep(sha256).await
}

async fn fetch_and_keep(sha256: &Sha256) -> AppResult<ArrayBuffer> {
    let (owner, key) = (items::owner().await?, key(sha256));
    let bytes = http::thumb(sha256).await?;
    if storage::need_room(storage::ROOM_FOR_A_PHOTO).await.is_ok() {
        let sealed = seal::seal(owner, Store::Thumbs, &key, &Uint8Array::new(&bytes)).await?;
        // A picture that can't be kept can still be shown.
        _ = one(Step::Put(Store::Thumbs, key, sealed.into())).await;
    }
    Ok(bytes)
}

/// Fetches what the field pack names and the phone lacks, and deletes what it names no more: the
/// photos of a flag that was dismissed go from the phone as well.
///
/// # Errors
/// The phone's storage or the network failed; the next call goes on.
pub async fn bring_up_to_date() -> AppResult<()> {
    if RUNNING.replace(true) {
        return Ok(());
    }
    let outcome = follow_kept().await;
    RUNNING.set(false);
    outcome
}

/// By the pack on the phone only: whoever fetches one calls again when it is there.
async fn follow_kept() -> AppResult<()> {
    match pack::kept(items::owner().await?).await? {
        Some(pack) => follow(&pack).await,
        None => Ok(()),
    }
}

async fn follow(pack: &FieldPack) -> AppResult<()> {
    let wanted: BTreeSet<_> = named(pack).map(key).collect();
    let keys = one(Step::Keys(Store::Thumbs)).await?;
    let keys = keys.unchecked_ref::<Array>().iter();
    let start = [PLACE, "/"].concat();
    let kept: BTreeSet<_> = keys
        .filter_map(|key| key.as_string().filter(|key| key.starts_with(&start)))
        .collect();
    let gone = kept.difference(&wanted);
    let steps: Vec<_> = gone
        .map(|key| Step::delete(Store::Thumbs, key.as_str()))
        .collect();
    if !steps.is_empty() {
        run(&steps).await?;
    }
    if saves_data() {
        return Ok(());
    }
    for sha256 in named(pack).filter(|sha256| !kept.contains(&key(sha256))) {
        match fetch_and_keep(sha256).await {
            // One that is gone meanwhile, or not for this reader: the others are.
            Ok(_) | Err(AppError::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn named(pack: &FieldPack) -> impl Iterator<Item = &Sha256> {
    let before = pack
        .sites
        .iter()
        .filter_map(|site| site.last_photo.as_ref());
    let flags = pack.flags.iter().filter_map(|flag| flag.photos.first());
    before.chain(flags)
}

/// The person asked the browser for as little traffic as there can be.
fn saves_data() -> bool {
    get(&get(&window().navigator(), "connection"), "saveData").is_truthy()
}
