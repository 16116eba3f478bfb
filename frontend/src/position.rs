//! The position sensor. It runs while a page watches it, and nothing of it is kept.

use std::{cell::RefCell, rc::Rc};

use app::{
    domain::{
        position::{Position, PositionSource, rounded_degrees},
        time::{DAY_MS, Timestamp},
    },
    phone::fixes::Fixes,
    ports::{Callback, Fix, Subscription},
};
use js_sys::Object;
use wasm_bindgen::{JsValue, closure::Closure, prelude::wasm_bindgen};

use crate::{
    js::{get, object, window},
    offline::clock::now,
};

/// Milliseconds without a fix after which the sensor says so.
const GIVE_UP_MS: u32 = 30_000;
/// The sensor's code for a permission that was not given.
const DENIED: f64 = 1.0;

#[wasm_bindgen]
extern "C" {
    /// `navigator.geolocation`; the types web-sys has for its answers changed their names.
    type Sensor;

    #[wasm_bindgen(method, js_name = watchPosition)]
    fn watch(
        this: &Sensor,
        on_fix: &Closure<dyn FnMut(JsValue)>,
        on_error: &Closure<dyn FnMut(JsValue)>,
        options: &Object,
    ) -> i32;

    #[wasm_bindgen(method, js_name = clearWatch)]
    fn clear(this: &Sensor, watch: i32);
}

/// Tells the best fix at each new one.
pub fn watch(callback: Callback<Fix>) -> Subscription {
    let sensor = get(&window().navigator(), "geolocation");
    if sensor.is_undefined() {
        callback(Fix::Unavailable);
        return Subscription::new(|| ());
    }
    let sensor: Sensor = wasm_bindgen::JsCast::unchecked_into(sensor);
    callback(Fix::Searching);
    let callback = Rc::new(callback);
    let fixes = Rc::<RefCell<Option<Fixes>>>::default();
    let on_fix = {
        let (callback, fixes) = (Rc::clone(&callback), Rc::clone(&fixes));
        Closure::<dyn FnMut(JsValue)>::new(move |fix: JsValue| {
            let best = fixes
                .borrow_mut()
                .get_or_insert_default()
                .add(read(&fix), now());
            callback(Fix::Best(best));
        })
    };
    let on_error = Closure::<dyn FnMut(JsValue)>::new(move |error: JsValue| {
        if get(&error, "code").as_f64() == Some(DENIED) {
            callback(Fix::Denied);
        } else if fixes.borrow().is_none() {
            callback(Fix::Unavailable);
        }
        // After a fix, a pause of the sensor shows in the fix's age.
    });
    let options = object(&[
        ("enableHighAccuracy", true.into()),
        ("maximumAge", 0.into()),
        ("timeout", GIVE_UP_MS.into()),
    ]);
    let watch = sensor.watch(&on_fix, &on_error, &options);
    Subscription::new(move || {
        sensor.clear(watch);
        drop((on_fix, on_error));
    })
}

fn read(fix: &JsValue) -> Position {
    let coordinates = get(fix, "coords");
    let number = |name: &str| get(&coordinates, name).as_f64();
    Position {
        lon: rounded_degrees(number("longitude").unwrap_or(f64::NAN)),
        lat: rounded_degrees(number("latitude").unwrap_or(f64::NAN)),
        // To the decimetre, as shown nowhere more precisely.
        accuracy_m: number("accuracy").map(|metres| (metres * 10.0).round() / 10.0),
        source: PositionSource::Gps,
        pin_reason: None,
        fixed_at: fixed_at(get(fix, "timestamp").as_f64(), now()),
    }
}

/// Some phones date their fixes by another epoch or by the satellites: a time that can't be the
/// phone's own is replaced by it, or the fix's age would be nonsense.
fn fixed_at(said: Option<f64>, now: Timestamp) -> Timestamp {
    let said = said.map(|ms| ms as i64);
    said.filter(|ms| (0..DAY_MS).contains(&(now.0 - ms)))
        .map_or(now, Timestamp)
}
