//! The browser half of Biển Phố: it takes over the rendered page and supplies the [`Device`] that
//! pages ask for. Everything that touches the browser is here; what needs no browser is in `app`.

use std::sync::Arc;

use app::{app::App, ports::Device};
use leptos::prelude::*;
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

mod camera;
mod chooser;
mod device;
mod http;
mod install;
mod js;
mod later;
mod live;
mod map;
mod network;
mod offline;
mod page;
mod photo_urls;
mod photos;
mod picture;
mod position;
mod push;
mod redaction;
mod send_file;
mod session;
mod sw;
mod watchers;

/// Makes the page live. The boot script calls it once.
#[wasm_bindgen]
pub fn hydrate() {
    tell_panics();
    network::start();
    install::start();
    sw::start();
    offline::queue::start();
    later::with_phone(|phone| phone.start_sending());
    hydrate_lazy(|| {
        provide_context(js::lang());
        provide_context::<Arc<dyn Device>>(Arc::new(device::Browser));
        App()
    });
}

/// Sends what waits, without a page: the service worker calls it when the browser says there is a network.
///
/// # Errors
/// When something still waits; the browser tries again later then.
#[wasm_bindgen]
pub async fn sync() -> Result<(), JsValue> {
    tell_panics();
    if later::phone().await.send_all().await {
        Ok(())
    } else {
        Err("something still waits".into())
    }
}

fn tell_panics() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into())
    }));
}
