//! The single filters of the bar: what can be picked, and what a pick does to the address.

use leptos::prelude::*;

use super::{
    choice::{Choice, Entry, choice},
    filter::{ALL_CAMPAIGNS, Filter},
    filter_bar::FilterBar,
    reference::Names,
};
use crate::{
    domain::{
        area::BoundarySet, campaign::Campaign, display_kind::DisplayKind, flag::FlagStatus,
        placement::PlacementStatus, time::Date, unit::UnitCode,
    },
    i18n::{Lang, fill, lang, t},
};

impl FilterBar {
    pub(super) fn campaign(self, names: StoredValue<Names>) -> AnyView {
        let texts = t().desk;
        let filter = self.filter;
        // Without a campaign in the address the newest one is shown, so the select shows that one.
        let current = Memo::new(move |_| {
            names.with_value(|names| {
                let chosen = filter.with(|filter| {
                    filter
                        .campaign(&names.campaigns)
                        .map(|campaign| campaign.id)
                });
                chosen.map_or_else(|| ALL_CAMPAIGNS.to_owned(), |id| id.to_string())
            })
        });
        let entries = names.with_value(|names| {
            let all = Entry::new(ALL_CAMPAIGNS, texts.all_campaigns);
            let entry =
                |campaign: &Campaign| Entry::new(campaign.id.to_string(), campaign.name.clone());
            names
                .campaigns
                .iter()
                .map(entry)
                .chain([all])
                .collect::<Vec<_>>()
        });
        let pick = self.change(|filter, value: String| {
            filter.query.campaign = value.parse().ok();
            filter.all_campaigns = value == ALL_CAMPAIGNS;
            filter.query.area = None;
        });
        choice(Choice {
            name: "campaign",
            label: texts.campaign,
            entries: Signal::stored(entries),
            current: current.into(),
            on_pick: Callback::new(pick),
        })
    }

    pub(super) fn area(self, names: StoredValue<Names>) -> AnyView {
        let texts = t().desk;
        let filter = self.filter;
        let set = Memo::new(move |_| {
            names.with_value(|names| {
                let campaign = filter.with(|filter| filter.campaign(&names.campaigns).cloned());
                campaign.map_or(BoundarySet::Hanoi2025, |campaign| campaign.boundary_set)
            })
        });
        let entries = move || {
            names.with_value(|names| {
                let areas = names.areas_of(set.get());
                let entries =
                    areas.map(|area| Entry::new(area.code.to_string(), area.name.clone()));
                [Entry::new("", texts.all_areas)]
                    .into_iter()
                    .chain(entries)
                    .collect()
            })
        };
        self.draw(
            "area",
            texts.area,
            entries,
            |filter| {
                filter
                    .query
                    .area
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default()
            },
            |filter, value| filter.query.area = value.parse().ok(),
        )
    }

    pub(super) fn kind(self) -> AnyView {
        let lang = lang();
        let texts = t().desk;
        let entries = move || {
            let kinds = DisplayKind::ALL
                .iter()
                .map(|kind| Entry::new(kind.code(), kind.label(lang)));
            [Entry::new("", texts.all_kinds)]
                .into_iter()
                .chain(kinds)
                .collect()
        };
        self.draw(
            "kind",
            texts.kind,
            entries,
            |filter| {
                filter
                    .query
                    .kind
                    .iter()
                    .map(|kind| kind.code())
                    .collect::<Vec<_>>()
                    .join(",")
            },
            |filter, value| {
                filter.query.kind = value
                    .split(',')
                    .filter_map(|code| code.parse().ok())
                    .collect()
            },
        )
    }

    pub(super) fn status(self) -> AnyView {
        let lang = lang();
        let texts = t().desk;
        let entries = move || {
            let (placements, flags) = self.filter.with(self.statuses);
            let mut entries = vec![Entry::new("", texts.all_statuses)];
            let groups = if placements && flags {
                ["placements", "flags"]
            } else {
                ["", ""]
            };
            entries.extend(status_entries(
                placements,
                flags,
                lang,
                groups.map(|group| match group {
                    "placements" => texts.placements_group,
                    "flags" => texts.flags_group,
                    _ => "",
                }),
            ));
            entries
        };
        self.draw(
            "status",
            texts.status,
            entries,
            |filter| filter.query.status.join(","),
            |filter, value| {
                filter.query.status = value
                    .split(',')
                    .filter(|code| !code.is_empty())
                    .map(str::to_owned)
                    .collect();
            },
        )
    }

    pub(super) fn unit(self, names: StoredValue<Names>) -> AnyView {
        let texts = t().desk;
        let entries = move || {
            names.with_value(|names| {
                let units = names
                    .units
                    .iter()
                    .map(|unit| Entry::new(unit.code.0.clone(), unit.name.clone()));
                [Entry::new("", texts.all_units)]
                    .into_iter()
                    .chain(units)
                    .collect()
            })
        };
        self.draw(
            "unit",
            texts.unit,
            entries,
            |filter| {
                filter
                    .query
                    .unit
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default()
            },
            |filter, value| filter.query.unit = (!value.is_empty()).then_some(UnitCode(value)),
        )
    }

    pub(super) fn day(
        self,
        name: &'static str,
        label: &'static str,
        read: fn(&Filter) -> Option<Date>,
        set: fn(&mut Filter, Option<Date>),
    ) -> AnyView {
        let texts = t().desk;
        let shown = Memo::new(move |_| {
            self.filter
                .with(read)
                .map(|day| day.to_string())
                .unwrap_or_default()
        });
        let wrong = RwSignal::new(false);
        let change = self.change(set);
        let on_change = move |event| {
            let text = event_target_value(&event);
            let day: Result<Date, _> = text.trim().parse();
            wrong.set(day.is_err() && !text.trim().is_empty());
            if !wrong.get_untracked() {
                change(day.ok());
            }
        };
        view! {
            <label class="desk-pick day" data-set=move || shown.with(|text| !text.is_empty()).to_string()>
                <span>{label}</span>
                <input
                    name=name
                    inputmode="numeric"
                    autocomplete="off"
                    maxlength="10"
                    placeholder=texts.date_form
                    title=texts.date_wrong
                    value=shown.get_untracked()
                    prop:value=move || shown.get()
                    aria-invalid=move || wrong.get().to_string()
                    on:change=on_change
                />
            </label>
        }
        .into_any()
    }
}

/// The statuses as entries, those of placements and of flags each under its heading; a code that both
/// have stands once.
fn status_entries(
    placements: bool,
    flags: bool,
    lang: Lang,
    groups: [&'static str; 2],
) -> Vec<Entry> {
    let placements = PlacementStatus::ALL
        .iter()
        .filter(move |_| placements)
        .map(|status| (status.code(), status.label(lang), groups[0]));
    let named_twice = |code: &str| code.parse::<PlacementStatus>().is_ok();
    let flags = FlagStatus::ALL
        .iter()
        .filter(move |status| flags && !(groups[1] != groups[0] && named_twice(status.code())))
        .map(|status| (status.code(), status.label(lang), groups[1]));
    let entry = |(value, label, group): (&str, &str, &'static str)| Entry {
        value: value.to_owned(),
        label: label.to_owned(),
        group,
    };
    placements.chain(flags).map(entry).collect()
}

/// Adds an entry for several values that an address names at once.
pub(super) fn with_several(mut entries: Vec<Entry>, current: &str) -> Vec<Entry> {
    if current.contains(',') {
        let count = current.split(',').count().to_string();
        entries.insert(1, Entry::new(current, fill(t().desk.several, &[&count])));
    }
    entries
}
