//! A page of placements merged from ranges, each in the order of an index. Newest or oldest change first there is a range for each
//! campaign, area and state: a page reads a page of each and passes over nothing but other kinds. In the other orders, and of a unit, there
//! is one for each campaign.

use app::domain::{
    placement::PlacementStatus,
    query::{RecordQuery, SortKey},
};
use uuid::Uuid;

use super::{
    StorageResult,
    filter::{Filter, Order, Scope, Value, area_column, text},
};

/// Most ranges of one statement; SQLite joins at most 500 of them.
const MOST: usize = 300;

/// The ranges of a page, as conditions of each.
pub(super) struct Ranges(Vec<Range>);

struct Range {
    campaign: Uuid,
    /// Column and code.
    area: Option<(&'static str, String)>,
    status: Option<String>,
}

impl Ranges {
    /// None where another way is as good or the only one. `campaigns` are all there are.
    pub(super) fn of(query: &RecordQuery, scope: &Scope, campaigns: &[Uuid]) -> Option<Self> {
        if query.bbox.is_some() || scope.only_of.is_some() {
            return None;
        }
        let ranges = match query.sort.unwrap_or(SortKey::Updated) {
            SortKey::Updated if query.unit.is_none() => by_state(query, scope, campaigns)?,
            _ if query.campaign.is_some() => return None,
            _ => campaigns
                .iter()
                .map(|&campaign| Range {
                    campaign,
                    area: None,
                    status: None,
                })
                .collect(),
        };
        (1..=MOST).contains(&ranges.len()).then_some(Self(ranges))
    }

    /// The ids of the page's rows, and one more if there is a next page.
    pub(super) fn sql(
        &self,
        table: &str,
        query: &RecordQuery,
        scope: &Scope,
        order: &Order,
        filter: &mut Filter,
    ) -> StorageResult<String> {
        let mut ranges = Vec::new();
        for range in &self.0 {
            filter.compare("campaign", "=", Value::Id(range.campaign));
            if let Some((column, area)) = &range.area {
                filter.compare(column, "=", text(area));
            }
            filter.unit(query);
            match &range.status {
                Some(status) => {
                    filter.compare("status", "=", text(status));
                    filter.kinds_and_times(query);
                }
                None => {
                    filter.scope(scope, "status");
                    filter.query(query, "status");
                }
            }
            order.after(query.next.as_deref(), filter)?;
            ranges.push(filter.take_conditions());
        }
        Ok(merged(table, order, query.page_size(), &ranges))
    }
}

/// The ids of a page, as `page_id`, made of a page of each range; `ranges` are their conditions.
pub(super) fn merged(table: &str, order: &Order, page_size: u32, ranges: &[String]) -> String {
    let (page, key) = (order.clause(page_size), order.column());
    let pages: Vec<_> = ranges
        .iter()
        .enumerate()
        .map(|(number, conditions)| {
            format!(
                "SELECT id, {key} FROM (SELECT id, {key} FROM {table} WHERE {conditions}{page}) AS r{number}"
            )
        })
        .collect();
    format!(
        "SELECT id AS page_id FROM ({}) AS ranges{page}",
        pages.join(" UNION ALL ")
    )
}

/// A range for each campaign, area and state; none where neither areas nor states are asked for.
fn by_state(query: &RecordQuery, scope: &Scope, campaigns: &[Uuid]) -> Option<Vec<Range>> {
    if query.status.is_empty() && query.area.is_none() && scope.areas.is_none() {
        return None;
    }
    let mut statuses: Vec<String> = match query.status.is_empty() {
        true => PlacementStatus::ALL
            .iter()
            .map(ToString::to_string)
            .collect(),
        false => query.status.clone(),
    };
    let seen = |code: &str| {
        scope
            .statuses
            .as_ref()
            .is_none_or(|seen| seen.contains(&code))
    };
    statuses.retain(|code| seen(code));
    statuses.sort_unstable();
    statuses.dedup();
    let campaigns = match query.campaign {
        Some(campaign) => vec![campaign.0],
        None => campaigns.to_vec(),
    };
    let areas = match areas(query, scope)? {
        Some((column, codes)) => codes.into_iter().map(|code| Some((column, code))).collect(),
        None => vec![None],
    };
    let mut ranges = Vec::new();
    for &campaign in &campaigns {
        for area in &areas {
            ranges.extend(statuses.iter().map(|status| Range {
                campaign,
                area: area.clone(),
                status: Some(status.clone()),
            }));
        }
    }
    Some(ranges)
}

/// Areas that don't overlap, so that no row lies in two ranges; `None` where they might.
#[expect(
    clippy::option_option,
    reason = "none inside means everywhere, none outside that there is no such list"
)]
fn areas(query: &RecordQuery, scope: &Scope) -> Option<Option<(&'static str, Vec<String>)>> {
    let mut areas = match (&scope.areas, &query.area) {
        (None, None) => return Some(None),
        (None, Some(area)) => vec![area.clone()],
        (Some(mine), None) => mine.clone(),
        (Some(mine), Some(area)) if mine.contains(area) => vec![area.clone()],
        _ => return None,
    };
    areas.sort_unstable();
    areas.dedup();
    let set = areas.first()?.set();
    let same = areas.iter().all(|area| area.set() == set);
    same.then(|| {
        let codes = areas.iter().map(ToString::to_string).collect();
        Some((area_column(set), codes))
    })
}
