//! The board's table: a row each, one of totals. A row leads to what is in it.

use leptos::prelude::*;

use super::choice::Shown;
use crate::{
    components::desk::filter::Filter,
    domain::{
        campaign::Campaign,
        placement::PlacementStatus,
        reality::{Grouping, RealityBoard, RealityCounts, RealityRow},
        unit::UnitCode,
    },
    i18n::{fill, lang, reality::reality},
    paths,
};

/// Rows drawn at most; a file has all of them.
const ROWS: usize = 400;

/// Draws it.
pub fn table(shown: &Shown, campaign: &Campaign, board: RealityBoard) -> AnyView {
    let texts = reality();
    let more = board.rows.len().saturating_sub(ROWS);
    let more = (more > 0).then(|| {
        view! { <p class="hint">{fill(texts.more, &[&more.to_string()])}</p> }
    });
    let rows: Vec<_> = board
        .rows
        .iter()
        .take(ROWS)
        .map(|row| line(row, shown, campaign))
        .collect();
    let total = view! { <th scope="row" role="rowheader">{texts.total}</th> }.into_any();
    view! {
        <table class="table stacked board reality" role="table" aria-label=texts.title>
            <thead role="rowgroup"><tr role="row">{headings(shown.query.by)}</tr></thead>
            <tbody role="rowgroup">{rows}</tbody>
            <tfoot role="rowgroup">
                <tr role="row">{total}{cells(&board.total, None)}</tr>
            </tfoot>
        </table>
        {more}
    }
    .into_any()
}

fn headings(by: Grouping) -> Vec<AnyView> {
    let texts = reality();
    [
        by.label(lang()),
        texts.sites,
        texts.planned,
        texts.hung,
        texts.missing,
        texts.wrong,
        texts.extra,
        texts.checked,
        texts.to_remove,
        texts.removed,
    ]
    .map(|name| view! { <th scope="col" role="columnheader">{name}</th> }.into_any())
    .into()
}

fn line(row: &RealityRow, shown: &Shown, campaign: &Campaign) -> AnyView {
    let within = narrowed(row, shown);
    let name = match (shown.query.by, &row.key) {
        (_, None) => reality().unknown.to_owned(),
        (Grouping::Message, Some(no)) => format!("{no}. {}", row.name),
        (_, Some(_)) => row.name.clone(),
    };
    let name = match &within {
        Some(within) => view! { <a href=within.address()>{name}</a> }.into_any(),
        None => name.into_any(),
    };
    let list = within
        .filter(|within| within.query.message.is_none())
        .map(|within| list_of(&within, campaign));
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{name}</th>
            {cells(&row.counts, list.as_ref())}
        </tr>
    }
    .into_any()
}

/// The board of what is in this row, by something else; none where the row can't be asked for.
fn narrowed(row: &RealityRow, shown: &Shown) -> Option<Shown> {
    let key = row.key.clone()?;
    let mut next = shown.clone();
    let query = &mut next.query;
    match query.by {
        Grouping::Area => query.area = Some(key.parse().ok()?),
        Grouping::Street => return None,
        Grouping::Unit => query.unit = Some(UnitCode(key)),
        Grouping::Message => query.message = Some(key.parse().ok()?),
    }
    query.by = match query.by {
        Grouping::Message => Grouping::Unit,
        _ => Grouping::Street,
    };
    Some(next)
}

/// The list of records of what is in a row.
fn list_of(within: &Shown, campaign: &Campaign) -> Filter {
    let mut list = Filter::default();
    list.query.campaign = Some(campaign.id);
    list.query.area.clone_from(&within.query.area);
    list.query.unit.clone_from(&within.query.unit);
    list
}

fn cells(counts: &RealityCounts, list: Option<&Filter>) -> Vec<AnyView> {
    let (texts, lang) = (reality(), lang());
    let found: Vec<_> = counts
        .wrong_by
        .iter()
        .map(|found| {
            let count = found.count.to_string();
            fill(
                texts.n_found,
                &[&count, &found.condition.label(lang).to_lowercase()],
            )
        })
        .collect();
    let some = |text: &str, count: i64| {
        let words = || fill(text, &[&count.to_string()]);
        if count > 0 { words() } else { String::new() }
    };
    let link = |status: PlacementStatus| {
        let list = list?;
        let of_status = list.with(|list| list.query.status = vec![status.to_string()]);
        Some(of_status.address(paths::RECORDS))
    };
    let cell = |label, count, tone, detail, href| {
        number(Cell {
            label,
            count,
            tone,
            detail,
            href,
        })
    };
    let none = String::new;
    vec![
        cell(
            texts.sites,
            counts.sites,
            "",
            some(texts.sites_missing, counts.sites_missing),
            link(PlacementStatus::Planned).filter(|_| counts.sites_missing > 0),
        ),
        cell(texts.planned, counts.planned, "", none(), None),
        cell(texts.hung, counts.hung, "", none(), None),
        cell(texts.missing, counts.missing, "warn", none(), None),
        cell(
            texts.wrong,
            counts.wrong,
            "warn",
            found.join(", "),
            link(PlacementStatus::NeedsFix).filter(|_| counts.wrong > 0),
        ),
        cell(texts.extra, counts.extra, "warn", none(), None),
        cell(texts.checked, counts.checked, "", none(), None),
        cell(
            texts.to_remove,
            counts.to_remove,
            "warn",
            none(),
            link(PlacementStatus::DueRemoval),
        ),
        cell(
            texts.removed,
            counts.removed,
            "",
            some(texts.to_verify, counts.to_verify),
            link(PlacementStatus::Removed).filter(|_| counts.to_verify > 0),
        ),
    ]
}

struct Cell {
    label: &'static str,
    count: i64,
    tone: &'static str,
    /// What stands under the count; empty for nothing.
    detail: String,
    /// Where the records are.
    href: Option<String>,
}

/// The records are those that the detail tells of, where there is one.
fn number(cell: Cell) -> AnyView {
    let tone = if cell.count > 0 { cell.tone } else { "none" };
    let class = format!("number {tone}");
    let href = cell.href.filter(|_| cell.count > 0);
    let linked = |words: String, href: Option<String>| match href {
        Some(href) => view! { <a href=href>{words}</a> }.into_any(),
        None => words.into_any(),
    };
    let (of_count, of_detail) = match cell.detail.is_empty() {
        true => (href, None),
        false => (None, href),
    };
    let count = linked(cell.count.to_string(), of_count);
    let detail = (!cell.detail.is_empty())
        .then(|| view! { <small>{linked(cell.detail, of_detail)}</small> });
    view! { <td role="cell" class=class data-label=cell.label><span>{count} {detail}</span></td> }
        .into_any()
}
