//! The six symbols of the map as SVG, and statuses by shape, colour and word.
//! `frontend/js/map-symbols.js` draws the same shapes on the map.

use leptos::prelude::*;

use crate::{
    domain::{flag::FlagStatus, map::MapLook, placement::PlacementStatus, record::RecordKind},
    i18n::{Lang, lang, t},
};

/// One symbol, 26 × 26; the words beside it say what it means.
pub fn symbol(look: MapLook) -> AnyView {
    let shape = match look {
        MapLook::Checked => view! {
            <circle class="ok" r="9.5"/>
            <path class="mark" d="M-4.2.2-1.2 3.2 4.400-3.200"/>
        }
        .into_any(),
        MapLook::Hung => view! {
            <circle class="hung" r="9.5"/>
            <circle class="hole" r="3.2"/>
        }
        .into_any(),
        MapLook::Planned => view! { <circle class="ring" r="8.4"/> }.into_any(),
        MapLook::Removed => view! {
            <circle class="gone" r="9.5"/>
            <path class="mark" d="M-4 0H4"/>
        }
        .into_any(),
        MapLook::Fix => view! {
            <rect class="fix" x="-9" y="-9" width="18" height="18" rx="3"/>
            <path class="mark" d="M0-4.200V0M0 3.100v.010"/>
        }
        .into_any(),
        MapLook::Flag => view! {
            <path class="flag" d="M0-8.600 9.400 7.600H-9.400Z"/>
            <path class="mark" d="M0-2V2.200M0 5.300v.010"/>
        }
        .into_any(),
    };
    view! { <svg class="symbol" viewBox="-13 -13 26 26" aria-hidden="true">{shape}</svg> }
        .into_any()
}

/// A status as pages show it: symbol, tone, word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusLook {
    /// Symbol.
    pub look: MapLook,
    /// Class of the chip: `ok`, `warn`, `flag` or none.
    pub tone: &'static str,
    /// Word.
    pub word: &'static str,
}

impl StatusLook {
    /// The look of a placement's status.
    pub fn of_placement(status: PlacementStatus, lang: Lang) -> Self {
        let look = MapLook::of(RecordKind::Placement, status.code());
        let tone = match look {
            MapLook::Checked => "ok",
            MapLook::Fix => "warn",
            _ => "",
        };
        Self {
            look,
            tone,
            word: status.label(lang),
        }
    }

    /// The look of a flag's status.
    pub fn of_flag(status: FlagStatus, lang: Lang) -> Self {
        let tone = match status {
            FlagStatus::Recorded | FlagStatus::Returned | FlagStatus::UnderReview => "warn",
            FlagStatus::Confirmed | FlagStatus::HandedOver => "flag",
            FlagStatus::Removed | FlagStatus::Remedied | FlagStatus::Closed => "ok",
            _ => "",
        };
        Self {
            look: MapLook::Flag,
            tone,
            word: status.label(lang),
        }
    }

    /// The look of a record on the map, whose status is a code.
    pub fn of_record(record: RecordKind, status: &str, lang: Lang) -> Option<Self> {
        match record {
            RecordKind::Flag => Some(Self::of_flag(status.parse().ok()?, lang)),
            _ => Some(Self::of_placement(status.parse().ok()?, lang)),
        }
    }

    /// Draws it as a chip.
    pub fn chip(self) -> AnyView {
        view! { <span class=format!("chip status {}", self.tone)>{symbol(self.look)}{self.word}</span> }.into_any()
    }
}

/// The map's legend.
#[component]
pub fn Legend() -> impl IntoView {
    let lang = lang();
    let texts = t().desk;
    let entries = MapLook::ALL.iter().map(|look| {
        view! { <li>{symbol(*look)}{look.label(lang)}</li> }
    });
    view! {
        <ul class="legend" aria-label=texts.legend>
            {entries.collect_view()}
            <li title=texts.legend_cluster>
                <svg class="symbol" viewBox="-13 -13 26 26" aria-hidden="true">
                    <circle class="share" r="9.5"/>
                    <path class="share-ok" d="M0-9.500A9.500 9.500 0 0 1 0 9.500"/>
                    <text y="4">"9"</text>
                </svg>
                <span class="visually-hidden">{texts.legend_cluster}</span>
            </li>
        </ul>
    }
}
