//! What the board can be narrowed by, and what its rows are. Without script the picks are a form and the rows are links.

use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

use super::choice::{PATH, Shown};
use crate::{
    components::desk::{
        choice::{Choice, Entry, choice},
        reference::{Names, Reference},
    },
    domain::{reality::Grouping, unit::UnitCode},
    i18n::{lang, reality::reality, t},
};

type Change = fn(&mut Shown, String);

/// Campaign, area, unit and message.
pub fn picks(reference: Reference, shown: Memo<Shown>) -> AnyView {
    view! {
        <form class="desk-picks" method="get" action=PATH>
            <input type="hidden" name="by" value=move || shown.with(|shown| shown.query.by.code())/>
            <Suspense fallback=|| view! { <span class="desk-pick bone"></span> }>
                {move || Suspend::new(async move {
                    let names = reference.names().await.unwrap_or_default();
                    choices(names, shown)
                })}
            </Suspense>
            <noscript><button class="button small">{t().desk.apply}</button></noscript>
        </form>
    }
    .into_any()
}

fn choices(names: Names, shown: Memo<Shown>) -> Vec<AnyView> {
    let (texts, own) = (t().desk, reality());
    let campaigns = StoredValue::new(names.campaigns.clone());
    let current = Memo::new(move |_| {
        campaigns.with_value(|campaigns| shown.with(|shown| shown.campaign(campaigns).cloned()))
    });
    let entry = |first: &'static str| vec![Entry::new("", first)];
    let all = names.campaigns.iter();
    let campaigns: Vec<_> = all
        .map(|campaign| Entry::new(campaign.id.to_string(), campaign.name.clone()))
        .collect();
    let units = names.units.iter();
    let units = units.map(|unit| Entry::new(unit.code.to_string(), unit.name.clone()));
    let units: Vec<_> = entry(texts.all_units).into_iter().chain(units).collect();
    let areas = Signal::derive(move || {
        let set = current.with(|campaign| campaign.as_ref().map(|campaign| campaign.boundary_set));
        let of_set = set.into_iter().flat_map(|set| names.areas_of(set));
        let areas = of_set.map(|area| Entry::new(area.code.to_string(), area.name.clone()));
        entry(texts.all_areas).into_iter().chain(areas).collect()
    });
    let messages = Signal::derive(move || {
        let all = current.with(|campaign| campaign.as_ref().map(|one| one.messages.clone()));
        let each = all.into_iter().flatten();
        let each = each.map(|message| {
            Entry::new(
                message.no.to_string(),
                format!("{}. {}", message.no, message.text),
            )
        });
        entry(own.all_messages).into_iter().chain(each).collect()
    });
    let said = |value: fn(&Shown) -> Option<String>| {
        Signal::derive(move || shown.with(|shown| value(shown).unwrap_or_default()))
    };
    let named = Signal::derive(move || {
        current.with(|campaign| {
            campaign
                .as_ref()
                .map(|one| one.id.to_string())
                .unwrap_or_default()
        })
    });
    let one = |name, label, entries, current, change| {
        let on_pick = on_pick(shown, change);
        choice(Choice {
            name,
            label,
            entries,
            current,
            on_pick,
        })
    };
    let area = said(|shown| shown.query.area.as_ref().map(ToString::to_string));
    let unit = said(|shown| shown.query.unit.as_ref().map(ToString::to_string));
    let message = said(|shown| shown.query.message.map(|no| no.to_string()));
    vec![
        // Another campaign may have other areas and messages.
        one(
            "campaign",
            texts.campaign,
            Signal::stored(campaigns),
            named,
            |shown, value| {
                shown.campaign = value.parse().ok();
                (shown.query.area, shown.query.message) = (None, None);
            },
        ),
        one("area", texts.area, areas, area, |shown, value| {
            shown.query.area = value.parse().ok()
        }),
        one(
            "unit",
            texts.unit,
            Signal::stored(units),
            unit,
            |shown, value| {
                shown.query.unit = (!value.is_empty()).then_some(UnitCode(value));
            },
        ),
        one(
            "message",
            texts.message,
            messages,
            message,
            |shown, value| {
                shown.query.message = value.parse().ok();
            },
        ),
    ]
}

fn on_pick(shown: Memo<Shown>, change: Change) -> Callback<String> {
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
