//! Whether the page's code runs. Until then what a person does is lost: boxes untick themselves, a form goes to the server as a plain
//! post. What can't wait for it stays disabled.

use leptos::prelude::*;

/// False on the server and until the browser has taken the page over.
pub fn is_live() -> Signal<bool> {
    let live = RwSignal::new(false);
    Effect::new(move |_| live.set(true));
    live.into()
}
