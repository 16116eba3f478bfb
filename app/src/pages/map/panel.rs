//! The panel beside the map (on a phone: from below): one record, or the list of those on one spot.

use leptos::{ev, prelude::*};
use uuid::Uuid;

use super::{Desk, canvas::CANVAS_ID};
use crate::{
    components::{
        desk::{
            detail::{Detail, HEADING_ID, record_path, show_detail},
            symbol::StatusLook,
        },
        icon::{Icon, icon},
    },
    domain::record::RecordKind,
    i18n::{fill, lang, t},
    ports::device,
};

const STACK_HEADING_ID: &str = "stack-heading";

/// Draws the panel; it takes no room while nothing is open.
pub fn panel(desk: Desk) -> AnyView {
    let texts = t();
    let close = desk.closer();
    move_focus(desk);
    let changed = Callback::new(move |()| {
        desk.detail.refetch();
        desk.news.update(|news| *news += 1);
    });
    let is_open = Memo::new(move |_| desk.filter.with(|filter| filter.open));
    let content = move || match is_open.get() {
        Some((record, id)) => view! {
            {show_detail(desk.reference, desk.detail, changed)}
            <p class="panel-foot"><a href=record_path(record, id)>{texts.desk.open_page}</a></p>
        }
        .into_any(),
        None if desk.stack.with(|stack| !stack.is_empty()) => stack_list(desk),
        None => ().into_any(),
    };
    let on_key = move |event: ev::KeyboardEvent| {
        if event.key() == "Escape" && !event.default_prevented() {
            event.prevent_default();
            close();
        }
    };
    view! {
        <aside class="panel" hidden=move || !desk.has_panel() on:keydown=on_key>
            <button type="button" class="icon-button panel-close" aria-label=texts.common.close on:click=move |_| close()>
                {icon(Icon::Close)}
            </button>
            {content}
        </aside>
    }
    .into_any()
}

/// The focus goes to the heading of what opens, and back to the map when it closes.
fn move_focus(desk: Desk) {
    let phone = StoredValue::new(device());
    Effect::new(move |before: Option<(Option<Uuid>, bool)>| {
        let opened = desk
            .detail
            .get()
            .flatten()
            .and_then(Result::ok)
            .map(|detail| detail_id(&detail));
        let stacked = desk.stack.with(|stack| !stack.is_empty());
        let now = (opened, stacked);
        if let (Some(before), Some(device)) = (before, phone.get_value())
            && before != now
        {
            let target = match now {
                (Some(_), _) => HEADING_ID,
                (None, true) => STACK_HEADING_ID,
                (None, false) => CANVAS_ID,
            };
            // What is to take the focus is drawn by effects of this same turn.
            request_animation_frame(move || device.focus(target));
        }
        now
    });
}

fn detail_id(detail: &Detail) -> Uuid {
    match detail {
        Detail::Placement(placement, _) => placement.id.0,
        Detail::Flag(flag, _) => flag.id.0,
    }
}

/// The records on one spot; each is read by itself, because the map knows no more than their ids.
fn stack_list(desk: Desk) -> AnyView {
    let texts = t().desk;
    let open = desk.opener();
    let records = desk.stack.get();
    let title = fill(texts.at_one_spot, &[&records.len().to_string()]);
    let entries = records.into_iter().map(|(record, id)| {
        let detail = LocalResource::new(move || Detail::find(record, id));
        view! {
            <li>
                <button type="button" class="spot-entry" on:click=move |_| open(Some((record, id)))>
                    <Suspense fallback=move || stack_title(record)>
                        {move || Suspend::new(async move { detail.await.ok().map(|detail| stack_entry(&detail)) })}
                    </Suspense>
                </button>
            </li>
        }
    });
    view! {
        <h2 id=STACK_HEADING_ID tabindex="-1">{title}</h2>
        <ul class="spot">{entries.collect_view()}</ul>
    }
    .into_any()
}

fn stack_title(record: RecordKind) -> AnyView {
    view! { <strong>{record.label(lang())}</strong> }.into_any()
}

fn stack_entry(detail: &Detail) -> AnyView {
    let lang = lang();
    let texts = t().desk;
    let (title, kind, street, status) = match detail {
        Detail::Placement(placement, _) => (
            placement
                .site_code
                .clone()
                .unwrap_or_else(|| texts.outside_plan.to_owned()),
            placement.kind,
            placement.street.clone(),
            StatusLook::of_placement(placement.status, lang),
        ),
        Detail::Flag(flag, _) => (
            texts.flag.to_owned(),
            flag.kind,
            flag.street.clone(),
            StatusLook::of_flag(flag.status, lang),
        ),
    };
    view! {
        <span><strong>{title}</strong><span class="hint">{kind.label(lang)}" · "{street}</span></span>
        {status.chip()}
    }
    .into_any()
}
