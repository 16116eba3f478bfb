//! The phone's database (IndexedDB): three stores by text key, whole transactions only, committed
//! to disk before they count.
//!
//! Blobs are never stored, because WebKit loses them; pictures are ArrayBuffers, all else is JSON.

use std::cell::RefCell;

use app::error::{AppError, AppResult};
use js_sys::{Array, Promise};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Event, IdbDatabase, IdbOpenDbRequest, IdbRequest, IdbTransaction};

use crate::js::{DurableDatabase, error_name, failed, object, window};

const NAME: &str = "bienpho";
const VERSION: u32 = 1;

/// A store of the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// Drafts and items: JSON of [`app::queue::Item`] by its id.
    Items,
    /// Photos: ArrayBuffer by SHA-256.
    Photos,
    /// Single values by name: who is signed in, the field pack, the clock's offset.
    Meta,
}

impl Store {
    const ALL: [Self; 3] = [Self::Items, Self::Photos, Self::Meta];

    const fn name(self) -> &'static str {
        match self {
            Self::Items => "items",
            Self::Photos => "photos",
            Self::Meta => "meta",
        }
    }
}

/// One step of a transaction.
pub enum Step {
    /// Reads a value; `undefined` where there is none.
    Get(Store, String),
    /// Reads all values.
    All(Store),
    /// Reads all keys.
    Keys(Store),
    /// Writes a value.
    Put(Store, String, JsValue),
    /// Deletes a value.
    Delete(Store, String),
}

impl Step {
    /// Writes text.
    pub fn put(store: Store, key: impl ToString, text: &str) -> Self {
        Self::Put(store, key.to_string(), text.into())
    }

    /// Deletes a value.
    pub fn delete(store: Store, key: impl ToString) -> Self {
        Self::Delete(store, key.to_string())
    }

    const fn writes(&self) -> bool {
        matches!(self, Self::Put(..) | Self::Delete(..))
    }

    fn ask(&self, transaction: &IdbTransaction) -> Result<IdbRequest, JsValue> {
        let store = |store: &Store| transaction.object_store(store.name());
        match self {
            Self::Get(from, key) => store(from)?.get(&key.into()),
            Self::All(from) => store(from)?.get_all(),
            Self::Keys(from) => store(from)?.get_all_keys(),
            Self::Put(into, key, value) => store(into)?.put_with_key(value, &key.into()),
            Self::Delete(from, key) => store(from)?.delete(&key.into()),
        }
    }
}

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

/// What follows from the value that was found.
pub type Decide<'a> = &'a mut dyn FnMut(Option<String>) -> AppResult<Vec<Step>>;

/// Reads a text of [`Store::Items`] and runs the steps that follow from it, in one transaction, so
/// that no other tab comes between. `decide` may be called twice.
///
/// # Errors
/// As [`run`], or whatever `decide` says; nothing was written then.
pub async fn change(key: &str, decide: Decide<'_>) -> AppResult<()> {
    let first = attempt_change(key, decide).await;
    let result = match first {
        Err(Failure::Browser(error)) if is_dead(&error) => attempt_change(key, decide).await,
        other => other,
    };
    result.map_err(|failure| match failure {
        Failure::Browser(error) => explain(&error),
        Failure::Decided(error) => error,
    })
}

enum Failure {
    Browser(JsValue),
    Decided(AppError),
}

impl From<JsValue> for Failure {
    fn from(error: JsValue) -> Self {
        Self::Browser(error)
    }
}

async fn attempt(steps: &[Step]) -> Result<Vec<JsValue>, JsValue> {
    let transaction = begin(&database().await?, steps.iter().any(Step::writes))?;
    let done = ended(&transaction);
    let requests = ask_all(steps, &transaction)?;
    committed(&transaction, done).await?;
    requests.iter().map(IdbRequest::result).collect()
}

async fn attempt_change(key: &str, decide: Decide<'_>) -> Result<(), Failure> {
    let transaction = begin(&database().await?, true)?;
    let done = ended(&transaction);
    let found = answered(&Step::Get(Store::Items, key.to_owned()).ask(&transaction)?).await?;
    match decide(found.as_string()) {
        Ok(steps) => ask_all(&steps, &transaction)?,
        Err(error) => {
            // Nothing was written, so there is nothing that could fail to be undone.
            _ = transaction.abort();
            _ = done.await;
            return Err(Failure::Decided(error));
        }
    };
    committed(&transaction, done).await?;
    Ok(())
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
    match ended.await {
        Ok(_) => Ok(()),
        Err(_) => Err(transaction
            .error()
            .map_or(JsValue::UNDEFINED, JsValue::from)),
    }
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
}

async fn database() -> Result<IdbDatabase, JsValue> {
    if let Some(open) = OPEN.with_borrow(Clone::clone) {
        return Ok(open);
    }
    let factory = window().indexed_db()?.ok_or(JsValue::UNDEFINED)?;
    let request = factory.open_with_u32(NAME, VERSION)?;
    let upgrade = Closure::once_into_js(|event: Event| create_stores(&event));
    request.set_onupgradeneeded(Some(upgrade.unchecked_ref()));
    let database: IdbDatabase = answered(&request).await?.unchecked_into();
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
    if error_name(error) == "QuotaExceededError" {
        return failed(
            "Bộ nhớ dành cho ứng dụng đã đầy. Hãy gửi các bản ghi đang chờ hoặc xoá bớt dữ liệu trên máy rồi thử lại.",
            "The storage for this app is full. Send what waits or free space on the phone, then try again.",
        );
    }
    failed(
        "Không đọc/ghi được bộ nhớ của trình duyệt. Hãy tải lại trang; nếu đang ở chế độ ẩn danh, hãy mở cửa sổ thường.",
        "The browser's storage cannot be used. Load the page again; in a private window, open a normal one.",
    )
}
