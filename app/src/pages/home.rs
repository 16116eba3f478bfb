//! `/`: on to the page that fits who is signed in.

use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;

use crate::{components::load::skeleton, i18n::t, paths, ports::device};

/// Sends everybody where their work is.
#[component]
pub fn HomePage() -> impl IntoView {
    let texts = t().common;
    Effect::new(move |_| {
        if let Some(device) = device() {
            spawn_local(async move {
                let home = match device.me().await {
                    Ok(Some(me)) => me.role.home(),
                    _ => paths::SIGN_IN,
                };
                device.go(home);
            });
        }
    });
    view! {
        <Title text=texts.app_name/>
        <main class="plain">
            <h1>{texts.app_name}</h1>
            {skeleton(3)}
            <noscript><a class="button" href=paths::SIGN_IN>{texts.sign_in}</a></noscript>
        </main>
    }
}
