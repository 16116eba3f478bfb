//! What a file would change: a summary, the rows with problems first, what was passed over, what it does not name.

use leptos::prelude::*;

use super::Import;
use crate::{
    domain::plan::{PlanOutcome, PlanPreview, PlanRow, PlanSaid},
    i18n::{fill, lang, plan::plan},
};

/// Rows drawn at most: nobody reads further, and the file is at hand.
const SHOWN: usize = 500;

/// Draws a preview with the button that imports it.
pub fn preview(shown: PlanPreview, import: Import) -> AnyView {
    let texts = plan();
    let count = |outcome| shown.count(outcome).to_string();
    let counts = [
        PlanOutcome::Created,
        PlanOutcome::Updated,
        PlanOutcome::Unchanged,
        PlanOutcome::Refused,
    ]
    .map(count);
    let summary = fill(texts.summary, &counts.each_ref().map(String::as_str));
    let said: Vec<_> = shown.said.iter().map(remark).collect();
    let sheet = shown
        .sheet
        .as_ref()
        .map(|sheet| fill(texts.sheet, &[sheet]));
    let ignored: Vec<_> = shown
        .columns
        .iter()
        .filter(|column| column.field.is_none())
        .map(|column| column.name.clone())
        .collect();
    let ignored = (!ignored.is_empty()).then(|| fill(texts.ignored, &[&ignored.join(", ")]));
    let passed = shown
        .passed_over
        .iter()
        .map(|row| fill(texts.passed_row, &[&row.row.to_string(), &row.text]))
        .collect();
    let absent = shown
        .absent
        .iter()
        .map(|site| {
            format!(
                "{} · {} · {}",
                site.code,
                site.street,
                site.status.label(lang())
            )
        })
        .collect();
    let action = action(&shown, import);
    view! {
        <p><strong>{summary}</strong></p>
        <p class="hint">{sheet}" "{ignored}</p>
        <ul class="plan-said">{said}</ul>
        {action}
        {table(shown.rows)}
        {folded(texts.absent, absent)}
        {folded(texts.passed_over, passed)}
    }
    .into_any()
}

fn action(shown: &PlanPreview, import: Import) -> AnyView {
    let texts = plan();
    if shown.is_importable() {
        let many = shown.count(PlanOutcome::Created) + shown.count(PlanOutcome::Updated);
        let tag = shown.tag.clone();
        let words = fill(texts.confirm, &[&many.to_string()]);
        return view! {
            <p><button type="button" class="button" on:click=move |_| import.send(Some(tag.clone()))>{words}</button></p>
        }
        .into_any();
    }
    let is_wrong =
        shown.count(PlanOutcome::Refused) > 0 || shown.said.iter().any(|said| said.is_problem);
    let words = if is_wrong {
        texts.mend_first
    } else {
        texts.nothing
    };
    view! { <p class="hint">{words}</p> }.into_any()
}

/// The rows, those with problems first, and what narrows them to one outcome.
fn table(mut rows: Vec<PlanRow>) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let texts = plan();
    rows.sort_by_key(|row| (row.outcome, row.row));
    let only = RwSignal::new(None::<PlanOutcome>);
    let filters = filters(&rows, only);
    let rows = StoredValue::new(rows);
    let body = move || {
        let only = only.get();
        rows.with_value(|rows| {
            let chosen: Vec<&PlanRow> = rows
                .iter()
                .filter(|row| only.is_none_or(|only| row.outcome == only))
                .collect();
            let left = chosen.len().saturating_sub(SHOWN);
            let more = (left > 0).then(|| {
                let words = fill(texts.more, &[&left.to_string()]);
                view! { <tr role="row"><td role="cell" colspan="4" class="hint">{words}</td></tr> }
            });
            let drawn: Vec<_> = chosen.into_iter().take(SHOWN).map(line).collect();
            view! { {drawn} {more} }
        })
    };
    let heads = [texts.row, texts.code, texts.result, texts.remarks]
        .map(|name| view! { <th scope="col" role="columnheader">{name}</th> });
    let table = view! {
        {filters}
        <table class="table stacked plan-rows" role="table" aria-label=texts.title>
            <thead role="rowgroup"><tr role="row">{heads.into_iter().collect_view()}</tr></thead>
            <tbody role="rowgroup">{body}</tbody>
        </table>
    };
    Some(table.into_any())
}

fn filters(rows: &[PlanRow], only: RwSignal<Option<PlanOutcome>>) -> AnyView {
    let texts = plan();
    let all = fill(texts.all, &[&rows.len().to_string()]);
    let of = PlanOutcome::ALL.iter().filter_map(|&outcome| {
        let count = rows.iter().filter(|row| row.outcome == outcome).count();
        let words = fill(texts.only, &[outcome.label(lang()), &count.to_string()]);
        (count > 0).then_some((Some(outcome), words))
    });
    let buttons: Vec<_> = std::iter::once((None, all))
        .chain(of)
        .map(|(value, words)| {
            let pressed = move || (only.get() == value).to_string();
            view! {
                <button type="button" class="segment" aria-pressed=pressed on:click=move |_| only.set(value)>{words}</button>
            }
        })
        .collect();
    view! { <div class="segments" role="group" aria-label=texts.show>{buttons}</div> }.into_any()
}

fn line(row: &PlanRow) -> AnyView {
    let texts = plan();
    let tone = match row.outcome {
        PlanOutcome::Refused => "chip warn",
        PlanOutcome::Created | PlanOutcome::Updated => "chip ok",
        PlanOutcome::Unchanged => "chip",
    };
    let said: Vec<_> = row.said.iter().map(remark).collect();
    let changes: Vec<_> = row
        .changes
        .iter()
        .map(|change| {
            let words = [change.field.label(lang()), &change.before, &change.after];
            view! { <li>{fill(texts.changed, &words)}</li> }
        })
        .collect();
    let is_new = row.outcome == PlanOutcome::Created;
    let values = row
        .site
        .iter()
        .filter(|(_, value)| is_new && !value.is_empty());
    let values: Vec<_> = values
        .map(|(field, value)| fill(texts.value, &[field.label(lang()), value]))
        .collect();
    view! {
        <tr role="row">
            <td role="cell" class="number" data-label=texts.row>{row.row}</td>
            <th scope="row" role="rowheader">{row.code.clone()}</th>
            <td role="cell" data-label=texts.result><span class=tone>{row.outcome.label(lang())}</span></td>
            <td role="cell" data-label=texts.remarks>
                <ul class="plan-said">{said}{changes}</ul>
                <span class="hint">{values.join(" · ")}</span>
            </td>
        </tr>
    }
    .into_any()
}

fn remark(said: &PlanSaid) -> AnyView {
    let words = match &said.column {
        Some(column) => fill(plan().said_of, &[column, &said.words]),
        None => said.words.clone(),
    };
    let tone = if said.is_problem { "problem" } else { "notice" };
    view! { <li class=tone>{words}</li> }.into_any()
}

fn folded(title: &'static str, lines: Vec<String>) -> Option<AnyView> {
    if lines.is_empty() {
        return None;
    }
    let title = fill(title, &[&lines.len().to_string()]);
    let lines: Vec<_> = lines
        .into_iter()
        .take(SHOWN)
        .map(|line| view! { <li>{line}</li> })
        .collect();
    let list = view! {
        <details class="folded card">
            <summary>{title}</summary>
            <ul>{lines}</ul>
        </details>
    };
    Some(list.into_any())
}
