//! The reference data of the officer signed in: served from the phone at once, fetched anew in the
//! background when it is old.

use std::{
    cell::{Cell, RefCell},
    sync::Arc,
};

use app::{
    domain::{field_pack::FieldPack, ids::AccountId},
    error::{AppError, AppResult},
    json,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::{
    clock::now,
    db::{Step, Store, run},
};
use crate::{
    http::{LONG_MS, Request},
    session,
};

/// Name of its JSON among the single values.
pub const KEY: &str = "field_pack";
/// Name of the time it was fetched at, by the phone's clock.
const FETCHED_AT: &str = "field_pack_fetched_at";
/// Age from which it is fetched anew, in milliseconds.
const STALE_MS: i64 = 6 * 3_600_000;
/// Pause between attempts to fetch it in the background, in milliseconds.
const PAUSE_MS: i64 = 60_000;

#[derive(Clone)]
struct Kept {
    fetched_at: i64,
    pack: Arc<FieldPack>,
}

impl Kept {
    fn is_stale(&self) -> bool {
        let age = now().0 - self.fetched_at;
        !(0..STALE_MS).contains(&age)
    }
}

thread_local! {
    static KEPT: RefCell<Option<Kept>> = const { RefCell::new(None) };
    static TRIED_AT: Cell<i64> = const { Cell::new(0) };
}

/// Forgets what this page holds; what is on the phone stays.
pub fn forget() {
    KEPT.take();
    TRIED_AT.set(0);
}

/// The pack, as old as it may be, without waiting for the network if there is one on the phone.
pub async fn get() -> AppResult<Arc<FieldPack>> {
    let me = session::me().await?.ok_or(AppError::SignInRequired)?;
    let Some(kept) = kept(me.id).await? else {
        return refresh().await;
    };
    if kept.is_stale() && now().0 - TRIED_AT.replace(now().0) > PAUSE_MS {
        spawn_local(async { _ = refresh().await });
    }
    Ok(kept.pack)
}

/// Fetches it.
pub async fn refresh() -> AppResult<Arc<FieldPack>> {
    let me = session::me().await?.ok_or(AppError::SignInRequired)?;
    let request = Request {
        within_ms: LONG_MS,
        ..Request::new("GET", "/field-pack")
    };
    let answer = request.send().await?;
    let pack: FieldPack = answer.read()?;
    if pack.me.id != me.id {
        // Somebody else signed in meanwhile.
        return Err(AppError::SignInRequired);
    }
    let fetched_at = now().0;
    let pack = Arc::new(pack);
    KEPT.set(Some(Kept {
        fetched_at,
        pack: Arc::clone(&pack),
    }));
    let keep = [
        Step::put(Store::Meta, KEY, &answer.body),
        Step::put(Store::Meta, FETCHED_AT, &fetched_at.to_string()),
    ];
    run(&keep).await?;
    Ok(pack)
}

async fn kept(owner: AccountId) -> AppResult<Option<Kept>> {
    if KEPT.with_borrow(Option::is_none) {
        let get = |key: &str| Step::Get(Store::Meta, key.to_owned());
        let found = run(&[get(KEY), get(FETCHED_AT)]).await?;
        KEPT.set(read(&found));
    }
    Ok(KEPT
        .with_borrow(Clone::clone)
        .filter(|kept| kept.pack.me.id == owner))
}

/// One that another version of the app can't read is as good as none.
fn read(found: &[JsValue]) -> Option<Kept> {
    let [kept, fetched_at] = found else {
        return None;
    };
    let pack = json::read(&kept.as_string()?)?;
    let fetched_at = fetched_at
        .as_string()
        .and_then(|at| at.parse().ok())
        .unwrap_or_default();
    Some(Kept {
        fetched_at,
        pack: Arc::new(pack),
    })
}
