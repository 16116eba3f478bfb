//! Letters that work wherever on a page the focus is, and the list that says which.

use leptos::{
    ev::{self, KeyboardEvent},
    prelude::*,
    web_sys::Element,
};

use crate::{i18n::shortcuts::shortcuts, ports::device};

/// Opens the list.
const HELP: &str = "?";
const LIST_ID: &str = "shortcuts";

/// A line of the list.
#[derive(Debug, Clone, Copy)]
pub struct Shortcut {
    /// The keys as they are written, blanks between them.
    pub keys: &'static str,
    /// What they do.
    pub words: &'static str,
}

/// Tells `act` every key that is pressed outside of fields, in lower case, as long as the page is there. It says whether it took
/// the key.
pub fn listen(act: impl Fn(&str) -> bool + Clone + 'static) {
    Effect::new(move |_| {
        let act = act.clone();
        let listening = window_event_listener(ev::keydown, move |event| {
            if is_shortcut(&event) && act(&event.key().to_lowercase()) {
                event.prevent_default();
            }
        });
        on_cleanup(move || listening.remove());
    });
}

fn is_shortcut(event: &KeyboardEvent) -> bool {
    let held = event.ctrl_key() || event.alt_key() || event.meta_key();
    !(held || event.default_prevented() || is_typing(event))
}

/// Letters that go into a field are the field's. A box to tick and a slider take none.
fn is_typing(event: &KeyboardEvent) -> bool {
    let target: Element = event_target(event);
    let kind = target.get_attribute("type").unwrap_or_default();
    let takes_none = matches!(kind.as_str(), "checkbox" | "radio" | "range");
    matches!(target.tag_name().as_str(), "INPUT" | "SELECT" | "TEXTAREA") && !takes_none
}

/// Draws the list, which `?` opens and closes.
pub fn shortcut_list(rows: Vec<Shortcut>, starts_open: bool) -> AnyView {
    let texts = shortcuts();
    let open = RwSignal::new(starts_open);
    let phone = StoredValue::new(device());
    listen(move |key| {
        if key == HELP {
            open.update(|open| *open = !*open);
            if let Some(device) = phone.get_value() {
                device.focus(LIST_ID);
            }
        }
        key == HELP
    });
    let help = Shortcut {
        keys: HELP,
        words: texts.help,
    };
    let lines = rows.into_iter().chain([help]).map(line);
    view! {
        <details class="shortcuts" open=starts_open prop:open=move || open.get()>
            <summary id=LIST_ID aria-label=texts.title on:click=move |event| {
                event.prevent_default();
                open.update(|open| *open = !*open);
            }>
                <span>{texts.title}</span>
                <kbd aria-hidden="true">{HELP}</kbd>
            </summary>
            <ul>{lines.collect_view()}</ul>
        </details>
    }
    .into_any()
}

fn line(shortcut: Shortcut) -> impl IntoView {
    let keys = shortcut
        .keys
        .split(' ')
        .map(|key| view! { <kbd>{key}</kbd> });
    view! { <li><span class="keys">{keys.collect_view()}</span>" "{shortcut.words}</li> }
}
