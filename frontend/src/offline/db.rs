//! The phone's database (IndexedDB): stores by text key, whole transactions only, committed to disk
//! before they count.
//!
//! What a store holds is encrypted ([`super::seal`]) except for what [`Store`] says. Blobs are
//! never stored, because WebKit loses them. A transaction ends when anything but its own requests is
//! awaited, so nothing is encrypted inside one: [`swap`] compares and then writes.

use std::cell::RefCell;

use app::error::{AppError, AppResult};
use futures::future::{Either, select};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, IdbDatabase, IdbOpenDbRequest, IdbRequest, IdbTransaction};

pub use super::steps::{Step, Store};
use crate::js::{
    DurableDatabase, Listener, Timer, error_name, failed, get, object, promise, window,
};

const NAME: &str = "bienpho";
/// Version 1 kept everything plain in the first three stores; [`super::upgrade`] takes it over.
const VERSION: u32 = 2;

/// Runs the steps in one transaction and returns each one's result once it is committed.
///
/// # Errors
/// [`AppError::Device`] in the page's words; nothing was written then.
pub async fn run(steps: &[Step]) -> AppResult<Vec<JsValue>> {
    let first = attempt(steps).await;
    // Under memory pressure phones kill the connection: open anew and try once more.
    let result = if first.as_ref().is_err_and(is_dead) {
        attempt(steps).await
    } else {
        first
    };
    result.map_err(|error| explain(&error))
}

/// Runs one step.
///
/// # Errors
/// As [`run`].
pub async fn one(step: Step) -> AppResult<JsValue> {
    Ok(run(&[step]).await?.pop().unwrap_or(JsValue::UNDEFINED))
}

/// Which writing of an item a value is, so that a change of another one in between is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revision {
    /// There is none.
    Nothing,
    /// What version 1 of the database kept.
    Plain,
    /// By its initialisation vector, which is fresh at each writing.
    Sealed([u8; 12]),
}

impl Revision {
    /// Of a value of [`Store::Items`].
    pub fn of(value: &JsValue) -> Self {
        let mut bytes = [0; 12];
        match get(value, "iv").dyn_into::<Uint8Array>() {
            Ok(iv) if iv.length() == 12 => iv.copy_to(&mut bytes),
            _ if value.is_undefined() => return Self::Nothing,
            _ => return Self::Plain,
        }
        Self::Sealed(bytes)
    }
}

/// Runs the steps in one transaction if the item under `key` is still of that revision. False, and
/// nothing is written, when another tab came between.
///
/// # Errors
/// As [`run`].
pub async fn swap(key: &str, seen: Revision, steps: &[Step]) -> AppResult<bool> {
    let first = attempt_swap(key, seen, steps).await;
    let result = if first.as_ref().is_err_and(is_dead) {
        attempt_swap(key, seen, steps).await
    } else {
        first
    };
    result.map_err(|error| explain(&error))
}

async fn attempt(steps: &[Step]) -> Result<Vec<JsValue>, JsValue> {
    let transaction = begin(&database().await?, steps.iter().any(Step::writes))?;
    let _open = Unfinished::note(&transaction);
    let done = ended(&transaction);
    let requests = ask_all(steps, &transaction)?;
    committed(&transaction, done).await?;
    requests.iter().map(IdbRequest::result).collect()
}

async fn attempt_swap(key: &str, seen: Revision, steps: &[Step]) -> Result<bool, JsValue> {
    let transaction = begin(&database().await?, true)?;
    let _open = Unfinished::note(&transaction);
    let done = ended(&transaction);
    let asked = Step::Get(Store::Items, key.to_owned()).ask(&transaction)?;
    let found = within_limit(answered(&asked)).await?;
    let same = Revision::of(&found) == seen;
    if same {
        ask_all(steps, &transaction)?;
    }
    committed(&transaction, done).await?;
    Ok(same)
}

fn ask_all(steps: &[Step], transaction: &IdbTransaction) -> Result<Vec<IdbRequest>, JsValue> {
    let asked: Result<Vec<_>, _> = steps.iter().map(|step| step.ask(transaction)).collect();
    if asked.is_err() {
        // Without this the steps before the one that failed would be committed.
        transaction.abort()?;
    }
    asked
}

fn begin(database: &IdbDatabase, writes: bool) -> Result<IdbTransaction, JsValue> {
    let stores: Array = Store::ALL
        .iter()
        .map(|store| JsValue::from(store.name()))
        .collect();
    // Chrome tells "committed" before the disk has it unless asked to be strict.
    let options = object(&[("durability", "strict".into())]);
    let mode = if writes { "readwrite" } else { "readonly" };
    database
        .unchecked_ref::<DurableDatabase>()
        .transaction(&stores, mode, &options)
}

/// Resolves when the transaction is committed, fails when it is undone. Listens from now on.
fn ended(transaction: &IdbTransaction) -> Promise {
    Promise::new(&mut |complete, abort| {
        transaction.set_oncomplete(Some(&complete));
        transaction.set_onabort(Some(&abort));
    })
}

async fn committed(transaction: &IdbTransaction, ended: Promise) -> Result<(), JsValue> {
    let end = async { Ok(ended.await.is_ok()) };
    match within_limit(end).await? {
        true => Ok(()),
        // One that the page itself took back, because it was left, has no error of its own.
        false => Err(transaction.error().map_or_else(aborted, JsValue::from)),
    }
}

/// How long a transaction may take until the database is opened anew: of a page that was left with one open, WebKit's next page hears nothing
/// for ever. Slow phones take a second for ten photos.
const LIMIT_MS: i32 = 10_000;

/// What `work` gives, or an [`aborted`] when it takes too long.
async fn within_limit<T>(work: impl Future<Output = Result<T, JsValue>>) -> Result<T, JsValue> {
    let mut timer = None;
    let late = promise(|fulfil| {
        timer = Some(Timer::new(LIMIT_MS, move || {
            _ = fulfil.call0(&JsValue::NULL)
        }));
    });
    let late = std::pin::pin!(async move {
        let _: Result<JsValue, JsValue> = late.await;
    });
    match select(std::pin::pin!(work), late).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => Err(aborted()),
    }
}

/// The error of a transaction that was taken back.
fn aborted() -> JsValue {
    let error = web_sys::DomException::new_with_message_and_name("taken back", "AbortError");
    error.map_or(JsValue::UNDEFINED, JsValue::from)
}

/// A transaction that has not ended, as long as this lives.
struct Unfinished(IdbTransaction);

impl Unfinished {
    fn note(transaction: &IdbTransaction) -> Self {
        UNFINISHED.with_borrow_mut(|all| all.push(transaction.clone()));
        Self(transaction.clone())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        UNFINISHED.with_borrow_mut(|all| all.retain(|other| *other != self.0));
    }
}

/// The page is left: what is unfinished is taken back, and the database closed. A page that comes back from the browser's cache finds both so,
/// opens the database anew and does again what was taken back.
fn leave() {
    for transaction in UNFINISHED.with_borrow(Clone::clone) {
        // One that has ended refuses.
        _ = transaction.abort();
    }
    forget();
}

async fn answered(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let ended = Promise::new(&mut |success, error| {
        request.set_onsuccess(Some(&success));
        request.set_onerror(Some(&error));
    });
    match ended.await {
        Ok(_) => request.result(),
        Err(_) => Err(request.error()?.map_or(JsValue::UNDEFINED, JsValue::from)),
    }
}

thread_local! {
    static OPEN: RefCell<Option<IdbDatabase>> = const { RefCell::new(None) };
    static UNFINISHED: RefCell<Vec<IdbTransaction>> = const { RefCell::new(Vec::new()) };
    /// Hears of the page being left; of a worker nothing is heard.
    static LEAVING: Listener = Listener::new(&window(), "pagehide", |_| leave());
}

async fn database() -> Result<IdbDatabase, JsValue> {
    if let Some(open) = OPEN.with_borrow(Clone::clone) {
        return Ok(open);
    }
    let factory = window().indexed_db()?.ok_or(JsValue::UNDEFINED)?;
    let request = factory.open_with_u32(NAME, VERSION)?;
    let upgrade = Closure::once_into_js(|event: Event| create_stores(&event));
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    let database: IdbDatabase = within_limit(answered(&request)).await?.unchecked_into();
    LEAVING.with(|_| ());
    let gone = Closure::<dyn FnMut()>::new(forget).into_js_value();
    database.set_onclose(Some(gone.unchecked_ref()));
    // A newer app in another tab wants to upgrade: make way.
    database.set_onversionchange(Some(gone.unchecked_ref()));
    OPEN.set(Some(database.clone()));
    Ok(database)
}

fn create_stores(event: &Event) {
    let request = event
        .target()
        .map(JsCast::unchecked_into::<IdbOpenDbRequest>);
    let database = request
        .and_then(|request| request.result().ok())
        .map(JsCast::unchecked_into::<IdbDatabase>);
    if let Some(database) = database {
        for store in Store::ALL {
            // Fails where the store is there already, which is as good.
            _ = database.create_object_store(store.name());
        }
    }
}

fn forget() {
    if let Some(database) = OPEN.take() {
        database.close();
    }
}

fn is_dead(error: &JsValue) -> bool {
    let dead = matches!(
        error_name(error).as_str(),
        "InvalidStateError" | "UnknownError" | "AbortError"
    );
    if dead {
        forget();
    }
    dead
}

fn explain(error: &JsValue) -> AppError {
    web_sys::console::error_2(&"IndexedDB".into(), error);
    let name = error_name(error);
    if name == "QuotaExceededError" {
        return super::storage::no_room();
    }
    if name == "VersionError" {
        return failed(
            "Dữ liệu trên máy thuộc phiên bản mới hơn của ứng dụng. Hãy tải lại trang khi có mạng; không có gì bị xoá.",
            "What is on the phone belongs to a newer version of the app. Load the page again with a network; nothing is deleted.",
        );
    }
    failed(
        "Không đọc/ghi được bộ nhớ của trình duyệt. Hãy tải lại trang; nếu đang ở chế độ ẩn danh, hãy mở cửa sổ thường.",
        "The browser's storage cannot be used. Load the page again; in a private window, open a normal one.",
    )
}
