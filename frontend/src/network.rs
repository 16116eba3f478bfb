//! Whether there is a network: what the browser says and what the last request showed, because a
//! phone in a dead spot or behind a captive portal still calls itself online.

use std::cell::Cell;

use app::ports::{Callback, Subscription};

use crate::{
    js::{Listener, window},
    watchers::{Watchers, subscribe},
};

thread_local! {
    static ONLINE: Cell<bool> = const { Cell::new(true) };
    static WATCHERS: Watchers<bool> = Watchers::default();
}

/// Starts to follow the browser's own events.
pub fn start() {
    set(window().navigator().on_line());
    for (event, online) in [("online", true), ("offline", false)] {
        Listener::new(&window(), event, move |_| set(online)).forget();
    }
}

/// Takes in whether a request got an answer of the server's.
pub fn reached(answered: bool) {
    set(answered);
}

/// Tells now and at each change whether there is a network.
pub fn watch(callback: Callback<bool>) -> Subscription {
    callback(ONLINE.get());
    subscribe(&WATCHERS, callback)
}

fn set(online: bool) {
    if ONLINE.replace(online) != online {
        WATCHERS.with(|watchers| watchers.tell(&online));
    }
}
