//! The small map with the position in words below it, and the reason for a pin where one is placed.

use leptos::prelude::*;

use crate::{
    components::{
        icon::{Icon, icon},
        locate::Locator,
        small_map::{Mark, small_map},
        world::World,
    },
    domain::position::PinReason,
    geo::LonLat,
    i18n::{lang, t},
};

/// Map, «±9 m · 4 giây trước», and the pin's reason.
pub fn map_sheet(
    world: World,
    locator: Locator,
    marks: Signal<Vec<Mark>>,
    start: Signal<Option<LonLat>>,
) -> AnyView {
    // A position that is denied or poor asks for the pin by itself, once.
    Effect::new(move |asked: Option<bool>| {
        let asked = asked.unwrap_or_default();
        let needs_pin = locator.needs_pin();
        if needs_pin && !asked {
            locator.adjusting.set(true);
        }
        asked || needs_pin
    });
    view! {
        <div class="map-sheet">
            {small_map(world, locator, marks, start)}
            <p class="position-words" class:poor=move || locator.needs_pin() role="status">
                <span class="position-dot"></span>
                {move || locator.words()}
            </p>
            {adjust_button(locator)}
        </div>
        {move || locator.pin.get().is_some().then(|| reasons(locator))}
    }
    .into_any()
}

fn adjust_button(locator: Locator) -> AnyView {
    let texts = t().phone;
    let words = move || {
        if locator.adjusting.get() {
            texts.pin_done
        } else {
            texts.pin_move
        }
    };
    view! {
        <button type="button" class="adjust" on:click=move |_| locator.adjusting.update(|on| *on = !*on)>
            {icon(Icon::Pin)}{words}
        </button>
    }
    .into_any()
}

fn reasons(locator: Locator) -> AnyView {
    let (lang, texts) = (lang(), t().phone);
    let choices = PinReason::ALL.iter().map(|&reason| {
        let checked = move || locator.pin.get().and_then(|pin| pin.pin_reason) == Some(reason);
        view! {
            <label class="choice">
                <input type="radio" name="pin-reason" prop:checked=checked
                    on:change=move |_| locator.give_reason(reason)/>
                <span>{reason.label(lang)}</span>
            </label>
        }
    });
    view! {
        <fieldset class="block reasons">
            <legend class="label">{texts.pin_reason}</legend>
            <div class="choices two">{choices.collect_view()}</div>
            <button type="button" class="link" on:click=move |_| locator.drop_pin()>{texts.pin_drop}</button>
        </fieldset>
    }
    .into_any()
}
