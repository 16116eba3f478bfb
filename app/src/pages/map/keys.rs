//! What the keyboard does on the map page, and the list of it.

use leptos::prelude::*;

use super::{Desk, go_to::FIELD_ID, tools::Tool};
use crate::{
    components::desk::shortcuts::{Shortcut, listen, shortcut_list},
    i18n::map::map,
    ports::device,
};

/// Listens, and draws the list.
pub fn keys(desk: Desk) -> AnyView {
    let phone = StoredValue::new(device());
    let (take, close) = (desk.taker(), desk.closer());
    listen(move |key| {
        let in_use = untrack(|| desk.tool());
        match (key, in_use) {
            ("/", _) => {
                if let Some(device) = phone.get_value() {
                    device.focus(FIELD_ID);
                }
            }
            ("c", _) if untrack(|| desk.may_see_coverage()) => take(Some(Tool::Coverage)),
            ("t", _) => take(Some(Tool::Time)),
            ("m", _) => take(Some(Tool::Measure)),
            ("p", _) => desk.with_map(|map| map.tell("print", "")),
            ("escape", Some(_)) => take(None),
            // While a record is on its way nothing in the panel has the focus.
            ("escape", None) if untrack(|| desk.has_panel()) => close(),
            ("backspace", Some(Tool::Measure)) => desk.with_map(|map| map.tell("measure", "undo")),
            _ => return false,
        }
        true
    });
    let texts = map();
    let rows = [
        ("/", texts.keys_search),
        ("← ↑ → ↓", texts.keys_pan),
        ("+ −", texts.keys_zoom),
        ("Enter", texts.keys_open),
        ("C", texts.keys_coverage),
        ("T", texts.keys_time),
        ("M", texts.keys_measure),
        ("P", texts.keys_print),
        ("Esc", texts.keys_close),
    ];
    let rows = rows.map(|(keys, words)| Shortcut { keys, words });
    shortcut_list(rows.to_vec(), false)
}
