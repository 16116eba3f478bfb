//! `/map`: every record the reader may see, on the map, as it changes.

mod canvas;
mod content;
mod live;
mod panel;

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use uuid::Uuid;

use self::{
    canvas::canvas,
    content::find_overview,
    live::{Line, line_pill, listen},
    panel::panel,
};
use super::records::problem_note;
use crate::{
    api,
    components::desk::{
        detail::Detail,
        filter::{Filter, use_filter},
        filter_bar::{FilterBar, filter_bar},
        reference::Reference,
        shell::{DeskPage, Place, desk_page},
        symbol::Legend,
    },
    domain::{map::Overview, record::RecordKind},
    error::{AppError, AppResult},
    i18n::t,
};

const PATH: &str = "/map";

/// The map page.
pub struct MapPage {
    desk: Desk,
    problem: Memo<Option<AppError>>,
}

/// What the parts of the page share.
#[derive(Clone, Copy)]
struct Desk {
    reference: Reference,
    /// The state in the address.
    filter: Memo<Filter>,
    /// Where the records of this filter lie.
    overview: Resource<AppResult<Overview>>,
    /// The open record.
    detail: Resource<Option<AppResult<Detail>>>,
    /// The address of a style that replaces the own basemap.
    style: Resource<AppResult<Option<String>>>,
    /// Records on one spot, offered as a list.
    stack: RwSignal<Vec<(RecordKind, Uuid)>>,
    /// Counts up whenever the map's content is out of date.
    news: RwSignal<u32>,
    /// State of the live line.
    line: RwSignal<Line>,
    /// Words for those who hear the page.
    said: RwSignal<String>,
}

impl MapPage {
    fn load() -> Self {
        let reference = Reference::load();
        let (filter, problem) = use_filter();
        let place = Memo::new(move |_| filter.get().with(|filter| filter.open = None));
        let open = Memo::new(move |_| filter.with(|filter| filter.open));
        let desk = Desk {
            reference,
            filter,
            overview: Resource::new(
                move || place.get(),
                move |filter| find_overview(reference, filter),
            ),
            detail: Resource::new(
                move || open.get(),
                |open| async move {
                    match open {
                        Some((record, id)) => Some(Detail::find(record, id).await),
                        None => None,
                    }
                },
            ),
            style: Resource::new(|| (), |()| api::map::find_map_style()),
            stack: RwSignal::new(Vec::new()),
            news: RwSignal::new(0),
            line: RwSignal::new(Line::Waiting),
            said: RwSignal::new(String::new()),
        };
        Self { desk, problem }
    }

    /// Draws it. Its data are asked for here, so that no other page carries the code for that.
    pub fn view() -> AnyView {
        let this = Self::load();
        let texts = t().desk;
        let MapPage { desk, problem } = this;
        let bar = FilterBar {
            reference: desk.reference,
            filter: desk.filter,
            path: PATH,
            statuses: |_| (true, true),
        };
        listen(desk);
        let body = view! {
            <h1 class="visually-hidden">{texts.map}</h1>
            <div class="map-page" data-open=move || desk.has_panel().to_string()>
                <div class="map-view">
                    {canvas(desk)}
                    <div class="map-top">{filter_bar(bar)}{problem_note(problem)}</div>
                    <Legend/>
                </div>
                {panel(desk)}
            </div>
            <p class="visually-hidden" role="status">{move || desk.said.get()}</p>
        };
        let page = DeskPage {
            place: Place::Map,
            title: texts.map.to_owned(),
            class: "full",
            state: line_pill(desk.line),
            body: body.into_any(),
        };
        desk_page(desk.reference, page)
    }
}

impl Desk {
    fn has_panel(self) -> bool {
        self.filter.with(|filter| filter.open.is_some())
            || self.stack.with(|stack| !stack.is_empty())
    }

    /// Goes to the address of this filter with another record open, or none.
    fn opener(self) -> impl Fn(Option<(RecordKind, Uuid)>) + Copy + Send + Sync {
        let navigate = StoredValue::new(use_navigate());
        move |open| {
            let next = self
                .filter
                .get_untracked()
                .with(|filter| filter.open = open);
            let options = NavigateOptions {
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate.with_value(|navigate| navigate(&next.address(PATH), options));
        }
    }
}
