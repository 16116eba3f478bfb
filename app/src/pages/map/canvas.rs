//! The map itself: mounted once, shown what [`super::content`] keeps.

use leptos::{prelude::*, task::spawn_local};

use super::{
    Desk,
    content::{Viewport, tile_query, view_of},
};
use crate::{
    components::{
        icon::Icon,
        load::{empty, skeleton},
    },
    domain::area::BoundarySet,
    i18n::t,
    paths,
    ports::{MapEvent, MapHandle, device},
};

const ELEMENT_ID: &str = "map";
/// Below this zoom an opened record is flown to even if it lies in the view: its street isn't legible.
const FLY_BELOW_ZOOM: f64 = 12.0;

/// Element id of what takes the map's keys, once it is drawn.
pub const CANVAS_ID: &str = "map-canvas";

/// How far the map has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its code and its first data are on their way.
    Starting,
    /// It is there.
    Drawn,
    /// It can't be had.
    Failed,
}

/// The map, once it is drawn.
pub type Handle = StoredValue<Option<Box<dyn MapHandle>>, LocalStorage>;

/// Draws the map's element and what stands in for it while or if it isn't there.
pub fn canvas(desk: Desk) -> AnyView {
    let texts = t().desk;
    let stage = desk.stage;
    let query = tile_query(desk);
    mount(desk, query);
    // The first view, at which boot.js begins the map while the page still wakes up.
    let view = move || {
        desk.overview
            .get()
            .and_then(Result::ok)
            .map(|overview| view_of(&overview))
    };
    let style = move || desk.style.get().and_then(Result::ok).flatten();
    let stand_in = move || {
        match stage.get() {
        Stage::Starting => Some(view! {
            <div class="map-stand-in">
                <p role="status">{texts.map_starting}</p>
                <noscript><p>{texts.map_needs_script}" "<a href=paths::RECORDS>{texts.open_list}</a></p></noscript>
            </div>
        }
        .into_any()),
        Stage::Failed => {
            let list = view! { <a class="button small" href=move || desk.filter.get().address(paths::RECORDS)>{texts.open_list}</a> };
            let note = empty(Icon::Warning, texts.map_failed, texts.map_failed_hint, list);
            Some(view! { <div class="map-stand-in">{note}</div> }.into_any())
        }
        Stage::Drawn => None,
    }
    };
    view! {
        // Not Suspense: the view is asked for anew with each filter, and the map would be taken away meanwhile.
        <Transition fallback=|| skeleton(0)>
            <div
                id=ELEMENT_ID
                class="map-canvas"
                data-bbox=view
                data-boundaries=move || boundaries(desk)
                data-area=move || desk.filter.with(|filter| filter.query.area.as_ref().map(ToString::to_string))
                data-style-url=style
                data-query=move || query.get()
                data-label=texts.map_label
                data-zoom-in=texts.zoom_in
                data-zoom-out=texts.zoom_out
            ></div>
        </Transition>
        {stand_in}
        {move || nothing(desk)}
    }
    .into_any()
}

/// The basemap's layer of areas: those the campaign reports by.
fn boundaries(desk: Desk) -> &'static str {
    let campaigns = desk.reference.campaigns_now().unwrap_or_default();
    let set = desk.filter.with(|filter| {
        filter
            .campaign(&campaigns)
            .map(|campaign| campaign.boundary_set)
    });
    match set {
        Some(BoundarySet::Hanoi2020) => "areas-2020",
        _ => "areas-2025",
    }
}

/// Says so where the filter leaves nothing.
fn nothing(desk: Desk) -> impl IntoView {
    let texts = t().desk;
    view! {
        <Transition fallback=|| ()>
            {move || desk.overview.get().and_then(Result::ok).filter(|overview| overview.count == 0).map(|_| view! {
                <p class="map-nothing card" role="status">
                    <strong>{texts.nothing_here}</strong>
                    <span class="hint">{texts.nothing_here_hint}</span>
                </p>
            })}
        </Transition>
    }
}

/// The filters of the map's tiles, and the number of news there had been when they were asked for.
type Shown = StoredValue<Option<(String, u32)>>;

/// Mounts the map once the first view is known, then shows it what changes.
fn mount(desk: Desk, query: Memo<Option<String>>) {
    let shown = Shown::new(None);
    let phone = StoredValue::new(device());
    let (handle, stage) = (desk.handle, desk.stage);
    let viewport = RwSignal::new(None::<Viewport>);
    let events = event_sink(desk, viewport);
    Effect::new(move |started: Option<bool>| {
        if started == Some(true) {
            return true;
        }
        // View, style and filters must be known: they are on the element when the map reads it.
        let (Some(Ok(_)), Some(_), Some(query)) =
            (desk.overview.get(), desk.style.get(), query.get())
        else {
            return false;
        };
        let Some(device) = phone.get_value() else {
            return false;
        };
        shown.set_value(Some((query, desk.news.get_untracked())));
        spawn_local(async move {
            match device.mount_map(ELEMENT_ID, Box::new(events)).await {
                Ok(map) => {
                    // A page that was left meanwhile keeps no handle; the map is dropped right here.
                    handle.try_set_value(Some(map));
                    stage.try_set(Stage::Drawn);
                }
                Err(_) => {
                    stage.try_set(Stage::Failed);
                }
            }
        });
        true
    });
    show(desk, query, shown);
    fly(desk, viewport);
}

fn event_sink(
    desk: Desk,
    viewport: RwSignal<Option<Viewport>>,
) -> impl Fn(MapEvent) + Copy + 'static {
    let open = desk.opener();
    move |event| match event {
        MapEvent::Moved { bbox, zoom } => viewport.set(Some(Viewport { bbox, zoom })),
        MapEvent::Chosen { record, id } => {
            desk.stack.set(Vec::new());
            open(Some((record, id)));
        }
        MapEvent::ChosenStack(records) => {
            desk.stack.set(records);
            open(None);
        }
        MapEvent::Said(tool, value) if tool == "measure" => {
            desk.measured
                .set(serde_json::from_str(&value).unwrap_or_default());
        }
        MapEvent::Said(..) => {}
        MapEvent::Failed(_) => desk.stage.set(Stage::Failed),
    }
}

fn show(desk: Desk, query: Memo<Option<String>>, shown: Shown) {
    let with_map = move |act: &dyn Fn(&dyn MapHandle)| {
        if desk.stage.get() == Stage::Drawn {
            desk.with_map(act);
        }
    };
    Effect::new(move |_| {
        let open = desk.filter.with(|filter| filter.open);
        with_map(&|map| map.choose(open));
    });
    Effect::new(move |_| {
        let now = query.get().map(|query| (query, desk.news.get()));
        let is_there = desk.stage.get() == Stage::Drawn;
        // What the map began with is drawn already.
        if let Some((query, _)) = &now
            && is_there
            && now != shown.get_value()
        {
            desk.with_map(|map: &dyn MapHandle| map.show(query));
            shown.set_value(now);
        }
    });
    // Another filter shows its records' place; the first one is the map's first view already.
    Effect::new(move |before: Option<Option<String>>| {
        let now = desk
            .overview
            .get()
            .and_then(Result::ok)
            .filter(|overview| overview.count > 0)
            .and_then(|it| it.bbox);
        if let (Some(Some(before)), Some(now)) = (&before, &now)
            && before != now
        {
            with_map(&|map| map.fit(now));
        }
        now.or(before.flatten())
    });
}

/// An opened record that lies outside the view is flown to.
fn fly(desk: Desk, viewport: RwSignal<Option<Viewport>>) {
    Effect::new(move |_| {
        let place = desk.detail.get().flatten().and_then(Result::ok);
        let (Some(detail), Stage::Drawn) = (place, desk.stage.get()) else {
            return;
        };
        let (lon, lat) = detail.lon_lat();
        let in_view = viewport.with_untracked(|view| {
            view.as_ref()
                .is_some_and(|view| view.zoom >= FLY_BELOW_ZOOM && view.contains(lon, lat))
        });
        if !in_view {
            desk.with_map(|map| map.fly_to(lon, lat));
        }
    });
}
