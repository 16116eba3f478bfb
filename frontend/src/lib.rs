//! The browser half of Biển Phố: it takes over the rendered page and supplies the [`Device`] that
//! pages ask for. Everything that touches the browser is here; what needs no browser is in `app`.

use std::sync::Arc;

use app::{app::App, ports::Device};
use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

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
mod photos;
mod picture;
mod position;
mod queue_import;
mod redaction;
mod session;
mod watchers;

/// Makes the page live. The boot script calls it once.
#[wasm_bindgen]
pub fn hydrate() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&panic.to_string().into())
    }));
    network::start();
    install::start();
    offline::queue::start();
    later::with_phone(|phone| phone.start_sending());
    hydrate_lazy(|| {
        provide_context(js::lang());
        provide_context::<Arc<dyn Device>>(Arc::new(device::Browser));
        App()
    });
}
