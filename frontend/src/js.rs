//! The few bridges to the browser that every other module uses: window, language, events that stop
//! by themselves, promises made of callbacks, timers, and what web-sys lacks.

use app::{error::AppError, i18n::Lang};
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure, prelude::wasm_bindgen};
use web_sys::{Document, DomException, Event, EventTarget, IdbTransaction, Window};

#[wasm_bindgen]
extern "C" {
    /// `navigator.locks`; web-sys has it behind an unstable flag only.
    pub type LockManager;

    #[wasm_bindgen(method)]
    pub fn request(this: &LockManager, name: &str, held: &JsValue) -> Promise;

    /// An IndexedDB database whose transactions take options; web-sys has them behind a flag only.
    pub type DurableDatabase;

    #[wasm_bindgen(method, catch)]
    pub fn transaction(
        this: &DurableDatabase,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
}

/// The page's window. In the service worker it is the worker's own global, which has what sending
/// needs under the same names: `fetch`, `setTimeout`, `indexedDB`, `crypto`, `navigator`.
pub fn window() -> Window {
    js_sys::global().unchecked_into()
}

/// The page's document.
pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// The server this app came from, as `https://host`.
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// The language of the page; without one, the default.
pub fn lang() -> Lang {
    let root = window().document().and_then(|page| page.document_element());
    root.and_then(|root| Lang::from_tag(&root.get_attribute("lang")?))
        .unwrap_or_default()
}

/// A failure of the phone, in the page's language.
pub fn failed(vi: &str, en: &str) -> AppError {
    AppError::Device {
        problem: lang().pick(vi, en).to_owned(),
    }
}

/// The name of a thrown `DOMException` or `Error`, such as `QuotaExceededError`.
pub fn error_name(error: &JsValue) -> String {
    match error.dyn_ref::<DomException>() {
        Some(exception) => exception.name(),
        None => get(error, "name").as_string().unwrap_or_default(),
    }
}

/// A property, `undefined` where there is none.
pub fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or(JsValue::UNDEFINED)
}

/// An object of these properties.
pub fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        Reflect::set(&object, &(*name).into(), value).expect("a plain object takes any property");
    }
    object
}

/// The element with that id.
pub fn element<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// An event listener that goes when it is dropped.
pub struct Listener {
    target: EventTarget,
    event: &'static str,
    run: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Runs `run` at each `event` of `target`.
    pub fn new(
        target: &EventTarget,
        event: &'static str,
        run: impl FnMut(Event) + 'static,
    ) -> Self {
        let run = Closure::new(run);
        let target = target.clone();
        // Only a target that isn't one refuses, and its type forbids that.
        _ = target.add_event_listener_with_callback(event, function(&run));
        Self { target, event, run }
    }

    /// Keeps listening as long as the page lives.
    pub fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        _ = self
            .target
            .remove_event_listener_with_callback(self.event, function(&self.run));
    }
}

/// A closure as JavaScript sees it.
pub fn function<T: ?Sized>(closure: &Closure<T>) -> &Function
where
    Closure<T>: AsRef<JsValue>,
{
    closure.as_ref().unchecked_ref()
}

/// A promise that `start` fulfils through the function it is given.
pub fn promise(mut start: impl FnMut(Function)) -> Promise {
    Promise::new(&mut |fulfil, _| start(fulfil))
}

/// A timer that is cleared when it is dropped.
pub struct Timer {
    id: i32,
    _run: Closure<dyn FnMut()>,
}

impl Timer {
    /// Runs `run` once, after `ms` milliseconds.
    pub fn new(ms: i32, run: impl FnOnce() + 'static) -> Self {
        let run = Closure::once(run);
        Self {
            id: start_timer(function(&run), ms),
            _run: run,
        }
    }

    /// Aborts `controller` after `ms` milliseconds.
    pub fn abort(ms: i32, controller: &web_sys::AbortController) -> Self {
        let controller = controller.clone();
        Self::new(ms, move || controller.abort())
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        window().clear_timeout_with_handle(self.id);
    }
}

fn start_timer(run: &Function, ms: i32) -> i32 {
    window()
        .set_timeout_with_callback_and_timeout_and_arguments_0(run, ms)
        .unwrap_or_default()
}
