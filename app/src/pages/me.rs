//! Account and settings.

use leptos::prelude::*;

use crate::{
    components::{
        frame::{PhonePage, Tab, phone_page},
        load::skeleton,
    },
    i18n::t,
};

/// Account and settings.
#[component]
pub fn MePage() -> impl IntoView {
    let texts = t().phone;
    phone_page(PhonePage {
        title: Signal::stored(texts.me.to_owned()),
        tab: Some(Tab::CheckIn),
        back: None,
        body: skeleton(4),
        actions: ().into_any(),
    })
}
