//! One record with everything a desk may know of it: the same in the map's panel and on its own page.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    flag_detail::flag_detail,
    placement_detail::placement_detail,
    reference::{Names, Reference},
};
use crate::{
    api,
    components::load::{failure, skeleton},
    domain::{
        area::AreaCodes, event::HistoryEntry, flag::Flag, placement::Placement, record::RecordKind,
        time::Timestamp,
    },
    error::{AppError, AppResult},
    i18n::fill,
    ports::device,
};

/// Element id of a detail's heading, which takes the focus when a panel opens.
pub const HEADING_ID: &str = "record-heading";

/// A record with its history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Detail {
    /// A placement.
    Placement(Placement, Vec<HistoryEntry>),
    /// A flag.
    Flag(Flag, Vec<HistoryEntry>),
}

impl Detail {
    /// Reads a record and its history.
    ///
    /// # Errors
    /// What the server says; [`AppError::NotFound`] for a check-in, which has no page of its own.
    pub async fn find(record: RecordKind, id: Uuid) -> AppResult<Self> {
        match record {
            RecordKind::Placement => Ok(Self::Placement(
                api::placement::find_placement(id.into()).await?,
                api::history::list_history(record, id).await?,
            )),
            RecordKind::Flag => Ok(Self::Flag(
                api::flag::find_flag(id.into()).await?,
                api::history::list_history(record, id).await?,
            )),
            RecordKind::CheckIn => Err(AppError::NotFound),
        }
    }

    /// Where it is: longitude and latitude.
    pub const fn lon_lat(&self) -> (f64, f64) {
        match self {
            Self::Placement(placement, _) => (placement.lon, placement.lat),
            Self::Flag(flag, _) => (flag.lon, flag.lat),
        }
    }

    fn draw(self, names: &Names, taken: Callback<&'static str>) -> AnyView {
        match self {
            Self::Placement(placement, history) => {
                placement_detail(placement, history, names, taken)
            }
            Self::Flag(flag, history) => flag_detail(flag, history, names, taken),
        }
    }
}

/// The address of a record's own page.
pub fn record_path(record: RecordKind, id: Uuid) -> String {
    format!("/records/{}/{id}", record.path())
}

/// Draws the record that `detail` holds, none while it is none. `changed` hears of a step.
pub fn show_detail(
    reference: Reference,
    detail: Resource<Option<AppResult<Detail>>>,
    changed: Callback<()>,
) -> AnyView {
    let retry = Callback::new(move |()| detail.refetch());
    let said = RwSignal::new("");
    let taken = Callback::new(move |words| {
        said.set(words);
        changed.run(());
    });
    keep_focus(detail, said);
    view! {
        <p class="visually-hidden" role="status">{move || said.get()}</p>
        <Transition fallback=|| skeleton(4)>
            {move || Suspend::new(async move {
                let names = reference.names().await.unwrap_or_default();
                match detail.await {
                    None => ().into_any(),
                    Some(Ok(detail)) => detail.draw(&names, taken),
                    Some(Err(error)) => failure(&error, Some(retry)),
                }
            })}
        </Transition>
    }
    .into_any()
}

/// A step takes its own buttons away; the focus goes to the heading of what has become of the record.
fn keep_focus(detail: Resource<Option<AppResult<Detail>>>, said: RwSignal<&'static str>) {
    let phone = StoredValue::new(device());
    Effect::new(move |told: Option<&'static str>| {
        detail.track();
        let words = said.get_untracked();
        if told.is_some_and(|told| told != words)
            && let Some(device) = phone.get_value()
        {
            request_animation_frame(move || device.focus(HEADING_ID));
        }
        words
    });
}

/// A line of facts: its name and what is known. Nothing is drawn where nothing is known.
pub fn fact(name: &'static str, value: Option<impl IntoAny>) -> AnyView {
    value
        .map(|value| view! { <dt>{name}</dt><dd>{value.into_any()}</dd> })
        .into_any()
}

/// A moment as text, with its machine-readable form.
pub fn moment(at: Timestamp) -> AnyView {
    view! { <time datetime=at.rfc3339()>{at.long()}</time> }.into_any()
}

/// «Hàng Khay · Quận Hoàn Kiếm»: the street and the areas that the reader has names for.
pub fn whereabouts(street: &str, areas: &AreaCodes, names: &Names) -> String {
    let codes = [areas.ward.as_ref(), areas.district.as_ref()];
    let known = codes
        .into_iter()
        .flatten()
        .filter(|code| names.areas.iter().any(|area| area.code == **code));
    let parts = [street.to_owned()]
        .into_iter()
        .chain(known.map(|code| names.area(code)));
    parts
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// «±8 m», rounded up.
pub fn accuracy(metres: Option<f64>, form: &str) -> Option<String> {
    metres.map(|metres| fill(form, &[&metres.ceil().to_string()]))
}
