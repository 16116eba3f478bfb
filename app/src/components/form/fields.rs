//! Parts of forms: choices as big buttons, the note, what is wrong with a field.

use leptos::prelude::*;

use crate::{
    components::{form::Form, words},
    domain::record::MAX_NOTE_CHARS,
    i18n::{lang, t},
};

/// One of several choices.
pub struct Choice {
    /// What it says.
    pub label: AnyView,
    /// Whether it is chosen.
    pub checked: Signal<bool>,
    /// Chooses it, or takes the choice back where several may be chosen.
    pub pick: Callback<()>,
}

/// How choices are laid out, and whether several may be chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// Three beside each other; one is chosen.
    Three,
    /// Two beside each other; one is chosen.
    Two,
    /// One below the other; several may be chosen.
    Several,
}

impl Layout {
    const fn class(self) -> &'static str {
        match self {
            Self::Three => "choices three",
            Self::Two => "choices two",
            Self::Several => "choices",
        }
    }

    const fn input(self) -> &'static str {
        match self {
            Self::Several => "checkbox",
            _ => "radio",
        }
    }
}

/// A group of choices for the field `name` of the record.
pub fn choices(
    form: Form,
    name: &'static str,
    legend: &'static str,
    layout: Layout,
    choices: Vec<Choice>,
) -> AnyView {
    let options = choices.into_iter().map(
        |Choice {
             label,
             checked,
             pick,
         }| {
            view! {
                <label class="choice">
                    <input type=layout.input() name=name prop:checked=move || checked.get()
                        on:change=move |_| pick.run(())/>
                    <span>{label}</span>
                </label>
            }
        },
    );
    view! {
        <fieldset class="block" id=anchor(name) tabindex="-1">
            <legend class="label">{legend}</legend>
            <div class=layout.class()>{options.collect_view()}</div>
            {field_error(form, name)}
        </fieldset>
    }
    .into_any()
}

/// Id of the element that gets the focus when `field` is wrong.
pub fn anchor(field: &str) -> String {
    let first = field.split('.').next().unwrap_or_default();
    format!("f-{first}")
}

/// What is wrong with `field`, if the last attempt to save found something.
pub fn field_error(form: Form, field: &'static str) -> AnyView {
    let words = move || {
        form.errors.with(|errors| {
            let mut mine = errors
                .iter()
                .filter(|error| error.field.split('.').next() == Some(field));
            mine.next().map(|error| error.rule.label(lang()))
        })
    };
    view! {
        <p class="error" role="alert" hidden=move || words().is_none()>{words}</p>
    }
    .into_any()
}

/// The short note, at most 280 characters.
pub fn note(form: Form) -> AnyView {
    let texts = t().phone;
    let value = form.field(|draft| draft.note.clone());
    let left = move || {
        let used = value.get().unwrap_or_default().chars().count();
        words::rounded(MAX_NOTE_CHARS.saturating_sub(used) as f64)
    };
    view! {
        <div class="block field" id=anchor("note") tabindex="-1">
            <label for="note">{texts.note} " · " <span class="count">{left}</span></label>
            <textarea class="input" id="note" rows="2" maxlength=MAX_NOTE_CHARS placeholder=texts.note_hint
                prop:value=move || value.get().unwrap_or_default()
                on:input=move |event| {
                    let text = event_target_value(&event);
                    form.edit(|draft| draft.note = text);
                }></textarea>
            {field_error(form, "note")}
        </div>
    }
    .into_any()
}

/// The areas of the position, worked out on the phone.
pub fn areas(form: Form) -> AnyView {
    let texts = t().phone;
    let names = Memo::new(move |_| {
        let position = form.locator.position()?;
        let names = form.world.geo.get()?.area_names(position.point());
        Some(if names.is_empty() {
            texts.area_outside.to_owned()
        } else {
            names
        })
    });
    view! {
        <div class="block fact">
            <span class="label">{texts.area}</span>
            <span>{move || names.get().unwrap_or_else(|| texts.area_waits.to_owned())}</span>
        </div>
    }
    .into_any()
}
