//! The phone's clock, and how far it is off the server's.

use std::cell::Cell;

use app::domain::time::Timestamp;
use js_sys::{Date, Uint8Array};
use uuid::{Builder, Uuid};
use wasm_bindgen_futures::spawn_local;

use super::db::{Step, Store, one};
use crate::js::window;

const KEY: &str = "clock_offset_ms";
/// Change worth writing down, in milliseconds. The server's `Date` is cut to seconds.
const NOTABLE_MS: i64 = 1_500;

thread_local! {
    static OFFSET: Cell<Option<i64>> = const { Cell::new(None) };
}

/// The phone's time.
pub fn now() -> Timestamp {
    Timestamp(Date::now() as i64)
}

/// A new UUID version 7.
pub fn new_id() -> Uuid {
    let random = Uint8Array::new_with_length(10);
    if let Ok(crypto) = window().crypto() {
        // Fails for more than 65,536 bytes only.
        _ = crypto.get_random_values_with_js_u8_array(&random);
    }
    let mut bytes = [0; 10];
    random.copy_to(&mut bytes);
    Builder::from_unix_timestamp_millis(Date::now() as u64, &bytes).into_uuid()
}

/// Takes in a measurement: the phone's clock minus the server's, in milliseconds.
pub fn measured(offset: i64) {
    let known = OFFSET.replace(Some(offset));
    if known.is_none_or(|known| (known - offset).abs() > NOTABLE_MS) {
        spawn_local(async move {
            // A measurement that could not be kept will be taken again.
            _ = one(Step::put(Store::Meta, KEY, &offset.to_string())).await;
        });
    }
}

/// The last measurement, this or an earlier day's.
pub async fn offset_ms() -> Option<i64> {
    if OFFSET.get().is_none() {
        let kept = one(Step::Get(Store::Meta, KEY.to_owned())).await.ok()?;
        OFFSET.set(kept.as_string()?.parse().ok());
    }
    OFFSET.get()
}
