//! Drafts and items on the phone. Each change is one transaction that starts from what lies there,
//! so that neither another tab nor a late save of a form can undo it.

use app::{
    domain::{ids::AccountId, photo::Sha256},
    error::{AppError, AppResult},
    json,
    order::sort_by_key,
    phone::sending,
    ports::{Callback, Subscription},
    queue::{Draft, Item, ItemState},
};
use js_sys::Array;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::BroadcastChannel;

use super::{
    clock,
    db::{Step, Store, change, one},
    sender,
};
use crate::{
    js::{Listener, failed},
    photos, session,
    watchers::{Watchers, subscribe},
};

const CHANNEL: &str = "bienpho-queue";

thread_local! {
    static WATCHERS: Watchers<()> = Watchers::default();
    // Safari before 15.4 has none; its other tabs then see changes when they are loaded.
    static CHANNEL_TO_TABS: Option<BroadcastChannel> = BroadcastChannel::new(CHANNEL).ok();
}

/// Starts to hear of what other tabs change.
pub fn start() {
    CHANNEL_TO_TABS.with(|channel| {
        if let Some(channel) = channel {
            Listener::new(channel, "message", |_| tell_here()).forget();
        }
    });
}

/// Tells this page and the other tabs that the queue changed.
pub fn changed() {
    CHANNEL_TO_TABS.with(|channel| {
        if let Some(channel) = channel {
            // Fails on a closed channel only, and this one is never closed.
            _ = channel.post_message(&JsValue::NULL);
        }
    });
    tell_here();
}

fn tell_here() {
    WATCHERS.with(|watchers| watchers.tell(&()));
}

/// Tells of each change.
pub fn watch(callback: Callback<()>) -> Subscription {
    subscribe(&WATCHERS, callback)
}

/// JSON of an item. One that this version of the app can't read is left alone, never deleted.
fn read(text: &str) -> Option<Item> {
    json::read(text)
}

fn put(item: &Item) -> Step {
    Step::put(Store::Items, item.draft.id, &json::write(item))
}

async fn owner() -> AppResult<AccountId> {
    session::me()
        .await?
        .map(|me| me.id)
        .ok_or(AppError::SignInRequired)
}

/// Every item on the phone, whoever's.
pub async fn all() -> AppResult<Vec<Item>> {
    Ok(everything().await?.into_iter().flatten().collect())
}

/// Every item on the phone; `None` for each that this version of the app can't read.
pub async fn everything() -> AppResult<Vec<Option<Item>>> {
    let values = one(Step::All(Store::Items)).await?;
    Ok(values
        .unchecked_ref::<Array>()
        .iter()
        .map(|json| read(&json.as_string()?))
        .collect())
}

/// The items of the account signed in, newest first.
pub async fn list() -> AppResult<Vec<Item>> {
    let owner = owner().await?;
    let mut items = all().await?;
    items.retain(|item| item.draft.owner == owner);
    sort_by_key(&mut items, |item| std::cmp::Reverse(item.draft.begun_at));
    Ok(items)
}

/// One item of the account signed in.
pub async fn find(id: Uuid) -> AppResult<Option<Item>> {
    let owner = owner().await?;
    let json = one(Step::Get(Store::Items, id.to_string())).await?;
    let item = json.as_string().and_then(|json| read(&json));
    Ok(item.filter(|item| item.draft.owner == owner))
}

/// Keeps a draft. A save that comes after the item was submitted changes nothing.
pub async fn save_draft(draft: &Draft) -> AppResult<()> {
    let mut is_new = false;
    change(&draft.id.to_string(), &mut |found| {
        is_new = found.is_none();
        match found.as_deref().map(read) {
            None => Ok(vec![put(&sending::drafted(draft.clone()))]),
            Some(Some(item))
                if item.state == ItemState::Draft && item.draft.owner == draft.owner =>
            {
                Ok(vec![put(&sending::drafted(draft.clone()))])
            }
            Some(_) => Ok(Vec::new()),
        }
    })
    .await?;
    if is_new {
        changed();
    }
    Ok(())
}

/// Changes an item together with `steps`, if it is there; whatever state it is in.
///
/// # Errors
/// [`AppError::NotFound`] when it is not.
pub async fn update(
    id: Uuid,
    edit: &mut dyn FnMut(&mut Item) -> AppResult<Vec<Step>>,
) -> AppResult<()> {
    change(&id.to_string(), &mut |found| {
        let mut item = found.as_deref().and_then(read).ok_or(AppError::NotFound)?;
        let mut steps = edit(&mut item)?;
        steps.push(put(&item));
        Ok(steps)
    })
    .await?;
    changed();
    Ok(())
}

/// Turns a draft into a waiting item: checked by every rule, committed, read back.
///
/// # Errors
/// [`AppError::Invalid`] with every broken rule; [`AppError::Device`] when the phone lost something.
pub async fn submit(draft: &Draft) -> AppResult<Item> {
    let now = clock::now();
    let submission = draft.submission(now, clock::offset_ms().await)?;
    let payload = json::write(&submission);
    let payload_sha256 = photos::hash_text(&payload).await?;
    photos::verify(draft).await?;
    let item = sending::saved(draft.clone(), payload, payload_sha256, now);
    let mut kept = item.clone();
    change(&draft.id.to_string(), &mut |found| {
        match found.as_deref().and_then(read) {
            // A second tap on the button: the first one counts.
            Some(known) if known.state != ItemState::Draft => {
                kept = known;
                Ok(Vec::new())
            }
            _ => Ok(vec![put(&item)]),
        }
    })
    .await?;
    read_back(&kept).await?;
    changed();
    sender::kick();
    Ok(kept)
}

async fn read_back(item: &Item) -> AppResult<()> {
    let json = one(Step::Get(Store::Items, item.draft.id.to_string())).await?;
    let found = json.as_string().and_then(|json| read(&json));
    // Another tab may have begun to send it already: its content is what must be the same.
    if !found.is_some_and(|found| found.payload == item.payload && found.draft == item.draft) {
        return Err(failed(
            "Máy không giữ được bản ghi. Hãy lưu lại.",
            "The phone did not keep the record. Save it again.",
        ));
    }
    photos::verify(&item.draft).await
}

/// Makes a refused item a draft again.
pub async fn mend(id: Uuid) -> AppResult<Draft> {
    let mut mended = None;
    change(&id.to_string(), &mut |found| {
        let item = found.as_deref().and_then(read).ok_or(AppError::NotFound)?;
        if item.state == ItemState::Draft {
            mended = Some(item.draft);
            return Ok(Vec::new());
        }
        if item.state != ItemState::Refused {
            return Err(failed(
                "Bản ghi đang chờ gửi nên chưa sửa được.",
                "The record waits to be sent and can't be mended now.",
            ));
        }
        let draft = sending::mended(item, clock::new_id);
        let steps = vec![
            Step::delete(Store::Items, id),
            put(&sending::drafted(draft.clone())),
        ];
        mended = Some(draft);
        Ok(steps)
    })
    .await?;
    changed();
    mended.ok_or(AppError::NotFound)
}

/// Deletes a draft or a sent item, and those of its photos that no other item has.
pub async fn remove(id: Uuid) -> AppResult<()> {
    let items = all().await?;
    let mut gone = Vec::new();
    change(&id.to_string(), &mut |found| {
        let Some(item) = found.as_deref().and_then(read) else {
            return Ok(Vec::new());
        };
        if item.is_unsent() {
            return Err(failed(
                "Bản ghi chưa gửi nên không xoá được.",
                "The record has not been sent, so it can't be deleted.",
            ));
        }
        gone = item
            .draft
            .photos
            .into_iter()
            .map(|photo| photo.sha256)
            .collect();
        gone.retain(|sha256| !is_used(&items, id, sha256));
        let photos = gone
            .iter()
            .map(|sha256| Step::delete(Store::Photos, sha256));
        Ok(photos.chain([Step::delete(Store::Items, id)]).collect())
    })
    .await?;
    gone.iter().for_each(photos::forget_url);
    changed();
    Ok(())
}

/// Whether another item than `except` has that photo.
pub fn is_used(items: &[Item], except: Uuid, sha256: &Sha256) -> bool {
    let others = items.iter().filter(|item| item.draft.id != except);
    others
        .flat_map(|item| &item.draft.photos)
        .any(|photo| photo.sha256 == *sha256)
}

/// Deletes what was sent more than a day ago.
pub async fn prune() -> AppResult<()> {
    let now = clock::now();
    let offset = clock::offset_ms().await.unwrap_or_default();
    for item in all().await? {
        if sending::is_prunable(&item, now, offset) {
            remove(item.draft.id).await?;
        }
    }
    Ok(())
}
