//! `/map`: every record the reader may see, on the map, as it changes.

mod canvas;
mod content;
mod coverage;
mod go_to;
mod keys;
mod live;
mod measure;
mod panel;
mod paper;
mod time;
mod tools;

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use uuid::Uuid;

use self::{
    canvas::{Handle, Stage, canvas},
    content::find_overview,
    go_to::go_to,
    keys::keys,
    live::{Line, line_pill, listen},
    measure::Measured,
    panel::panel,
    paper::paper,
    tools::{tool_buttons, tool_card},
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
    domain::{campaign::Campaign, map::Overview, record::RecordKind},
    error::{AppError, AppResult},
    i18n::{map::map, t},
    paths,
    ports::MapHandle,
};

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
    /// The map, once it is drawn.
    handle: Handle,
    /// How far it has come.
    stage: RwSignal<Stage>,
    /// Whether clicks measure a distance.
    measuring: RwSignal<bool>,
    /// What has been measured.
    measured: RwSignal<Measured>,
}

impl MapPage {
    fn load() -> Self {
        let reference = Reference::load();
        let (filter, problem) = use_filter();
        // What the tools draw leaves the records where they are.
        let place = Memo::new(move |_| {
            filter.get().with(|filter| {
                filter.open = None;
                filter.coverage = None;
                filter.as_of = None;
                filter.compared_with = None;
            })
        });
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
            handle: StoredValue::new_local(None),
            stage: RwSignal::new(Stage::Starting),
            measuring: RwSignal::new(false),
            measured: RwSignal::new(Measured::default()),
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
            path: paths::MAP,
            statuses: |_| (true, true),
        };
        listen(desk);
        let body = view! {
            <h1 class="visually-hidden">{texts.map}</h1>
            <div class="map-page" data-open=move || desk.has_panel().to_string()>
                <div class="map-view">
                    {canvas(desk)}
                    <div class="map-top">
                        {filter_bar(bar)}
                        <div class="map-tools" role="group" aria-label=map().tools>
                            {go_to(desk)}
                            {tool_buttons(desk)}
                            {keys(desk)}
                        </div>
                        {problem_note(problem)}
                    </div>
                    <div class="map-foot">{tool_card(desk)}<Legend/></div>
                </div>
                {panel(desk)}
            </div>
            <p class="visually-hidden" role="status">{move || desk.said.get()}</p>
            {paper(desk)}
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

    /// Does something with the map, if it is drawn.
    fn with_map(self, act: impl Fn(&dyn MapHandle)) {
        self.handle
            .with_value(|map| map.iter().for_each(|map| act(map.as_ref())));
    }

    /// The campaign that is shown, as far as it is known; for effects and handlers.
    fn campaign_now(self) -> Option<Campaign> {
        let campaigns = self.reference.campaigns.get_untracked()?.ok()?;
        self.filter
            .with_untracked(|filter| filter.campaign(&campaigns).cloned())
    }

    /// The campaign that is shown, as far as it is known; for what follows it.
    fn campaign(self) -> Option<Campaign> {
        let campaigns = self.reference.campaigns_now()?;
        self.filter
            .with(|filter| filter.campaign(&campaigns).cloned())
    }

    /// Goes to the address of a filter, as a step that can be taken back or, with `true`, in place of the present one.
    fn goer(self) -> impl Fn(Filter, bool) + Copy + Send + Sync + 'static {
        let navigate = StoredValue::new(use_navigate());
        move |next: Filter, replace: bool| {
            let options = NavigateOptions {
                scroll: false,
                replace,
                ..NavigateOptions::default()
            };
            navigate.with_value(|navigate| navigate(&next.address(paths::MAP), options));
        }
    }

    /// Goes to the address of this filter with another record open, or none.
    fn opener(self) -> impl Fn(Option<(RecordKind, Uuid)>) + Copy + Send + Sync {
        let go = self.goer();
        move |open| {
            let next = self.filter.get_untracked();
            go(next.with(|filter| filter.open = open), false);
        }
    }

    /// Closes the panel, whatever is in it.
    fn closer(self) -> impl Fn() + Copy + Send + Sync {
        let open = self.opener();
        move || {
            self.stack.set(Vec::new());
            open(None);
        }
    }
}
