//! Whether this very browser is pushed to: a browser's own matter, turned on and off at once.

use leptos::{prelude::*, task::spawn_local};

use super::Form;
use crate::{
    i18n::{lang, notification::notification},
    ports::{Push, device},
};

/// The browser's part of the form; `key` is what it subscribes with, none where the server pushes nothing.
pub(super) fn push_here(form: Form, key: Option<String>) -> AnyView {
    let texts = notification();
    let Some(key) = key else {
        return view! { <p class="hint">{texts.no_push}</p> }.into_any();
    };
    let state = RwSignal::new(None::<Push>);
    let problem = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        if let Some(device) = device() {
            spawn_local(async move { state.set(Some(device.push().await)) });
        }
    });
    let key = StoredValue::new(key);
    let toggle = move |_| {
        let Some(device) = device() else { return };
        let is_on = state.get_untracked() == Some(Push::On);
        problem.set(None);
        spawn_local(async move {
            let turned = match is_on {
                true => device.turn_off_push().await,
                false => device.turn_on_push(&key.get_value()).await,
            };
            match turned {
                Ok(now) => {
                    state.set(Some(now));
                    if now == Push::On {
                        form.choose_push();
                    }
                }
                Err(error) => problem.set(Some(error.message(lang()))),
            }
        });
    };
    let words = move || match state.get() {
        None => "",
        Some(Push::Unsupported) => texts.push_unsupported,
        Some(Push::Denied) => texts.push_denied,
        Some(Push::Off) => texts.push_off,
        Some(Push::On) => texts.push_on,
    };
    let action = move || match state.get() {
        Some(Push::On) => texts.turn_off,
        _ => texts.turn_on,
    };
    let can = move || matches!(state.get(), Some(Push::Off | Push::On));
    view! {
        <fieldset class="push-here">
            <legend>{texts.this_device}</legend>
            <p role="status">{words}</p>
            <p class="error" role="alert">{move || problem.get()}</p>
            <button type="button" class="button outlined" disabled=move || !can() on:click=toggle>{action}</button>
        </fieldset>
    }
    .into_any()
}
