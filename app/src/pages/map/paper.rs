//! What the printed map says besides the map: campaign, filters in words, when it was printed. Not drawn on the screen.

use leptos::{ev, prelude::*};

use super::Desk;
use crate::{
    components::desk::{filter::Filter, reference::Names},
    i18n::{Lang, fill, lang, map::map, t},
    ports::device,
};

/// Draws it.
pub fn paper(desk: Desk) -> AnyView {
    let texts = map();
    let phone = StoredValue::new(device());
    let at = RwSignal::new(String::new());
    Effect::new(move |_| {
        let tell = move || {
            if let Some(device) = phone.get_value() {
                at.set(fill(texts.print_at, &[&device.now().long()]));
            }
        };
        tell();
        let listening = window_event_listener(
            ev::Custom::<leptos::web_sys::Event>::new("beforeprint"),
            move |_| tell(),
        );
        on_cleanup(move || listening.remove());
    });
    view! {
        <div class="map-paper" aria-hidden="true">
            <p class="map-paper-title">{texts.print_title}</p>
            <Suspense fallback=|| ()>
                {move || Suspend::new(async move {
                    let names = desk.reference.names().await.ok()?;
                    let said = move || desk.filter.with(|filter| in_words(filter, &names, lang()));
                    let said = Memo::new(move |_| said());
                    Some(view! {
                        <p><strong>{move || said.with(|(campaign, _)| campaign.clone())}</strong></p>
                        <p>{move || said.with(|(_, filters)| filters.clone())}</p>
                    })
                })}
            </Suspense>
            <p>{move || at.get()}" · © OpenStreetMap contributors"</p>
        </div>
    }
    .into_any()
}

/// The campaign, and what narrows the records.
fn in_words(filter: &Filter, names: &Names, lang: Lang) -> (String, String) {
    let (desk, texts) = (t().desk, map());
    let campaign = filter.campaign(&names.campaigns).map_or_else(
        || desk.all_campaigns.to_owned(),
        |campaign| {
            let window = [campaign.starts_on.to_string(), campaign.ends_on.to_string()];
            format!(
                "{} · {}",
                campaign.name,
                fill(desk.window, &[&window[0], &window[1]])
            )
        },
    );
    let query = &filter.query;
    let mut parts = Vec::new();
    let mut add = |label: &str, value: String| {
        if !value.is_empty() {
            parts.push(format!("{label} {value}"));
        }
    };
    let statuses = query.status.iter().map(|code| status_word(code, lang));
    add(
        &format!("{}:", desk.area),
        query
            .area
            .as_ref()
            .map(|code| names.area(code))
            .unwrap_or_default(),
    );
    add(
        &format!("{}:", desk.kind),
        query
            .kind
            .iter()
            .map(|kind| kind.label(lang))
            .collect::<Vec<_>>()
            .join(", "),
    );
    add(
        &format!("{}:", desk.status),
        statuses.collect::<Vec<_>>().join(", "),
    );
    add(
        &format!("{}:", desk.unit),
        query
            .unit
            .as_ref()
            .map(|code| names.unit(code))
            .unwrap_or_default(),
    );
    match filter.past().as_slice() {
        [] => {
            add(
                desk.changed_from,
                filter.from.map(|day| day.to_string()).unwrap_or_default(),
            );
            add(
                desk.changed_to,
                filter.to.map(|day| day.to_string()).unwrap_or_default(),
            );
        }
        [(_, day)] => add("", fill(texts.time_title, &[&day.to_string()])),
        [(_, day), (_, other), ..] => add(
            "",
            fill(texts.time_changes, &[&other.to_string(), &day.to_string()]),
        ),
    }
    if let Some(coverage) = filter.coverage {
        add(
            &format!("{}:", texts.coverage_of),
            coverage.label(lang).to_owned(),
        );
    }
    let all = match parts.is_empty() {
        true => texts.print_no_filter.to_owned(),
        false => parts.join("; "),
    };
    (campaign, fill(texts.print_filters, &[all.trim()]))
}

fn status_word(code: &str, lang: Lang) -> String {
    let placement = code.parse::<crate::domain::placement::PlacementStatus>();
    let flag = code.parse::<crate::domain::flag::FlagStatus>();
    match (placement, flag) {
        (Ok(status), _) => status.label(lang).to_owned(),
        (_, Ok(status)) => status.label(lang).to_owned(),
        _ => code.to_owned(),
    }
}
