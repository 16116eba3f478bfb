//! The street: the nearest ones first, any other by typing without diacritics.

use leptos::prelude::*;

use crate::{
    components::{
        form::{
            Form,
            fields::{anchor, field_error},
        },
        icon::{Icon, icon},
        load::Remote,
        words,
    },
    i18n::{fill, lang, t},
};

/// Streets a search shows at most.
const FOUND: usize = 8;

/// The street that was picked, and the way to pick another.
pub fn street(form: Form) -> AnyView {
    let texts = t().phone;
    let open = RwSignal::new(false);
    let street = form.field(|draft| draft.street.clone());
    suggest(form);
    let shown = move || match street.get() {
        Some(name) if !name.is_empty() => name,
        _ => texts.street_choose.to_owned(),
    };
    view! {
        <div class="block" id=anchor("street") tabindex="-1">
            <button type="button" class="pick" aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |_| open.update(|open| *open = !*open)>
                <span class="label">{texts.street}</span>
                <span class="value">{shown}</span>
                {icon(Icon::Forward)}
            </button>
            {move || open.get().then(|| picker(form, open))}
            {field_error(form, "street")}
        </div>
    }
    .into_any()
}

/// Proposes the nearest street while none is picked.
fn suggest(form: Form) {
    Effect::new(move |_| {
        let (Some(geo), Some(position)) = (form.world.geo.get(), form.locator.position()) else {
            return;
        };
        let empty = form
            .draft
            .with(|draft| draft.ready().is_some_and(|draft| draft.street.is_empty()));
        if empty && let Some((name, _)) = geo.near_streets(position.point()).into_iter().next() {
            // Not a change of the officer's: it is kept with the next one.
            form.draft.update(|draft| {
                if let Remote::Ready(draft) = draft {
                    draft.street = name;
                }
            });
        }
    });
}

fn picker(form: Form, open: RwSignal<bool>) -> AnyView {
    let texts = t().phone;
    let typed = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let Some(geo) = form.world.geo.get() else {
            return Vec::new();
        };
        let text = typed.get();
        if text.trim().is_empty() {
            let at = form.locator.position();
            return at
                .map(|at| geo.near_streets(at.point()))
                .unwrap_or_default();
        }
        // The metres of a street that was searched for say nothing: it is shown without.
        geo.streets
            .search(&text, FOUND)
            .into_iter()
            .map(|hit| (hit.name, f64::NAN))
            .collect()
    });
    let choose = move |name: String| {
        form.edit(|draft| draft.street = name);
        open.set(false);
    };
    let rows = move || {
        let rows = found.get().into_iter().map(|(name, metres)| {
            let away = metres.is_finite().then(|| words::distance(metres, lang()));
            let chosen = name.clone();
            view! {
                <li><button type="button" class="row" on:click=move |_| choose(chosen.clone())>
                    <span>{name}</span> <strong>{away}</strong>
                </button></li>
            }
        });
        rows.collect_view()
    };
    let as_typed = move || {
        let text = typed.get().trim().to_owned();
        (!text.is_empty() && found.with(Vec::is_empty)).then(|| {
            let words = fill(texts.street_as_typed, &[&text]);
            view! {
                <li><button type="button" class="row" on:click=move |_| choose(text.clone())>{words}</button></li>
            }
        })
    };
    view! {
        <div class="picker">
            <input class="input" type="search" aria-label=texts.street_search placeholder=texts.street_search
                autocomplete="off" on:input=move |event| typed.set(event_target_value(&event))/>
            <ul class="rows">{rows} {as_typed}</ul>
        </div>
    }
    .into_any()
}
