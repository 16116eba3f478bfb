//! News of changed records, as the server sends them.

use std::{cell::RefCell, rc::Rc};

use app::{
    domain::map::Change,
    ports::{Callback, Subscription},
};
use wasm_bindgen::JsCast;
use web_sys::{Event, EventSource, MessageEvent};

use crate::js::{Listener, Timer};

const PATH: &str = "/api/v1/live";
/// Pause before a line that the server refused is tried anew, in milliseconds. Lines that merely
/// broke are mended by the browser.
const RETRY_MS: i32 = 10_000;

struct Line {
    on_change: Callback<Change>,
    on_state: Callback<bool>,
    open: RefCell<Option<Open>>,
    retry: RefCell<Option<Timer>>,
}

struct Open {
    source: EventSource,
    _listeners: [Listener; 4],
}

impl Drop for Open {
    fn drop(&mut self) {
        self.source.close();
    }
}

/// Listens until the subscription is dropped.
pub fn watch(on_change: Callback<Change>, on_state: Callback<bool>) -> Subscription {
    let line = Rc::new(Line {
        on_change,
        on_state,
        open: RefCell::default(),
        retry: RefCell::default(),
    });
    line.open();
    Subscription::new(move || {
        line.open.take();
        line.retry.take();
    })
}

impl Line {
    fn open(self: &Rc<Self>) {
        let Ok(source) = EventSource::new(PATH) else {
            return (self.on_state)(false);
        };
        let listen = |event, run: fn(&Rc<Self>, &Event)| {
            // Weak, or line and listener would keep each other alive.
            let line = Rc::downgrade(self);
            Listener::new(&source, event, move |event| {
                if let Some(line) = line.upgrade() {
                    run(&line, &event);
                }
            })
        };
        let _listeners = [
            listen("open", |line, _| (line.on_state)(true)),
            listen("error", |line, _| line.broke()),
            listen("change", |line, event| line.heard(event)),
            // The server left news out: as after a break, the page has to read its view anew.
            listen("behind", |line, _| {
                (line.on_state)(false);
                (line.on_state)(true);
            }),
        ];
        self.open.replace(Some(Open { source, _listeners }));
    }

    fn heard(&self, event: &Event) {
        let json = event
            .dyn_ref::<MessageEvent>()
            .and_then(|event| event.data().as_string());
        // News that a newer server words differently is left out; the list still shows the record.
        if let Some(change) = json.and_then(|json| serde_json::from_str(&json).ok()) {
            (self.on_change)(change);
        }
    }

    fn broke(self: &Rc<Self>) {
        (self.on_state)(false);
        let refused = self
            .open
            .borrow()
            .as_ref()
            .is_some_and(|open| open.source.ready_state() == EventSource::CLOSED);
        if refused {
            let line = Rc::downgrade(self);
            let retry = Timer::new(RETRY_MS, move || {
                if let Some(line) = line.upgrade() {
                    line.open();
                }
            });
            self.retry.replace(Some(retry));
        }
    }
}
