//! No such page.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{icon::Icon, load::empty},
    i18n::t,
};

/// No such page, and the way back.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let texts = t().common;
    let back = view! { <a class="button" href="/">{texts.to_start}</a> };
    view! {
        <Title text=texts.not_found_title/>
        <main class="plain">
            <h1>{texts.app_name}</h1>
            {empty(Icon::Search, texts.not_found_title, texts.not_found_hint, back)}
        </main>
    }
}
