//! The map's symbols: each look has its own shape and colour, and a word where there is room.

use leptos::prelude::*;

use crate::{
    domain::{map::MapLook, placement::PlacementStatus, record::RecordKind},
    i18n::lang,
};

/// The look of a planned site.
pub fn look_of(status: PlacementStatus) -> MapLook {
    MapLook::of(RecordKind::Placement, status.code())
}

/// The symbol around the point (0, 0), 20 units across, to be put into an SVG.
pub fn symbol(look: MapLook) -> AnyView {
    let class = look.code();
    match look {
        MapLook::Checked => view! {
            <g class=class><circle r="9"/><path d="M-4 0.5l3 3L4.5 -3"/></g>
        }
        .into_any(),
        MapLook::Hung => view! { <g class=class><circle r="9"/><circle class="dot" r="3"/></g> }.into_any(),
        MapLook::Planned => view! { <g class=class><circle r="8"/></g> }.into_any(),
        MapLook::Fix => view! {
            <g class=class><rect x="-8.5" y="-8.5" width="17" height="17" rx="3"/><path d="M0 -4.5v5M0 4.3v.1"/></g>
        }
        .into_any(),
        MapLook::Removed => view! { <g class=class><circle r="8"/><path d="M-4 0h8"/></g> }.into_any(),
        MapLook::Flag => view! {
            <g class=class><path class="shape" d="M0 -9L9 7H-9z"/><path d="M0 -3.5v5M0 4.6v.1"/></g>
        }
        .into_any(),
    }
}

/// The symbol alone, for a row whose words are beside it.
pub fn symbol_mark(look: MapLook) -> AnyView {
    view! { <svg class="symbol" viewBox="-11 -11 22 22" aria-hidden="true">{symbol(look)}</svg> }
        .into_any()
}

/// Symbol and word.
pub fn status_mark(look: MapLook, word: &'static str) -> AnyView {
    view! {
        <span class="status">
            {symbol_mark(look)} {word}
        </span>
    }
    .into_any()
}

/// Symbol and word of a placement's status.
pub fn placement_mark(status: PlacementStatus) -> AnyView {
    status_mark(look_of(status), status.label(lang()))
}
