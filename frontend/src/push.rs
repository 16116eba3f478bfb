//! Push notifications of this browser. Asking and subscribing is `frontend/js/push.js`, loaded when it is first needed.

use app::{
    error::{AppError, AppResult},
    ports::Push,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::{
    http::{Body, Request},
    js::{failed, get, window},
    later,
};

/// Where the server hears of this browser.
const PATH: &str = "/session/push";

#[wasm_bindgen(inline_js = r#"
const push = () => import("../../push.js");
export const push_state = async () => (await push()).state();
export const push_subscribe = async (key) => (await push()).subscribe(key);
export const push_subscription = async () => (await push()).subscription();
export const push_unsubscribe = async () => (await push()).unsubscribe();
"#)]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn push_state() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn push_subscribe(key: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn push_subscription() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn push_unsubscribe() -> Result<JsValue, JsValue>;
}

/// Whether this browser is pushed to. Where it is, the server is told again: its session may be a new one.
pub async fn state() -> Push {
    let state = push_state().await.ok().and_then(|state| state.as_string());
    match state.as_deref() {
        Some("on") if renew().await.is_err() => Push::Off,
        Some("on") => Push::On,
        Some("off") => Push::Off,
        Some("denied") => Push::Denied,
        _ => Push::Unsupported,
    }
}

/// Asks the person, subscribes with the server's key, and tells the server.
pub async fn turn_on(key: String) -> AppResult<Push> {
    let subscribed = push_subscribe(&key).await.map_err(|_| {
        failed(
            "Trình duyệt không đăng ký được với dịch vụ thông báo của nó: kiểm tra mạng, hoặc thử trình duyệt khác.",
            "The browser could not subscribe at its push service: check the network, or try another browser.",
        )
    })?;
    match subscribed.as_string() {
        Some(subscription) => {
            if let Err(error) = put(&subscription).await {
                // A browser that the server doesn't know of would wait for nothing.
                _ = push_unsubscribe().await;
                return Err(error);
            }
            Ok(Push::On)
        }
        None => Ok(state().await),
    }
}

/// Has nothing more pushed here.
pub async fn turn_off() -> AppResult<Push> {
    Request::new("DELETE", PATH).send().await?.done()?;
    // The server pushes nothing any more, whatever the browser says.
    _ = push_unsubscribe().await;
    Ok(Push::Off)
}

/// Tells the server of a browser that was pushed to under a session before. Nothing is loaded where nobody ever allowed it.
pub async fn after_sign_in() {
    let permission = get(&get(&window(), "Notification"), "permission");
    if permission.as_string().as_deref() == Some("granted") {
        // What fails now is mended when the settings are opened.
        _ = later::desk().await.renew_push().await;
    }
}

/// Tells the server what this browser is subscribed with, if it is.
pub async fn renew() -> AppResult<()> {
    let subscription = push_subscription().await.map_err(|_| AppError::Internal)?;
    match subscription.as_string() {
        Some(subscription) => put(&subscription).await,
        None => Ok(()),
    }
}

async fn put(subscription: &str) -> AppResult<()> {
    let request = Request {
        body: Body::Json(subscription),
        ..Request::new("PUT", PATH)
    };
    request.send().await?.done()
}
