//! Sends what waits: one tab at a time, one item at a time, and tries again when it may. How long to
//! wait is decided in [`app::phone::sending`].

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    future::Future,
};

use app::{
    domain::time::Timestamp,
    error::AppResult,
    order::sort_by_key,
    phone::sending::{Pace, backoff_ms, is_due, is_over},
    queue::Item,
};
use js_sys::Math;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{future_to_promise, spawn_local};
use web_sys::VisibilityState;

use super::{clock::now, known, queue, send, upgrade};
use crate::{
    js::{Listener, LockManager, Timer, document, get, window},
    photos, session, sw,
};

const LOCK: &str = "bienpho-sender";
/// Shortest and longest time between looks at the queue while something waits, in milliseconds.
const LOOK_MS: (i64, i64) = (1_000, 300_000);

#[derive(Default)]
struct Sender {
    running: Cell<bool>,
    again: Cell<bool>,
    /// Failures of the network in a row.
    failures: Cell<u32>,
    /// Until when the network is left alone; ends early when there may be one again.
    network_until: Cell<i64>,
    /// Until when the server asked to be left alone; nothing ends that early.
    server_until: Cell<i64>,
    /// Whether the server's session has ended.
    signed_out: Cell<bool>,
    /// Until when single items wait, and how often in a row they failed.
    items: RefCell<BTreeMap<Uuid, (i64, u32)>>,
    timer: RefCell<Option<Timer>>,
}

thread_local! {
    static SENDER: Sender = Sender::default();
}

/// Sends now, and whenever there may be a network again.
pub fn start() {
    Listener::new(&window(), "online", |_| send_now()).forget();
    Listener::new(&document(), "visibilitychange", |_| {
        if document().visibility_state() == VisibilityState::Visible {
            send_now();
        }
    })
    .forget();
    kick();
    spawn_local(async {
        // What can't be done now will be at the next start.
        _ = upgrade::from_plain().await;
        _ = queue::prune().await;
        _ = photos::prune().await;
        _ = known::bring_up_to_date().await;
    });
}

/// Sends everything that waits, whatever failed before; only a wait the server asked for is kept.
pub fn send_now() {
    SENDER.with(Sender::forget_waits);
    kick();
}

/// Tries once to send everything that waits; whether nothing waits any more. For the service worker,
/// where no timer tries again.
pub async fn send_all() -> bool {
    // Between its calls a worker hears of nothing.
    queue::distrust();
    SENDER.with(Sender::forget_waits);
    if is_anything_due().await {
        alone(async {
            // What could not be read waits on.
            _ = round().await;
        })
        .await;
    }
    due().await.is_ok_and(|items| items.is_empty())
}

/// Looks whether something is to be sent, now or after the present round.
pub fn kick() {
    let busy = SENDER.with(|sender| {
        sender.again.set(true);
        sender.running.replace(true)
    });
    if !busy {
        spawn_local(rounds());
    }
}

async fn rounds() {
    while SENDER.with(|sender| sender.again.replace(false)) {
        if is_anything_due().await {
            alone(async {
                // A phone that can't read its own storage has told the officer elsewhere.
                _ = round().await;
            })
            .await;
        }
    }
    SENDER.with(|sender| sender.running.set(false));
    let wait = until_next_look().await;
    if wait.is_some() {
        sw::send_later();
    }
    let timer = wait.map(|ms| Timer::new(ms, kick));
    SENDER.with(|sender| sender.timer.replace(timer));
}

/// Runs `work` while no other tab does. A tab that dies gives the lock away, so that the next goes on.
async fn alone(work: impl Future<Output = ()> + 'static) {
    let locks = get(&window().navigator(), "locks");
    if locks.is_undefined() {
        return work.await;
    }
    let held = Closure::once_into_js(move |_lock: JsValue| {
        future_to_promise(async move {
            work.await;
            Ok(JsValue::UNDEFINED)
        })
    });
    // Fails when the page is being left.
    _ = locks
        .unchecked_ref::<LockManager>()
        .request(LOCK, &held)
        .await;
}

async fn due() -> AppResult<Vec<Item>> {
    if session::account().await?.is_none() {
        return Ok(Vec::new());
    }
    let mut items = queue::list().await?;
    items.retain(|item| is_due(item.state));
    sort_by_key(&mut items, |item| item.saved_at);
    Ok(items)
}

async fn is_anything_due() -> bool {
    due().await.is_ok_and(|items| {
        items
            .iter()
            .any(|item| waits_until(item.draft.id).is_some_and(|at| is_over(at, now().0)))
    })
}

/// When that item may be tried; `None` when only a sign-in helps.
fn waits_until(id: Uuid) -> Option<i64> {
    SENDER.with(|sender| {
        let item = sender.items.borrow().get(&id).map_or(0, |item| item.0);
        let at = item
            .max(sender.network_until.get())
            .max(sender.server_until.get());
        (!sender.signed_out.get()).then_some(at)
    })
}

/// When an item will be tried again, by the phone's clock, where it waits for that; as far as this
/// page knows.
pub fn next_try(id: Uuid) -> Option<Timestamp> {
    let at = waits_until(id)?;
    (!is_over(at, now().0)).then_some(Timestamp(at))
}

/// Milliseconds until an item may be tried; `None` when nothing waits for its time.
async fn until_next_look() -> Option<i32> {
    let items = due().await.ok()?;
    let next = items
        .iter()
        .filter_map(|item| waits_until(item.draft.id))
        .min()?;
    i32::try_from((next - now().0).clamp(LOOK_MS.0, LOOK_MS.1)).ok()
}

async fn round() -> AppResult<()> {
    for item in due().await? {
        if !waits_until(item.draft.id).is_some_and(|at| is_over(at, now().0)) {
            continue;
        }
        let id = item.draft.id;
        // An item that the phone can't read or keep holds up no other.
        let pace = send::item(item).await.unwrap_or(Pace::ItemLater);
        SENDER.with(|sender| sender.keep_pace(pace, id));
    }
    Ok(())
}

impl Sender {
    /// Forgets what failed before; only a wait the server asked for is kept.
    fn forget_waits(&self) {
        self.signed_out.set(false);
        self.network_until.set(0);
        self.items.borrow_mut().clear();
    }

    fn keep_pace(&self, pace: Pace, id: Uuid) {
        let after = |failures| now().0 + backoff_ms(failures, Math::random()) as i64;
        if pace != Pace::NoNetwork {
            self.failures.set(0);
        }
        match pace {
            Pace::NextItem => {
                self.items.borrow_mut().remove(&id);
            }
            Pace::GoOn | Pace::ItemLater => {
                let mut items = self.items.borrow_mut();
                let (until, failures) = items.entry(id).or_default();
                *failures += 1;
                *until = after(*failures);
            }
            Pace::NoNetwork => {
                self.failures.set(self.failures.get() + 1);
                self.network_until.set(after(self.failures.get()));
            }
            Pace::ServerBusy(seconds) => {
                // Up to a second more, so that not every phone comes back at once.
                let jitter = (Math::random() * 1000.0) as i64;
                self.server_until
                    .set(now().0 + i64::from(seconds) * 1000 + jitter);
            }
            Pace::SignIn => self.signed_out.set(true),
        }
    }
}
