//! The service worker as pages see it: whether a newer version of the app is ready, changing over to
//! it, and sending when the page is gone. frontend/js/versions.js does it, because it needs no wasm.

use app::ports::{Callback, Subscription, Update};
use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};

use crate::{
    js::{Listener, get, window},
    watchers::{Watchers, subscribe},
};

/// What versions.js says and can do; not there before it has started.
const WORKER: &str = "bienphoWorker";

thread_local! {
    static WATCHERS: Watchers<Update> = Watchers::default();
}

/// Starts to hear of newer versions.
pub fn start() {
    Listener::new(&window(), "bienphoupdate", |_| {
        WATCHERS.with(|watchers| watchers.tell(&state()));
    })
    .forget();
}

/// Tells now and at each change whether a newer version is ready.
pub fn watch(callback: Callback<Update>) -> Subscription {
    callback(state());
    subscribe(&WATCHERS, callback)
}

/// Changes over to the newer version once nothing is being sent; the page is loaded anew then.
pub fn change() {
    call("change", &[]);
}

/// Keeps language and theme for pages without a network. Done when they are kept.
pub async fn choose(lang: &str, theme: &str) {
    let kept = call("choose", &[lang.into(), theme.into()]);
    if let Ok(kept) = kept.dyn_into::<Promise>() {
        // What can't be kept has no page to be shown in either.
        _ = kept.await;
    }
}

/// Something waits to be sent: the browser may do it when the page is gone.
pub fn send_later() {
    call("sync", &[]);
}

fn call(method: &str, arguments: &[JsValue]) -> JsValue {
    let worker = get(&window(), WORKER);
    match get(&worker, method).dyn_into::<Function>() {
        Ok(method) => {
            let arguments = arguments.iter().collect();
            method.apply(&worker, &arguments).unwrap_or_default()
        }
        Err(_) => JsValue::UNDEFINED,
    }
}

fn state() -> Update {
    match get(&get(&window(), WORKER), "update")
        .as_string()
        .as_deref()
    {
        Some("ready") => Update::Ready,
        Some("waiting") => Update::Waiting,
        _ => Update::None,
    }
}
