//! What the board can be narrowed by, and what its rows are. Without script the picks are a form and the rows are links.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::choice::Shown;
use crate::{
    components::desk::{
        choice::{Choice, Entry, choice},
        reference::{Names, Reference},
    },
    domain::{campaign::Campaign, reality::Grouping, unit::UnitCode},
    i18n::{lang, reality::reality, t},
    paths,
};

/// One pick.
struct Pick {
    name: &'static str,
    label: &'static str,
    /// What can be picked in that campaign.
    entries: fn(&Names, &Campaign) -> Vec<Entry>,
    /// What the address says.
    said: fn(&Shown) -> Option<String>,
    change: fn(&mut Shown, String),
}

fn all_picks() -> [Pick; 3] {
    let texts = t().desk;
    [
        Pick {
            name: "area",
            label: texts.area,
            entries: |names, campaign| {
                let areas = names.areas_of(campaign.boundary_set);
                let areas = areas.map(|area| Entry::new(area.code.to_string(), area.name.clone()));
                with_all(t().desk.all_areas, areas)
            },
            said: |shown| shown.query.area.as_ref().map(ToString::to_string),
            change: |shown, value| shown.query.area = value.parse().ok(),
        },
        Pick {
            name: "unit",
            label: texts.unit,
            entries: |names, _| {
                let units = names.units.iter();
                let units = units.map(|unit| Entry::new(unit.code.to_string(), unit.name.clone()));
                with_all(t().desk.all_units, units)
            },
            said: |shown| shown.query.unit.as_ref().map(ToString::to_string),
            change: |shown, value| {
                shown.query.unit = (!value.is_empty()).then_some(UnitCode(value));
            },
        },
        Pick {
            name: "message",
            label: texts.message,
            entries: |_, campaign| {
                let messages = campaign.messages.iter();
                let messages = messages.map(|message| {
                    let label = format!("{}. {}", message.no, message.text);
                    Entry::new(message.no.to_string(), label)
                });
                with_all(reality().all_messages, messages)
            },
            said: |shown| shown.query.message.map(|no| no.to_string()),
            change: |shown, value| shown.query.message = value.parse().ok(),
        },
    ]
}

fn with_all(all: &'static str, entries: impl Iterator<Item = Entry>) -> Vec<Entry> {
    std::iter::once(Entry::new("", all))
        .chain(entries)
        .collect()
}

/// Campaign, area, unit and message.
pub fn picks(reference: Reference, shown: Memo<Shown>) -> AnyView {
    view! {
        <form class="desk-picks" method="get" action=paths::REALITY>
            <Suspense fallback=|| view! { <span class="desk-pick bone"></span> }>
                {move || Suspend::new(async move {
                    let names = reference.names().await.unwrap_or_default();
                    choices(names, shown)
                })}
            </Suspense>
            <input type="hidden" name="by" value=move || shown.with(|shown| shown.query.by.code())/>
            <noscript><button class="button small">{t().desk.apply}</button></noscript>
        </form>
    }
    .into_any()
}

fn choices(names: Names, shown: Memo<Shown>) -> Vec<AnyView> {
    let campaigns = names.campaigns.iter();
    let campaigns: Vec<_> = campaigns
        .map(|campaign| Entry::new(campaign.id.to_string(), campaign.name.clone()))
        .collect();
    let names = StoredValue::new(names);
    let current = Memo::new(move |_| {
        names.with_value(|names| shown.with(|shown| shown.campaign(&names.campaigns).cloned()))
    });
    let id = move || current.with(|campaign| campaign.as_ref().map(|one| one.id.to_string()));
    let first = choice(Choice {
        name: "campaign",
        label: t().desk.campaign,
        entries: Signal::stored(campaigns),
        current: Signal::derive(move || id().unwrap_or_default()),
        // Another campaign may have other areas and messages.
        on_pick: on_pick(shown, |shown, value| {
            shown.campaign = value.parse().ok();
            (shown.query.area, shown.query.message) = (None, None);
        }),
    });
    let others = all_picks().map(|pick| {
        let (entries, said) = (pick.entries, pick.said);
        let entries_now = move || {
            current.with(|campaign| {
                let campaign = campaign.as_ref();
                let of = |one| names.with_value(|names| entries(names, one));
                campaign.map(of).unwrap_or_default()
            })
        };
        choice(Choice {
            name: pick.name,
            label: pick.label,
            entries: Signal::derive(entries_now),
            current: Signal::derive(move || shown.with(|shown| said(shown).unwrap_or_default())),
            on_pick: on_pick(shown, pick.change),
        })
    });
    std::iter::once(first).chain(others).collect()
}

fn on_pick(shown: Memo<Shown>, change: fn(&mut Shown, String)) -> Callback<String> {
    let navigate = StoredValue::new(use_navigate());
    Callback::new(move |value: String| {
        let next = shown.get_untracked().with(|shown| change(shown, value));
        navigate.with_value(|navigate| navigate(&next.address(), NavigateOptions::default()));
    })
}

/// What a row is, as links.
pub fn groupings(shown: Memo<Shown>) -> AnyView {
    let lang = lang();
    let links = Grouping::ALL.iter().map(|&by| {
        let href = move || shown.with(|shown| shown.with(|shown| shown.query.by = by).address());
        let current = move || shown.with(|shown| shown.query.by == by).then_some("true");
        view! { <a class="segment" href=href aria-current=current>{by.label(lang)}</a> }
    });
    view! { <nav class="segments groupings" aria-label=reality().rows_are>{links.collect_view()}</nav> }
        .into_any()
}
