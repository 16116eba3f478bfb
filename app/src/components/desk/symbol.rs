//! Statuses by shape, colour and word, and the map's legend.
//! `frontend/js/map-symbols.js` draws the same shapes on the map.

use leptos::prelude::*;

use crate::{
    components::symbol::symbol as shape,
    domain::{flag::FlagStatus, map::MapLook, placement::PlacementStatus, record::RecordKind},
    i18n::{Lang, lang, t},
};

/// One symbol; the words beside it say what it means.
pub fn symbol(look: MapLook) -> AnyView {
    view! { <svg class="symbol" viewBox="-11 -11 22 22" aria-hidden="true">{shape(look)}</svg> }
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
        view! { <span class=format!("chip marked {}", self.tone)>{symbol(self.look)}{self.word}</span> }.into_any()
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
                <svg class="symbol" viewBox="-11 -11 22 22" aria-hidden="true">
                    <circle class="share" r="8.5"/>
                    <path class="share-ok" d="M0-8.500A8.500 8.500 0 0 1 0 8.500"/>
                    <text y="4">"9"</text>
                </svg>
                <span class="visually-hidden">{texts.legend_cluster}</span>
            </li>
        </ul>
    }
}
