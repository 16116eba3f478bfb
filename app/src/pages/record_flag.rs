//! A flag.

use leptos::prelude::*;

use crate::{
    components::{
        frame::{PhonePage, Tab, phone_page},
        load::skeleton,
    },
    i18n::t,
};

/// A flag.
#[component]
pub fn RecordFlagPage() -> impl IntoView {
    let texts = t().phone;
    phone_page(PhonePage {
        title: Signal::stored(texts.check_in.to_owned()),
        tab: Some(Tab::CheckIn),
        back: None,
        body: skeleton(4),
        actions: ().into_any(),
    })
}
