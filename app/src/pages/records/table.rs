//! The list's two tables. Explicit roles, because on a narrow screen the rows become cards by style,
//! which takes a table's own roles away.

use leptos::prelude::*;

use crate::{
    components::desk::{
        detail::{moment, record_path, whereabouts},
        filter::Filter,
        reference::Names,
        symbol::StatusLook,
    },
    domain::{flag::Flag, placement::Placement, query::SortKey, record::RecordKind},
    i18n::{fill, lang, t},
    paths,
};

/// A column: its heading and the key it sorts by.
type Column = (&'static str, Option<SortKey>);

fn table(label: &'static str, columns: &[Column], rows: Vec<AnyView>, filter: &Filter) -> AnyView {
    let head: Vec<_> = columns
        .iter()
        .map(|&(name, key)| heading(name, key, filter))
        .collect();
    view! {
        <table class="table stacked" role="table" aria-label=label>
            <thead role="rowgroup"><tr role="row">{head}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn heading(name: &'static str, key: Option<SortKey>, filter: &Filter) -> AnyView {
    let Some(key) = key else {
        return view! { <th scope="col" role="columnheader">{name}</th> }.into_any();
    };
    // The newest change comes first unless reversed; words go from A.
    let rising = filter.query.reverse != (key != SortKey::Updated);
    let order = (filter.sort() == key).then_some(if rising { "ascending" } else { "descending" });
    let href = filter.sorted_by(key).address(paths::RECORDS);
    view! {
        <th scope="col" role="columnheader" aria-sort=order>
            <a href=href title=fill(t().desk.sort_by, &[&name.to_lowercase()])>{name}</a>
        </th>
    }
    .into_any()
}

fn cell(name: &'static str, content: impl IntoAny) -> AnyView {
    view! { <td role="cell" data-label=name>{content.into_any()}</td> }.into_any()
}

fn row_link(record: RecordKind, id: uuid::Uuid, text: String, filter: &Filter) -> AnyView {
    let href = filter.address(&record_path(record, id));
    view! { <th scope="row" role="rowheader"><a class="row-link" href=href>{text}</a></th> }
        .into_any()
}

/// Placements.
pub fn placement_table(placements: Vec<Placement>, names: &Names, filter: &Filter) -> AnyView {
    let (lang, texts) = (lang(), t().desk);
    let columns = [
        (texts.code, None),
        (texts.status, Some(SortKey::Status)),
        (texts.kind, Some(SortKey::Kind)),
        (texts.street, Some(SortKey::Street)),
        (texts.unit, None),
        (texts.quantity, None),
        (texts.updated_at, Some(SortKey::Updated)),
    ];
    let rows = placements.into_iter().map(|placement| {
        let title = placement
            .site_code
            .clone()
            .unwrap_or_else(|| texts.outside_plan.to_owned());
        let quantity = match placement.planned_quantity {
            0 => placement.quantity.to_string(),
            planned => format!("{} / {planned}", placement.quantity),
        };
        view! {
            <tr role="row">
                {row_link(RecordKind::Placement, placement.id.0, title, filter)}
                {cell(texts.status, StatusLook::of_placement(placement.status, lang).chip())}
                {cell(texts.kind, placement.kind.label(lang))}
                {cell(texts.street, whereabouts(&placement.street, &placement.areas, names))}
                {cell(texts.unit, placement.unit.as_ref().map(|unit| names.unit(unit)))}
                {cell(texts.quantity, quantity)}
                {cell(texts.updated_at, moment(placement.updated_at))}
            </tr>
        }
        .into_any()
    });
    table(texts.placements_group, &columns, rows.collect(), filter)
}

/// Flags.
pub fn flag_table(flags: Vec<Flag>, names: &Names, filter: &Filter) -> AnyView {
    let (lang, texts) = (lang(), t().desk);
    let columns = [
        (texts.grounds, None),
        (texts.status, Some(SortKey::Status)),
        (texts.kind, Some(SortKey::Kind)),
        (texts.street, Some(SortKey::Street)),
        (texts.location_class, None),
        (texts.recorded_at, None),
        (texts.updated_at, Some(SortKey::Updated)),
    ];
    let rows = flags.into_iter().map(|flag| {
        let grounds: Vec<_> = flag.grounds.iter().map(ToString::to_string).collect();
        view! {
            <tr role="row">
                {row_link(RecordKind::Flag, flag.id.0, grounds.join(", "), filter)}
                {cell(texts.status, StatusLook::of_flag(flag.status, lang).chip())}
                {cell(texts.kind, flag.kind.label(lang))}
                {cell(texts.street, whereabouts(&flag.street, &flag.areas, names))}
                {cell(texts.location_class, flag.location_class.label(lang))}
                {cell(texts.recorded_at, moment(flag.recorded_at))}
                {cell(texts.updated_at, moment(flag.updated_at))}
            </tr>
        }
        .into_any()
    });
    table(texts.flags_group, &columns, rows.collect(), filter)
}
