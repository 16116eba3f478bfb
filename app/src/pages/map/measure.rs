//! Measuring a distance: the map takes the points, here is what it says.

use leptos::prelude::*;

use super::Desk;
use crate::i18n::{fill, map::map};

/// What has been measured so far.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
pub struct Measured {
    /// Points set.
    points: u32,
    /// The length in words, such as `1,25 km`.
    total: String,
}

/// Draws the total and its buttons; the map takes points for as long as this is there.
pub fn measure(desk: Desk) -> AnyView {
    let texts = map();
    let tell = move |what: &'static str| desk.with_map(|map| map.tell("measure", what));
    Effect::new(move |_| {
        desk.stage.track();
        tell("start");
    });
    let has_none = move || desk.measured.with(|measured| measured.points == 0);
    let total = move || {
        desk.measured.with(|measured| match measured.points {
            0 => texts.measure_hint.to_owned(),
            points => fill(texts.measure_total, &[&measured.total, &points.to_string()]),
        })
    };
    view! {
        <p class="measured" role="status">{total}</p>
        <div class="tool-buttons">
            <button type="button" class="button outlined small" disabled=has_none on:click=move |_| tell("undo")>
                {texts.measure_undo}
            </button>
            <button type="button" class="button outlined small" disabled=has_none on:click=move |_| tell("start")>
                {texts.measure_clear}
            </button>
        </div>
    }
    .into_any()
}
