//! The search field on the map: a street, an area, a site's code; what is chosen is flown to.

use std::time::Duration;

use leptos::{ev, leptos_dom::helpers::set_timeout, prelude::*, task::spawn_local};

use super::{Desk, canvas::CANVAS_ID};
use crate::{
    api,
    components::icon::{Icon, icon},
    domain::{
        place::{MAX_TEXT, Place, Places},
        record::RecordKind,
    },
    error::AppResult,
    i18n::{fill, lang, map::map},
    ports::device,
};

/// Element id of the field.
pub const FIELD_ID: &str = "go-to";
const LIST_ID: &str = "go-to-list";
/// The server is asked when nothing was typed for so long.
const PAUSE: Duration = Duration::from_millis(160);

fn option_id(at: usize) -> String {
    format!("go-to-{at}")
}

/// The field's state. `turn` counts what was typed: an answer to an older text is passed over.
#[derive(Clone, Copy)]
struct GoTo {
    desk: Desk,
    text: RwSignal<String>,
    found: RwSignal<Option<AppResult<Places>>>,
    active: RwSignal<usize>,
    open: RwSignal<bool>,
    turn: StoredValue<u32>,
}

/// Draws the field with its list, as a combobox of the ARIA practices.
pub fn go_to(desk: Desk) -> AnyView {
    let state = GoTo {
        desk,
        text: RwSignal::new(String::new()),
        found: RwSignal::new(None),
        active: RwSignal::new(0),
        open: RwSignal::new(false),
        turn: StoredValue::new(0),
    };
    let texts = map();
    let choose = state.chooser();
    let active = move || {
        let is_there = state.open.get() && state.count() > 0;
        is_there.then(|| option_id(state.active.get()))
    };
    view! {
        <div class="go-to" role="search" aria-label=texts.go_to>
            {icon(Icon::Search)}
            <input
                id=FIELD_ID
                type="text"
                role="combobox"
                autocomplete="off"
                enterkeyhint="search"
                maxlength=MAX_TEXT
                placeholder=texts.go_to
                aria-label=texts.go_to
                aria-keyshortcuts="/"
                aria-autocomplete="list"
                aria-controls=LIST_ID
                aria-expanded=move || (state.open.get() && state.count() > 0).to_string()
                aria-activedescendant=active
                prop:value=move || state.text.get()
                on:input=move |event| state.typed(event_target_value(&event))
                on:focus=move |_| state.open.set(true)
                on:blur=move |_| state.open.set(false)
                on:keydown=move |event| state.pressed(&event, choose)
            />
            <kbd aria-hidden="true">"/"</kbd>
            {state.list(choose)}
            <p class="visually-hidden" role="status">{move || state.said()}</p>
        </div>
    }
    .into_any()
}

impl GoTo {
    fn count(self) -> usize {
        self.found.with(|found| match found {
            Some(Ok(places)) => places.items.len(),
            _ => 0,
        })
    }

    fn typed(self, text: String) {
        self.turn.update_value(|turn| *turn += 1);
        let turn = self.turn.get_value();
        self.open.set(true);
        let is_empty = text.trim().is_empty();
        self.text.set(text);
        if is_empty {
            self.found.set(None);
            return;
        }
        set_timeout(move || self.ask(turn), PAUSE);
    }

    fn ask(self, turn: u32) {
        let is_last = move || self.turn.try_get_value() == Some(turn);
        if !is_last() {
            return;
        }
        let text = self.text.get_untracked();
        let campaign = self.desk.campaign_now().map(|campaign| campaign.id);
        spawn_local(async move {
            let found = api::place::find_places(text, campaign).await;
            if is_last() {
                self.active.set(0);
                self.found.set(Some(found));
            }
        });
    }

    /// Goes to a place of the list.
    fn chooser(self) -> impl Fn(usize) + Copy + Send + Sync + 'static {
        let open = self.desk.opener();
        let phone = StoredValue::new(device());
        move |at: usize| {
            let place = self.found.with_untracked(|found| match found {
                Some(Ok(places)) => places.items.get(at).cloned(),
                _ => None,
            });
            let Some(place) = place else { return };
            self.open.set(false);
            self.text.set(place.name.clone());
            self.desk.with_map(|map| {
                map.fit(&place.bbox);
                map.tell("found", &mark_of(&place));
            });
            match place.placement {
                Some(id) => open(Some((RecordKind::Placement, id.0))),
                // Its panel takes the focus; else the map does: its keys move it, and a phone puts its keyboard away.
                None => {
                    if let Some(device) = phone.get_value() {
                        device.focus(CANVAS_ID);
                    }
                }
            }
            self.desk
                .said
                .set(fill(map().gone_to, &[&full_name(&place)]));
        }
    }

    fn pressed(self, event: &ev::KeyboardEvent, choose: impl Fn(usize)) {
        let count = self.count();
        let at = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" if count > 0 => {
                self.open.set(true);
                self.active.set((at + 1) % count);
            }
            "ArrowUp" if count > 0 => {
                self.open.set(true);
                self.active.set((at + count - 1) % count);
            }
            "Enter" => choose(at),
            "Escape" if self.open.get_untracked() && self.found.with_untracked(Option::is_some) => {
                self.open.set(false);
            }
            "Escape" => self.typed(String::new()),
            _ => return,
        }
        event.prevent_default();
    }

    fn said(self) -> String {
        if !self.open.get() {
            return String::new();
        }
        let texts = map();
        self.found.with(|found| match found {
            Some(Ok(places)) if places.items.is_empty() => {
                fill(texts.go_to_nothing, &[&self.text.get_untracked()])
            }
            Some(Ok(places)) => fill(texts.go_to_found, &[&places.items.len().to_string()]),
            _ => String::new(),
        })
    }

    fn list(self, choose: impl Fn(usize) + Copy + Send + Sync + 'static) -> AnyView {
        let texts = map();
        let notes = move || {
            self.found.with(|found| {
                match found {
                Some(Ok(places)) if places.items.is_empty() => Some(view! {
                    <p class="go-to-note">
                        <strong>{fill(texts.go_to_nothing, &[&self.text.get_untracked()])}</strong>
                        <span class="hint">{texts.go_to_nothing_hint}</span>
                    </p>
                }.into_any()),
                Some(Ok(places)) if places.without_number => Some(view! {
                    <p class="go-to-note hint" role="note">{texts.without_number}</p>
                }.into_any()),
                Some(Err(error)) => {
                    let words = fill(texts.go_to_failed, &[&error.message(lang())]);
                    Some(view! { <p class="go-to-note" role="alert">{words}</p> }.into_any())
                }
                _ => None,
            }
            })
        };
        let options = move || {
            let places = match self.found.get() {
                Some(Ok(places)) => places.items,
                _ => Vec::new(),
            };
            places
                .into_iter()
                .enumerate()
                .map(|(at, place)| self.option(at, &place, choose))
                .collect_view()
        };
        let hidden = move || !self.open.get() || self.found.with(Option::is_none);
        view! {
            // A press must not take the focus from the field: the list would close before the click.
            <div class="go-to-found card" hidden=hidden on:mousedown=move |event| event.prevent_default()>
                <ul id=LIST_ID role="listbox" aria-label=texts.go_to_results>{options}</ul>
                {notes}
            </div>
        }
        .into_any()
    }

    fn option(self, at: usize, place: &Place, choose: impl Fn(usize) + 'static) -> AnyView {
        view! {
            <li
                id=option_id(at)
                role="option"
                aria-selected=move || (self.active.get() == at).to_string()
                on:click=move |_| choose(at)
            >
                <span><strong>{place.name.clone()}</strong><span class="hint">{place.detail.clone()}</span></span>
                <span class="hint">{place.kind.label(lang())}</span>
            </li>
        }
        .into_any()
    }
}

/// What the map marks, as its tool `found` reads it.
fn mark_of(place: &Place) -> String {
    serde_json::json!({ "kind": place.kind, "name": place.name }).to_string()
}

fn full_name(place: &Place) -> String {
    if place.detail.is_empty() {
        place.name.clone()
    } else {
        format!("{}, {}", place.name, place.detail)
    }
}
