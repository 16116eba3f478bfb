//! The buttons of the map's tools, and the card of the one that is in use. One is in use at a time.

use leptos::prelude::*;

use super::{
    Desk,
    coverage::coverage,
    measure::{Measured, measure},
    time::time,
};
use crate::{
    components::icon::{Icon, icon},
    domain::{coverage::Coverage, role::Permission},
    i18n::map::map,
    ports::device,
};

/// A tool of the map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tool {
    /// Areas coloured by their share of the plan.
    Coverage,
    /// A day of the past.
    Time,
    /// A distance.
    Measure,
}

impl Desk {
    /// The tool in use. What the address holds and what is being measured exclude each other.
    pub fn tool(self) -> Option<Tool> {
        if self.measuring.get() {
            return Some(Tool::Measure);
        }
        self.filter
            .with(|filter| match (filter.coverage, filter.as_of) {
                (Some(_), _) => Some(Tool::Coverage),
                (None, Some(_)) => Some(Tool::Time),
                (None, None) => None,
            })
    }

    /// Takes up a tool, or lays the one in use down; a second time lays it down too.
    pub fn taker(self) -> impl Fn(Option<Tool>) + Copy + Send + Sync + 'static {
        let go = self.goer();
        let phone = StoredValue::new(device());
        move |wanted: Option<Tool>| {
            let in_use = untrack(|| self.tool());
            let next = wanted.filter(|wanted| in_use != Some(*wanted));
            self.measuring.set(next == Some(Tool::Measure));
            let today = phone.get_value().map(|device| device.now().date());
            let campaign = self.campaign_now();
            let filter = self.filter.get_untracked();
            let changed = filter.with(|filter| {
                filter.coverage = (next == Some(Tool::Coverage)).then_some(Coverage::Checked);
                filter.compared_with = None;
                filter.as_of = match (next, campaign, today) {
                    (Some(Tool::Time), Some(campaign), Some(today)) => {
                        Some(campaign.ends_on.min(today))
                    }
                    // Without a campaign the card says that one has to be chosen.
                    (Some(Tool::Time), None, today) => today,
                    _ => None,
                };
            });
            if changed != filter {
                go(changed, false);
            }
        }
    }

    /// Whether the person may see the board that the colours come from.
    pub fn may_see_coverage(self) -> bool {
        let me = self.reference.me.get();
        me.is_some_and(|me| me.is_ok_and(|me| me.may(Permission::ReadReports)))
    }
}

/// Draws the buttons.
pub fn tool_buttons(desk: Desk) -> AnyView {
    let texts = map();
    let take = desk.taker();
    let button = move |tool: Tool, key: &'static str, words: &'static str| {
        view! {
            <button
                type="button"
                class="tool"
                aria-pressed=move || (desk.tool() == Some(tool)).to_string()
                aria-keyshortcuts=key
                on:click=move |_| take(Some(tool))
            >{words}</button>
        }
    };
    view! {
        <Suspense fallback=|| ()>
            {move || desk.may_see_coverage().then(|| button(Tool::Coverage, "C", texts.coverage))}
        </Suspense>
        {button(Tool::Time, "T", texts.time)}
        {button(Tool::Measure, "M", texts.measure)}
        <button type="button" class="tool" aria-keyshortcuts="P" on:click=move |_| desk.with_map(|map| map.tell("print", ""))>
            {texts.print}
        </button>
    }
    .into_any()
}

/// Draws the card of the tool in use.
pub fn tool_card(desk: Desk) -> AnyView {
    let take = desk.taker();
    let tool = Memo::new(move |_| desk.tool());
    Effect::new(move |before: Option<Option<Tool>>| {
        let now = tool.get();
        match before.flatten().filter(|before| now != Some(*before)) {
            Some(Tool::Coverage) => desk.with_map(|map| map.tell("coverage", "")),
            Some(Tool::Measure) => {
                desk.measured.set(Measured::default());
                desk.with_map(|map| map.tell("measure", "stop"));
            }
            Some(Tool::Time) | None => {}
        }
        now
    });
    let card = move || {
        let (title, content) = match tool.get()? {
            Tool::Coverage => (map().coverage_of, coverage(desk)),
            Tool::Time => (map().time, time(desk)),
            Tool::Measure => (map().measure_title, measure(desk)),
        };
        Some(view! {
            <section class="map-tool card" aria-label=title>
                <header>
                    <h2>{title}</h2>
                    <button type="button" class="icon-button" aria-label=map().close_tool on:click=move |_| take(None)>
                        {icon(Icon::Close)}
                    </button>
                </header>
                {content}
            </section>
        })
    };
    view! { {card} }.into_any()
}
