//! Installing the app on the phone. The boot script keeps the browser's offer, because it may come
//! before this module is there.

use app::ports::{Callback, Install, Subscription};
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use crate::{
    js::{Listener, get, window},
    watchers::{Watchers, subscribe},
};

/// Where the boot script keeps the offer.
const OFFER: &str = "bienphoInstall";

thread_local! {
    static WATCHERS: Watchers<Install> = Watchers::default();
}

/// Starts to follow the browser's own events.
pub fn start() {
    for event in ["beforeinstallprompt", "appinstalled"] {
        Listener::new(&window(), event, |_| tell()).forget();
    }
}

/// Tells now and at each change how the app can be installed.
pub fn watch(callback: Callback<Install>) -> Subscription {
    callback(state());
    subscribe(&WATCHERS, callback)
}

/// Asks the browser to install the app, if it offered that.
pub fn ask() {
    let offer = get(&window(), OFFER);
    if let Ok(prompt) = get(&offer, "prompt").dyn_into::<Function>() {
        // Fails outside a click. An offer can be used once.
        _ = prompt.call0(&offer);
        _ = Reflect::set(&window(), &OFFER.into(), &JsValue::UNDEFINED);
        tell();
    }
}

fn tell() {
    WATCHERS.with(|watchers| watchers.tell(&state()));
}

fn state() -> Install {
    let query = window()
        .match_media("(display-mode: standalone)")
        .ok()
        .flatten();
    let standalone = query.is_some_and(|query| query.matches());
    // Older iOS says it in its own way.
    if standalone || get(&window().navigator(), "standalone").is_truthy() {
        Install::Installed
    } else if get(&window(), OFFER).is_truthy() {
        Install::Offered
    } else {
        Install::ByMenu
    }
}
