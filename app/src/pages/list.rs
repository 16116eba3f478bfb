//! The officer's sites and today's records.

use leptos::prelude::*;

use crate::{
    components::{
        frame::{PhonePage, Tab, phone_page},
        load::skeleton,
    },
    i18n::t,
};

/// The officer's sites and today's records.
#[component]
pub fn ListPage() -> impl IntoView {
    let texts = t().phone;
    phone_page(PhonePage {
        title: Signal::stored(texts.list.to_owned()),
        tab: Some(Tab::CheckIn),
        back: None,
        body: skeleton(4),
        actions: ().into_any(),
    })
}
