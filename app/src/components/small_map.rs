//! The small map of the officer's pages: an SVG of the streets around a point, with the position,
//! its accuracy, planned sites, and a pin that finger or keyboard can move.

use leptos::{ev, html, prelude::*};

use crate::{
    components::{
        icon::{Icon, icon},
        locate::Locator,
        map_paths::{HEIGHT, Label, Paths, UNITS_PER_PX, View, WIDTH, draw},
        symbol::symbol,
        words,
        world::World,
    },
    domain::{map::MapLook, position::PositionSource},
    geo::{LocalProjection, LonLat, distance_m},
    i18n::t,
    order::sort_by_key,
};

/// Metres in a pixel at first, and the range the buttons reach.
const SCALE: f64 = 0.55;
const SCALES: (f64, f64) = (0.25, 12.0);
/// The chosen site is shown within so many pixels of the middle, across and down; beyond the largest
/// scale it stays off the map.
const FIT_PX: (f64, f64) = (140.0, 66.0);
const MAX_FIT: f64 = 2.5;
/// The map follows the position once it is that far from the middle, in metres.
const FOLLOW_M: f64 = 45.0;
/// Metres an arrow key moves the pin; ten times that with Shift.
const KEY_STEP_M: f64 = 2.0;

/// A planned site on the small map.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Where.
    pub at: LonLat,
    /// Symbol.
    pub look: MapLook,
    /// Its code, shown while it is chosen.
    pub code: String,
    /// Whether it is the chosen one.
    pub chosen: bool,
}

/// Draws the map. `start` is its middle while there is no position.
pub fn small_map(
    world: World,
    locator: Locator,
    marks: Signal<Vec<Mark>>,
    start: Signal<Option<LonLat>>,
) -> AnyView {
    let zoomed = RwSignal::new(None::<f64>);
    let center = RwSignal::new(None::<LonLat>);
    follow(center, locator, start);
    let scale = Memo::new(move |_| {
        let fitted = || fitting_scale(center.get(), &marks.get());
        zoomed.get().unwrap_or_else(fitted)
    });
    let view = Memo::new(move |_| {
        center.get().map(|center| View {
            center,
            m_per_px: scale.get(),
        })
    });
    let paths = move || {
        let (geo, view) = (world.geo.get()?, view.get()?);
        Some(ground(draw(&geo, &view)))
    };
    let symbols = move || view.get().map(|view| site_marks(&view, &marks.get()));
    let here = move || view.get().map(|view| position_mark(&view, locator));
    view! {
        <div class="map" class:adjusting=move || locator.adjusting.get()>
            <svg viewBox="-1800 -1300 3600 2600" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
                {paths} {symbols} {here}
            </svg>
            {move || locator.adjusting.get().then(|| pin_surface(locator, view, center))}
            {move || locator.adjusting.get().then(|| zoom_buttons(scale, zoomed))}
        </div>
    }
    .into_any()
}

/// The scale at which the chosen site is on the map too, within reason.
fn fitting_scale(center: Option<LonLat>, marks: &[Mark]) -> f64 {
    let chosen = marks.iter().find(|mark| mark.chosen);
    let (Some(center), Some(chosen)) = (center, chosen) else {
        return SCALE;
    };
    let [x, y] = LocalProjection::new(center).to_m(chosen.at);
    (x.abs() / FIT_PX.0)
        .max(y.abs() / FIT_PX.1)
        .clamp(SCALE, MAX_FIT)
}

fn follow(center: RwSignal<Option<LonLat>>, locator: Locator, start: Signal<Option<LonLat>>) {
    Effect::new(move |_| {
        let position = locator.position().map(|position| position.point());
        let start = start.get();
        if locator.adjusting.get() && center.get_untracked().is_some() {
            return;
        }
        let wanted = position.or(start);
        let now = center.get_untracked();
        let far = match (wanted, now) {
            (Some(wanted), Some(now)) => distance_m(wanted, now) > FOLLOW_M,
            (wanted, now) => wanted.is_some() && now.is_none(),
        };
        if far {
            center.set(wanted);
        }
    });
}

/// Streets, water and their names.
pub fn ground(paths: Paths) -> AnyView {
    let Paths {
        water,
        green,
        roads,
        labels,
    } = paths;
    let [main, middle, small] = roads;
    view! {
        <g class="ground">
            <path class="water" d=water/>
            <path class="green" d=green/>
            <path class="casing small" d=small.clone()/>
            <path class="casing middle" d=middle.clone()/>
            <path class="casing main" d=main.clone()/>
            <path class="road small" d=small/>
            <path class="road middle" d=middle/>
            <path class="road main" d=main/>
            {labels.into_iter().map(label).collect_view()}
        </g>
    }
    .into_any()
}

fn label(label: Label) -> impl IntoView {
    let [x, y] = label.at.map(|units| units.round() as i32);
    let transform = format!("translate({x} {y}) rotate({})", label.turn as i32);
    view! { <text transform=transform dy="38">{label.text}</text> }
}

fn at(view: &View, point: LonLat, scale: f64) -> String {
    let [x, y] = view.place(point).map(|units| units.round() as i32);
    // A whole number, too: what prints any float is a lot of code.
    format!("translate({x} {y}) scale({})", scale as i32)
}

fn site_marks(view: &View, marks: &[Mark]) -> AnyView {
    let mut ordered: Vec<_> = marks.iter().collect();
    sort_by_key(&mut ordered, |mark| mark.chosen);
    let draw = |mark: &Mark| {
        let size = if mark.chosen { 13.0 } else { 9.0 };
        let halo = mark.chosen.then(|| view! { <circle class="halo" r="14"/> });
        let code = mark
            .chosen
            .then(|| view! { <text class="code" y="30">{mark.code.clone()}</text> });
        view! { <g transform=at(view, mark.at, size)>{halo}{symbol(mark.look)}{code}</g> }
    };
    ordered.into_iter().map(draw).collect_view().into_any()
}

fn position_mark(view: &View, locator: Locator) -> Option<AnyView> {
    let position = locator.position()?;
    let transform = at(view, position.point(), UNITS_PER_PX);
    if position.source == PositionSource::Pin {
        return Some(
            view! {
                <g class="pin" transform=transform>
                    <path d="M0 0C-3 -6 -13 -14 -13 -24a13 13 0 0 1 26 0C13 -14 3 -6 0 0z"/>
                    <circle cy="-24" r="5"/>
                </g>
            }
            .into_any(),
        );
    }
    let ring = (view.units(position.accuracy_m.unwrap_or_default()) / UNITS_PER_PX).min(400.0);
    Some(
        view! {
            <g class="here" transform=transform>
                <circle class="ring" r=words::rounded(ring.max(10.0))/>
                <circle class="dot" r="8"/>
            </g>
        }
        .into_any(),
    )
}

/// Lies over the map while the pin can be moved: touch, drag, or arrow keys.
fn pin_surface(
    locator: Locator,
    view: Memo<Option<View>>,
    center: RwSignal<Option<LonLat>>,
) -> AnyView {
    let surface = NodeRef::<html::Div>::new();
    let dragging = StoredValue::new(false);
    let place = move |event: &ev::PointerEvent| {
        let (Some(surface), Some(view)) = (surface.get_untracked(), view.get_untracked()) else {
            return;
        };
        let (width, height) = (
            f64::from(surface.client_width()),
            f64::from(surface.client_height()),
        );
        let shrink = (width / WIDTH).max(height / HEIGHT);
        let x = (f64::from(event.offset_x()) - width / 2.0) / shrink;
        let y = (f64::from(event.offset_y()) - height / 2.0) / shrink;
        locator.place_pin(view.point([x, y]));
    };
    let recenter = move || center.set(locator.pin.get_untracked().map(|pin| pin.point()));
    let down = move |event: ev::PointerEvent| {
        dragging.set_value(true);
        if let Some(surface) = surface.get_untracked() {
            let _ = surface.set_pointer_capture(event.pointer_id());
        }
        place(&event);
    };
    let moved = move |event: ev::PointerEvent| {
        if dragging.get_value() {
            place(&event);
        }
    };
    let up = move |_: ev::PointerEvent| {
        if dragging.get_value() {
            dragging.set_value(false);
            recenter();
        }
    };
    let key = move |event: ev::KeyboardEvent| {
        if let (Some([x, y]), Some(view)) = (key_step(&event), view.get_untracked()) {
            event.prevent_default();
            let from = locator
                .pin
                .get_untracked()
                .map_or(view.center, |pin| pin.point());
            let [px, py] = view.place(from);
            locator.place_pin(view.point([px + view.units(x), py + view.units(y)]));
            recenter();
        }
    };
    view! {
        <div class="pin-surface" node_ref=surface tabindex="0" role="application"
            aria-label=t().phone.pin_help
            on:pointerdown=down on:pointermove=moved on:pointerup=up on:pointercancel=up on:keydown=key></div>
    }
    .into_any()
}

fn key_step(event: &ev::KeyboardEvent) -> Option<[f64; 2]> {
    let step = if event.shift_key() {
        10.0 * KEY_STEP_M
    } else {
        KEY_STEP_M
    };
    match event.key().as_str() {
        "ArrowLeft" => Some([-step, 0.0]),
        "ArrowRight" => Some([step, 0.0]),
        "ArrowUp" => Some([0.0, -step]),
        "ArrowDown" => Some([0.0, step]),
        _ => None,
    }
}

fn zoom_buttons(scale: Memo<f64>, zoomed: RwSignal<Option<f64>>) -> AnyView {
    let texts = t().phone;
    let by = move |factor: f64| {
        let wanted = scale.get_untracked() * factor;
        zoomed.set(Some(wanted.clamp(SCALES.0, SCALES.1)));
    };
    view! {
        <div class="zoom">
            <button type="button" aria-label=texts.zoom_in on:click=move |_| by(0.5)>{icon(Icon::Plus)}</button>
            <button type="button" aria-label=texts.zoom_out on:click=move |_| by(2.0)>{icon(Icon::Minus)}</button>
        </div>
    }
    .into_any()
}
