//! `/record`: what to record that isn't in the plan.

use leptos::prelude::*;

use crate::{
    components::{
        frame::{PhonePage, phone_page},
        icon::{Icon, icon},
    },
    i18n::t,
    paths,
};

/// A placement of the campaign, or a flag.
#[component]
pub fn RecordPage() -> impl IntoView {
    let texts = t().phone;
    let body = view! {
        <ul class="stack">
            {way("/record/placement", "way", Icon::Banner, texts.record_placement, texts.record_placement_hint)}
            {way("/record/flag", "way flag", Icon::Flag, texts.record_flag_lead, texts.record_flag_hint)}
        </ul>
        <p class="rule">{texts.flag_rule}</p>
    };
    phone_page(PhonePage {
        title: Signal::stored(texts.record_outside.to_owned()),
        tab: None,
        back: Some(paths::CHECK_IN),
        body: body.into_any(),
        actions: ().into_any(),
    })
}

fn way(
    href: &'static str,
    class: &'static str,
    symbol: Icon,
    title: &'static str,
    hint: &'static str,
) -> impl IntoView {
    view! {
        <li>
            <a class=class href=href>
                {icon(symbol)}
                <span><strong>{title}</strong> <span class="hint">{hint}</span></span>
                {icon(Icon::Forward)}
            </a>
        </li>
    }
}
