//! `/offline`: what stands in for a page that needs a network while there is none. The service worker
//! shows it at any address and without script, so it has links only.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    components::{icon::Icon, load::empty},
    i18n::t,
    paths,
};

/// This page needs a network; once more, or back to what works without.
#[component]
pub fn OfflinePage() -> impl IntoView {
    let texts = t();
    let ways = view! {
        <a class="button" href="" rel="external">{texts.common.retry}</a>
        <a class="button outlined" href=paths::CHECK_IN rel="external">{texts.phone.to_check_in}</a>
    };
    let (title, hint) = (
        texts.phone.needs_network_title,
        texts.phone.needs_network_hint,
    );
    view! {
        <Title text=title/>
        <main class="plain">
            <h1>{texts.common.app_name}</h1>
            {empty(Icon::Offline, title, hint, ways)}
        </main>
    }
}
