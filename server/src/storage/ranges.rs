//! A page of placements in areas and states, newest or oldest change first, merged from ranges: one of each campaign, area and
//! state, each in the order of an index, so that a page reads a page of each and nothing that it does not show but other kinds.

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

/// The ranges of a page.
pub(super) struct Ranges {
    campaigns: Vec<Uuid>,
    /// Column and codes; none for everywhere.
    areas: Option<(&'static str, Vec<String>)>,
    statuses: Vec<String>,
}

impl Ranges {
    /// None where another way is as good or the only one. `campaigns` are all there are.
    pub(super) fn of(query: &RecordQuery, scope: &Scope, campaigns: &[Uuid]) -> Option<Self> {
        let other = query.sort.unwrap_or(SortKey::Updated) != SortKey::Updated
            || query.bbox.is_some()
            || query.unit.is_some()
            || scope.only_of.is_some();
        let anything = query.status.is_empty() && query.area.is_none() && scope.areas.is_none();
        if other || anything {
            return None;
        }
        let seen = |code: &str| {
            scope
                .statuses
                .as_ref()
                .is_none_or(|seen| seen.contains(&code))
        };
        let mut statuses: Vec<String> = match query.status.is_empty() {
            true => PlacementStatus::ALL
                .iter()
                .map(ToString::to_string)
                .collect(),
            false => query.status.clone(),
        };
        statuses.retain(|code| seen(code));
        statuses.sort_unstable();
        statuses.dedup();
        let ranges = Self {
            campaigns: match query.campaign {
                Some(campaign) => vec![campaign.0],
                None => campaigns.to_vec(),
            },
            areas: areas(query, scope)?,
            statuses,
        };
        let areas = ranges.areas.as_ref().map_or(1, |(_, codes)| codes.len());
        let count = ranges.campaigns.len() * areas * ranges.statuses.len();
        (1..=MOST).contains(&count).then_some(ranges)
    }

    /// The ids of the page's rows, and one more if there is a next page.
    pub(super) fn sql(
        &self,
        query: &RecordQuery,
        order: &Order,
        filter: &mut Filter,
    ) -> StorageResult<String> {
        let page = order.clause(query.page_size());
        let mut ranges = Vec::new();
        let everywhere = [String::new()];
        let (column, areas) = match &self.areas {
            Some((column, areas)) => (Some(*column), areas.as_slice()),
            None => (None, everywhere.as_slice()),
        };
        for &campaign in &self.campaigns {
            for area in areas {
                for status in &self.statuses {
                    filter.compare("campaign", "=", Value::Id(campaign));
                    if let Some(column) = column {
                        filter.compare(column, "=", text(area));
                    }
                    filter.compare("status", "=", text(status));
                    filter.kinds_and_times(query);
                    order.after(query.next.as_deref(), filter)?;
                    let conditions = filter.take_conditions();
                    let number = ranges.len();
                    ranges.push(format!(
                        "SELECT id, updated_at FROM (SELECT id, updated_at FROM placement WHERE {conditions}{page}) AS r{number}"
                    ));
                }
            }
        }
        Ok(format!(
            "SELECT id AS page_id FROM ({}) AS ranges{page}",
            ranges.join(" UNION ALL ")
        ))
    }
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
