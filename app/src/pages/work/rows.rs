//! The worklist's rows: flags, then placements.

use leptos::prelude::*;

use super::{
    bulk::Bulk,
    keys::{Keys, row_id},
};
use crate::{
    components::desk::{
        detail::{moment, record_path, whereabouts},
        reference::Names,
        symbol::StatusLook,
    },
    domain::{
        flag::{Flag, FlagStatus},
        placement::{Placement, PlacementStatus, PlacementTransition},
        record::RecordKind,
        time::Timestamp,
        worklist::Worklist,
    },
    i18n::{fill, lang, work::work},
    paths,
};

struct Row {
    at: usize,
    href: String,
    title: String,
    place: String,
    chip: AnyView,
    todo: String,
    since: Timestamp,
    placement: Option<Placement>,
}

/// Draws flags, then placements, then what is to be removed by street, as one list for the keyboard.
pub fn rows(list: Worklist, names: &Names, bulk: Bulk, keys: Keys) -> AnyView {
    let texts = work();
    let (more_flags, more_placements) = (list.more_flags, list.more_placements);
    let (mut removals, placements): (Vec<_>, Vec<_>) = list
        .placements
        .into_iter()
        .partition(|placement| is_removal(placement.status));
    removals.sort_by(|a, b| (&a.street, &a.site_code).cmp(&(&b.street, &b.site_code)));
    let marks = list.flags.iter().map(|_| None);
    let named = placements.iter().chain(&removals);
    let named = named.map(|placement| Some((placement.clone(), name_of(placement, names))));
    keys.show(marks.chain(named).collect());
    let mut at = 0..;
    let mut next = move || at.next().unwrap_or_default();
    let flags: Vec<_> = list
        .flags
        .into_iter()
        .map(|flag| row(of_flag(next(), flag, names), bulk))
        .collect();
    let placements: Vec<_> = placements
        .into_iter()
        .map(|placement| row(of_placement(next(), placement, names), bulk))
        .collect();
    let mut to_remove = Vec::new();
    for street in removals.chunk_by(|a, b| a.street == b.street) {
        to_remove.push(street_heading(&street[0].street, street.len()));
        let rows = street.iter().cloned();
        to_remove.extend(rows.map(|one| row(of_removal(next(), one, names), bulk)));
    }
    let to_remove = (!to_remove.is_empty()).then(|| {
        let all = "/records?status=due_removal,removed&sort=street";
        section("removals", texts.removals, to_remove, more_placements, all)
    });
    view! {
        <div class="work">
            {section("flags", texts.flags, flags, more_flags, "/records?record=flag")}
            {section("placements", texts.placements, placements, more_placements, paths::RECORDS)}
            {to_remove}
            {bulk.button()}
        </div>
    }
    .into_any()
}

const fn is_removal(status: PlacementStatus) -> bool {
    matches!(
        status,
        PlacementStatus::DueRemoval | PlacementStatus::Removed
    )
}

fn street_heading(street: &str, count: usize) -> AnyView {
    view! { <li class="work-street"><h3>{street.to_owned()} " · " {count}</h3></li> }.into_any()
}

fn section(
    id: &'static str,
    title: &'static str,
    rows: Vec<AnyView>,
    more: bool,
    list: &'static str,
) -> AnyView {
    let texts = work();
    let heading = format!("work-{id}");
    let labelled_by = heading.clone();
    let none = rows
        .is_empty()
        .then(|| view! { <p class="hint">{texts.none}</p> });
    let more = more.then(|| view! { <p><a href=list>{texts.more}</a></p> });
    view! {
        <section aria-labelledby=labelled_by>
            <h2 id=heading>{title}</h2>
            {none}
            <ol class="work-rows">{rows}</ol>
            {more}
        </section>
    }
    .into_any()
}

fn row(row: Row, bulk: Bulk) -> AnyView {
    let mark = row
        .placement
        .filter(|placement| placement.steps.contains(&PlacementTransition::Verify))
        .map(|placement| {
            let (id, title) = (placement.id, row.title.clone());
            let label = fill(work().mark, &[&title]);
            let toggle = move |_| bulk.toggle(&placement, &title);
            view! {
                <input type="checkbox" aria-label=label prop:checked=move || bulk.is_marked(id) on:change=toggle/>
            }
        });
    view! {
        <li class="work-row">
            <span class="work-mark">{mark}</span>
            <a id=row_id(row.at) href=row.href>{row.title}</a>
            <span class="soft">{row.place}</span>
            {row.chip}
            <span>{row.todo}</span>
            <span class="hint">{moment(row.since)}</span>
        </li>
    }
    .into_any()
}

fn of_flag(at: usize, flag: Flag, names: &Names) -> Row {
    let lang = lang();
    let grounds: Vec<_> = flag.grounds.iter().map(ToString::to_string).collect();
    // Correcting and withdrawing is the officer's own page's.
    let own = flag.status == FlagStatus::Returned && flag.mine;
    let href = match own {
        true => format!("/flags/{}", flag.id),
        false => record_path(RecordKind::Flag, flag.id.0),
    };
    let todo: Vec<_> = flag.steps.iter().map(|step| step.label(lang)).collect();
    Row {
        at,
        href,
        title: grounds.join(", "),
        place: whereabouts(&flag.street, &flag.areas, names),
        chip: StatusLook::of_flag(flag.status, lang).chip().into_any(),
        todo: todo.join(" · "),
        since: flag.updated_at,
        placement: None,
    }
}

fn name_of(placement: &Placement, names: &Names) -> String {
    let code = placement.site_code.clone();
    code.unwrap_or_else(|| whereabouts(&placement.street, &placement.areas, names))
}

fn of_placement(at: usize, placement: Placement, names: &Names) -> Row {
    let lang = lang();
    let todo: Vec<_> = placement
        .steps
        .iter()
        .map(|step| step.label(lang))
        .collect();
    Row {
        at,
        href: record_path(RecordKind::Placement, placement.id.0),
        title: name_of(&placement, names),
        place: whereabouts(&placement.street, &placement.areas, names),
        chip: StatusLook::of_placement(placement.status, lang)
            .chip()
            .into_any(),
        todo: todo.join(" · "),
        since: placement.updated_at,
        placement: Some(placement),
    }
}

/// Who takes it down, and what the reader does then.
fn of_removal(at: usize, placement: Placement, names: &Names) -> Row {
    let (texts, status) = (work(), placement.status);
    let unit = placement.unit.as_ref().map(|unit| names.unit(unit));
    let mut row = of_placement(at, placement, names);
    row.todo = match (status, unit) {
        (PlacementStatus::DueRemoval, Some(unit)) => {
            fill(texts.removed_by_unit, &[&unit, &row.todo])
        }
        (PlacementStatus::DueRemoval, None) => fill(texts.removed_by_nobody, &[&row.todo]),
        _ => fill(texts.removal_reported, &[&row.todo]),
    };
    row
}
