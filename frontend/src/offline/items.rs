//! The items of the account signed in, decrypted once a page and then only where one changed, here
//! or in another tab.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use app::{
    domain::ids::AccountId,
    error::{AppError, AppResult},
    order::sort_by_key,
    phone::kept::Unread,
    ports::{Callback, Subscription},
    queue::Item,
};
use js_sys::{Array, Promise};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;
use web_sys::{BroadcastChannel, Event, MessageEvent, VisibilityState};

use super::{
    db::{Revision, Step, Store, one, run},
    kept, seal,
};
use crate::{
    js::{Listener, document},
    session,
    watchers::{Watchers, subscribe},
};

const CHANNEL: &str = "bienpho-queue";
/// What is told of a draft that only grew: nobody draws it anew for that.
const QUIET: &str = "~";

#[derive(Default)]
struct Cache {
    owner: Option<AccountId>,
    items: BTreeMap<Uuid, (Revision, Option<Item>)>,
    unread: BTreeMap<Uuid, Unread>,
    /// Whether everything has to be compared with what lies on the phone.
    unsure: bool,
    /// Items that changed since they were read.
    stale: BTreeSet<Uuid>,
    /// Reading that is going on.
    reading: Option<Promise>,
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::default();
    static WATCHERS: Watchers<()> = Watchers::default();
    // Safari before 15.4 has none; its other tabs then see changes when they are shown again.
    static CHANNEL_TO_TABS: Option<BroadcastChannel> = BroadcastChannel::new(CHANNEL).ok();
}

/// Starts to hear of what other tabs change.
pub fn start() {
    CHANNEL_TO_TABS.with(|channel| {
        if let Some(channel) = channel {
            Listener::new(channel, "message", heard).forget();
        }
    });
    // A page in the background may have missed news.
    Listener::new(&document(), "visibilitychange", |_| {
        if document().visibility_state() == VisibilityState::Visible {
            CACHE.with_borrow_mut(|cache| cache.unsure = true);
            tell_here();
        }
    })
    .forget();
}

fn heard(event: Event) {
    let message = event.unchecked_ref::<MessageEvent>().data().as_string();
    let message = message.unwrap_or_default();
    let quiet = message.starts_with(QUIET);
    mark(message.trim_start_matches(QUIET).parse().ok());
    if !quiet {
        tell_here();
    }
}

fn mark(id: Option<Uuid>) {
    CACHE.with_borrow_mut(|cache| match id {
        Some(id) => _ = cache.stale.insert(id),
        None => cache.unsure = true,
    });
}

/// What was read is compared with what lies on the phone before it is used again.
pub fn distrust() {
    mark(None);
}

fn tell_tabs(message: &str) {
    CHANNEL_TO_TABS.with(|channel| {
        if let Some(channel) = channel {
            // Fails on a closed channel only, and this one is never closed.
            _ = channel.post_message(&message.into());
        }
    });
}

/// Tells this page and the other tabs that an item changed.
pub fn changed(id: Uuid) {
    mark(Some(id));
    tell_tabs(&id.to_string());
    tell_here();
}

/// A draft grew: whoever reads it next reads it anew.
pub fn grew(id: Uuid) {
    mark(Some(id));
    tell_tabs(&[QUIET, &id.to_string()].concat());
}

/// Tells this page and the other tabs that anything may have changed.
pub fn all_changed() {
    mark(None);
    tell_tabs("");
    tell_here();
}

/// Lets this page draw the queue and the storage's state anew.
pub fn tell_here() {
    WATCHERS.with(|watchers| watchers.tell(&()));
}

/// Tells of each change.
pub fn watch(callback: Callback<()>) -> Subscription {
    subscribe(&WATCHERS, callback)
}

/// The account signed in.
pub async fn owner() -> AppResult<AccountId> {
    if let Some(owner) = session::account().await? {
        return Ok(owner);
    }
    let me = session::me().await?;
    me.map(|me| me.id).ok_or(AppError::SignInRequired)
}

/// The items of the account signed in, newest first.
pub async fn list() -> AppResult<Vec<Item>> {
    bring_up_to_date().await?;
    let mut items: Vec<_> = CACHE.with_borrow(|cache| {
        let items = cache.items.values();
        items.filter_map(|(_, item)| item.clone()).collect()
    });
    sort_by_key(&mut items, |item| std::cmp::Reverse(item.draft.begun_at));
    Ok(items)
}

/// Those of the account signed in that this version of the app can't read.
pub async fn unread() -> AppResult<Vec<Unread>> {
    bring_up_to_date().await?;
    Ok(CACHE.with_borrow(|cache| cache.unread.values().cloned().collect()))
}

/// One item of the account signed in.
pub async fn find(id: Uuid) -> AppResult<Option<Item>> {
    bring_up_to_date().await?;
    Ok(CACHE.with_borrow(|cache| cache.items.get(&id)?.1.clone()))
}

async fn bring_up_to_date() -> AppResult<()> {
    let owner = owner().await?;
    CACHE.with_borrow_mut(|cache| {
        if cache.owner != Some(owner) {
            *cache = Cache {
                owner: Some(owner),
                unsure: true,
                ..Cache::default()
            };
        }
    });
    loop {
        // Several ask at once when a page opens: one reads for all, and never two at a time, or the
        // older reading could come last.
        let going_on = CACHE.with_borrow(|cache| cache.reading.clone());
        if let Some(going_on) = going_on {
            _ = going_on.await;
        } else if CACHE.with_borrow(|cache| cache.unsure || !cache.stale.is_empty()) {
            read_anew(owner).await?;
        } else {
            return Ok(());
        }
    }
}

async fn read_anew(owner: AccountId) -> AppResult<()> {
    let outcome = Rc::new(Cell::new(Ok(())));
    let told = Rc::clone(&outcome);
    let reading = future_to_promise(async move {
        told.set(read_changed(owner).await);
        CACHE.with_borrow_mut(|cache| cache.reading = None);
        Ok(JsValue::UNDEFINED)
    });
    CACHE.with_borrow_mut(|cache| cache.reading = Some(reading.clone()));
    _ = reading.await;
    let outcome = outcome.replace(Ok(()));
    CACHE.with_borrow_mut(|cache| cache.unsure |= outcome.is_err());
    outcome
}

async fn read_changed(owner: AccountId) -> AppResult<()> {
    let (unsure, stale) = CACHE.with_borrow_mut(|cache| {
        (
            std::mem::take(&mut cache.unsure),
            std::mem::take(&mut cache.stale),
        )
    });
    if unsure {
        return read_all(owner).await;
    }
    for id in stale {
        let value = one(Step::Get(Store::Items, id.to_string())).await?;
        take_in(owner, vec![(id, value)]).await?;
    }
    Ok(())
}

async fn read_all(owner: AccountId) -> AppResult<()> {
    let found = everything().await?;
    CACHE.with_borrow_mut(|cache| {
        let there: BTreeSet<_> = found.iter().map(|(id, _)| *id).collect();
        cache.items.retain(|id, _| there.contains(id));
        cache.unread.retain(|id, _| there.contains(id));
    });
    take_in(owner, found).await
}

/// Every item on the phone as it lies there, whoever's.
pub async fn everything() -> AppResult<Vec<(Uuid, JsValue)>> {
    let found = run(&[Step::Keys(Store::Items), Step::All(Store::Items)]).await?;
    let [keys, values] = &found[..] else {
        return Err(AppError::Internal);
    };
    let (keys, values) = (
        keys.unchecked_ref::<Array>(),
        values.unchecked_ref::<Array>(),
    );
    let pairs = keys.iter().zip(values.iter());
    Ok(pairs
        .filter_map(|(key, value)| Some((key.as_string()?.parse().ok()?, value)))
        .collect())
}

/// Decrypts those that are new or changed and the account's own.
async fn take_in(owner: AccountId, found: Vec<(Uuid, JsValue)>) -> AppResult<()> {
    let known =
        |id: &Uuid| CACHE.with_borrow(|cache| cache.items.get(id).map(|(revision, _)| *revision));
    let (mut read, mut sealed, mut ids) = (Vec::new(), Vec::new(), Vec::new());
    for (id, value) in found {
        let revision = Revision::of(&value);
        if known(&id) == Some(revision) {
            continue;
        }
        match value.as_string() {
            // Version 1 kept it, and it has not been encrypted yet.
            Some(plain) => read.push((id, revision, value, Some(plain))),
            None if kept::is_of(&value, owner) && !kept::is_newer(&value) => {
                sealed.push((id.to_string(), value.clone()));
                ids.push((id, revision, value));
            }
            None => read.push((id, revision, value, None)),
        }
    }
    let texts = seal::open_texts(owner, Store::Items, &sealed).await?;
    let opened = ids.into_iter().zip(texts);
    read.extend(opened.map(|((id, revision, value), text)| (id, revision, value, text)));
    CACHE.with_borrow_mut(|cache| {
        for (id, revision, value, text) in read {
            cache.take(owner, id, revision, &value, text.as_deref());
        }
    });
    Ok(())
}

impl Cache {
    fn take(
        &mut self,
        owner: AccountId,
        id: Uuid,
        revision: Revision,
        value: &JsValue,
        text: Option<&str>,
    ) {
        if self.owner != Some(owner) {
            // Somebody else signed in while it was read.
            return;
        }
        self.unread.remove(&id);
        if value.is_undefined() {
            self.items.remove(&id);
            return;
        }
        let item = text.and_then(app::phone::kept::read);
        if item.is_none() && kept::is_of(value, owner) {
            self.unread.insert(id, kept::unread(id, value));
        }
        let own = item.filter(|item| item.draft.owner == owner);
        self.items.insert(id, (revision, own));
    }
}
