//! How many displays hang together: a number between two big buttons.

use leptos::prelude::*;

use crate::{
    components::{
        form::{
            Form,
            fields::{anchor, field_error},
        },
        icon::{Icon, icon},
    },
    domain::record::MAX_QUANTITY,
    i18n::t,
};

/// The number of displays.
pub fn quantity(form: Form, label: &'static str) -> AnyView {
    let texts = t().phone;
    let value = form.field(|draft| draft.quantity);
    let current = move || value.get_untracked().flatten().unwrap_or(1);
    let set = move |number: i32| {
        form.edit(|draft| draft.quantity = Some(number.clamp(1, MAX_QUANTITY)));
    };
    let shown = move || {
        value
            .get()
            .flatten()
            .map(|number| number.to_string())
            .unwrap_or_default()
    };
    let typed = move |event| {
        let number = event_target_value(&event).trim().parse::<i32>().ok();
        form.edit(|draft| draft.quantity = number);
    };
    view! {
        <div class="block field" id=anchor("quantity") tabindex="-1">
            <label for="quantity">{label}</label>
            <div class="stepper">
                <button type="button" aria-label=texts.less on:click=move |_| set(current() - 1)>{icon(Icon::Minus)}</button>
                <input class="input" id="quantity" type="text" inputmode="numeric" autocomplete="off"
                    prop:value=shown on:change=typed/>
                <button type="button" aria-label=texts.more on:click=move |_| set(current() + 1)>{icon(Icon::Plus)}</button>
            </div>
            {field_error(form, "quantity")}
        </div>
    }
    .into_any()
}
