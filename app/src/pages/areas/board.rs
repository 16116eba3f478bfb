//! The board's table: one row an area, a row of totals, links to the reports.

use leptos::prelude::*;

use crate::{
    domain::{
        area::AreaCode, board::AreaRow, campaign::Campaign, coverage::percent, ids::CampaignId,
    },
    i18n::{fill, t},
    ports::report_path,
};

/// The numbers of one row or of the total.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counts {
    planned: i64,
    hung: i64,
    checked: i64,
    to_fix: i64,
    removed: i64,
    sites_missing: i64,
    flags_waiting: i64,
    flags: i64,
}

impl Counts {
    fn of(row: &AreaRow) -> Self {
        Self {
            planned: row.planned,
            hung: row.hung,
            checked: row.checked,
            to_fix: row.to_fix,
            removed: row.removed,
            sites_missing: row.sites_missing,
            flags_waiting: row.flags_waiting(),
            flags: row.flags_total(),
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            planned: self.planned + other.planned,
            hung: self.hung + other.hung,
            checked: self.checked + other.checked,
            to_fix: self.to_fix + other.to_fix,
            removed: self.removed + other.removed,
            sites_missing: self.sites_missing + other.sites_missing,
            flags_waiting: self.flags_waiting + other.flags_waiting,
            flags: self.flags + other.flags,
        }
    }

    /// Whole per cent of the plan, at most 100: displays outside the plan don't make up for missing ones.
    fn share(self, count: i64) -> u8 {
        percent(count, self.planned)
    }
}

/// Draws the board: areas with anything in them as rows, the others folded away.
pub fn board(campaign: &Campaign, rows: Vec<AreaRow>) -> AnyView {
    let texts = t().desk;
    let total = rows
        .iter()
        .map(Counts::of)
        .fold(Counts::default(), Counts::plus);
    let (busy, idle): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|row| Counts::of(row) != Counts::default());
    let id = campaign.id;
    let body: Vec<_> = busy
        .iter()
        .map(|row| line(row.name.clone(), Counts::of(row), id, Some(&row.code)))
        .collect();
    let summary = [
        total.hung,
        total.planned,
        total.checked,
        total.sites_missing,
    ]
    .map(|count| count.to_string());
    let summary = fill(texts.board_summary, &summary.each_ref().map(String::as_str));
    view! {
        <div class="board-summary card">
            <p class="figure">{summary}</p>
            {bar(total)}
            <div class="downloads">{reports(texts.total.to_owned(), id, None)}</div>
        </div>
        <table class="table stacked board" role="table" aria-label=texts.board>
            <thead role="rowgroup">
                <tr role="row">{headings()}</tr>
            </thead>
            <tbody role="rowgroup">{body}</tbody>
            <tfoot role="rowgroup">{line(texts.total.to_owned(), total, id, None)}</tfoot>
        </table>
        {folded(idle, id)}
    }
    .into_any()
}

fn headings() -> impl IntoView {
    let texts = t().desk;
    [
        texts.area,
        texts.progress,
        texts.planned,
        texts.hung,
        texts.checked,
        texts.to_fix,
        texts.removed,
        texts.missing,
        texts.flags_group,
        texts.reports,
    ]
    .map(|name| view! { <th scope="col" role="columnheader">{name}</th> })
    .into_iter()
    .collect_view()
}

fn line(name: String, counts: Counts, campaign: CampaignId, area: Option<&AreaCode>) -> AnyView {
    let texts = t().desk;
    let number = |label: &'static str, count: i64, tone: &'static str| {
        let tone = if count > 0 { tone } else { "none" };
        view! { <td role="cell" class=format!("number {tone}") data-label=label>{count}</td> }
    };
    let flags = fill(
        texts.flags_waiting,
        &[&counts.flags_waiting.to_string(), &counts.flags.to_string()],
    );
    let flags_tone = match (counts.flags_waiting, counts.flags) {
        (1.., _) => "number warn",
        (_, 0) => "number none",
        _ => "number",
    };
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{name.clone()}</th>
            <td role="cell" data-label=texts.progress>{bar(counts)}</td>
            {number(texts.planned, counts.planned, "")}
            {number(texts.hung, counts.hung, "")}
            {number(texts.checked, counts.checked, "")}
            {number(texts.to_fix, counts.to_fix, "warn")}
            {number(texts.removed, counts.removed, "")}
            {number(texts.missing, counts.sites_missing, "warn")}
            <td role="cell" class=flags_tone data-label=texts.flags_group>{flags}</td>
            <td role="cell" data-label=texts.reports class="downloads">{reports(name, campaign, area)}</td>
        </tr>
    }
    .into_any()
}

/// Hung and checked as shares of the plan: two lengths of one bar, and the same in words.
fn bar(counts: Counts) -> AnyView {
    let (hung, checked) = (counts.share(counts.hung), counts.share(counts.checked));
    let words = fill(
        t().desk.progress_words,
        &[&hung.to_string(), &checked.to_string()],
    );
    view! {
        <svg class="progress" viewBox="0 0 100 8" preserveAspectRatio="none" role="img" aria-label=words>
            <rect class="track" width="100" height="8"/>
            <rect class="hung" width=hung height="8"/>
            <rect class="checked" width=checked height="8"/>
        </svg>
    }
    .into_any()
}

fn reports(name: String, campaign: CampaignId, area: Option<&AreaCode>) -> Vec<AnyView> {
    let link = |(extension, label): (&str, &'static str)| {
        let title = fill(t().desk.report_of, &[&name, label]);
        view! {
            <a class="download" href=report_path(campaign, area, extension) download="" rel="external" aria-label=title>
                {label}
            </a>
        }
        .into_any()
    };
    [("csv", "CSV"), ("xlsx", "XLSX")]
        .into_iter()
        .map(link)
        .collect()
}

fn folded(rows: Vec<AreaRow>, campaign: CampaignId) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    let summary = fill(t().desk.areas_without, &[&rows.len().to_string()]);
    let entries = rows.into_iter().map(|row| {
        let links = reports(row.name.clone(), campaign, Some(&row.code));
        view! { <li>{row.name}<span class="downloads">{links}</span></li> }
    });
    let list = view! {
        <details class="folded card">
            <summary>{summary}</summary>
            <ul>{entries.collect_view()}</ul>
        </details>
    };
    Some(list.into_any())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_outside_the_plan_never_makes_more_than_all_of_it() {
        let counts = Counts {
            planned: 8,
            hung: 11,
            checked: 5,
            ..Counts::default()
        };
        assert_eq!(counts.share(counts.hung), 100);
        assert_eq!(counts.share(counts.checked), 62);
        assert_eq!(
            Counts {
                hung: 3,
                ..Counts::default()
            }
            .share(3),
            0
        );
    }
}
