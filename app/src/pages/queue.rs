//! What waits to be sent.

use leptos::prelude::*;

use crate::{
    components::{
        frame::{PhonePage, Tab, phone_page},
        load::skeleton,
    },
    i18n::t,
};

/// What waits to be sent.
#[component]
pub fn QueuePage() -> impl IntoView {
    let texts = t().phone;
    phone_page(PhonePage {
        title: Signal::stored(texts.queue.to_owned()),
        tab: Some(Tab::CheckIn),
        back: None,
        body: skeleton(4),
        actions: ().into_any(),
    })
}
