//! Numbers of each area, by campaign, kind and status, so that a board costs the same however many records there are.

use std::collections::BTreeMap;

use app::domain::{
    area::{AreaCode, BoundarySet},
    ids::CampaignId,
    query::{RecordQuery, SortKey},
    record::RecordKind,
};
use uuid::Uuid;

use super::{
    Db, StorageResult, Tx,
    change::Change,
    filter::{Filter, Scope, Value, area_column, bind_values, text},
    on_db, on_tx,
    row::{row_values, rows_at_once},
};

/// Parameters of a row that is written.
const VALUES: usize = 10;

/// Record, campaign, area, kind, status.
type Key = (String, Uuid, String, String, String);

/// Records, sites, displays planned, displays, displays checked.
type Numbers = [i64; 5];

/// What is to be added to the numbers.
#[derive(Default)]
pub(super) struct AreaSums(BTreeMap<Key, Numbers>);

/// Numbers of one kind and status in one area.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub(super) struct AreaCount {
    pub(super) area: String,
    pub(super) kind: String,
    pub(super) status: String,
    /// Records.
    pub(super) records: i64,
    /// Records that realise a planned site.
    pub(super) sites: i64,
    /// Displays in the plan.
    pub(super) planned: i64,
    /// Displays found.
    pub(super) displays: i64,
    /// Displays of records that were checked.
    pub(super) checked: i64,
}

impl AreaSums {
    pub(super) fn add(&mut self, change: &Change) {
        for area in change.areas() {
            let key = (
                change.record.clone(),
                change.campaign(),
                area.to_owned(),
                change.kind.clone(),
                change.status.clone(),
            );
            let more = [
                change.change,
                change.sites,
                change.planned,
                change.displays,
                change.checked,
            ];
            let numbers = self.0.entry(key).or_default();
            for (number, more) in numbers.iter_mut().zip(more) {
                *number += more;
            }
        }
    }
}

impl Tx {
    /// Adds these sums to what is kept.
    pub(super) async fn add_to_areas(&mut self, sums: AreaSums) -> StorageResult<()> {
        let sums: Vec<_> = sums.0.into_iter().collect();
        for some in sums.chunks(rows_at_once(VALUES)) {
            let sql = format!(
                "INSERT INTO area_count (record, campaign, area, kind, status, records, sites, planned, displays, checked) \
                 VALUES {} ON CONFLICT (record, campaign, area, kind, status) DO UPDATE SET \
                 records = area_count.records + excluded.records, sites = area_count.sites + excluded.sites, \
                 planned = area_count.planned + excluded.planned, displays = area_count.displays + excluded.displays, \
                 checked = area_count.checked + excluded.checked",
                row_values(some.len(), 0, VALUES)
            );
            on_tx!(self, conn => {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(false);
                for ((record, campaign, area, kind, status), numbers) in some {
                    query = query.bind(record).bind(campaign).bind(area).bind(kind).bind(status);
                    for number in numbers {
                        query = query.bind(number);
                    }
                }
                query.execute(conn).await.map(drop)?;
            });
        }
        Ok(())
    }
}

impl Db {
    /// The numbers of a campaign's areas of one set, with the changes that are not yet added up: one statement, so one moment.
    pub(super) async fn area_counts(
        &self,
        record: RecordKind,
        campaign: CampaignId,
        set: BoundarySet,
        scope: &Scope,
    ) -> StorageResult<Vec<AreaCount>> {
        let (sql, values) = statement(record, campaign, set, scope);
        Ok(on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &values).fetch_all(pool).await?
        }))
    }
}

/// Placements up to which a list sorts what it finds instead of looking for it along an index.
const FEW: i64 = 3000;
/// The same where an index would have to be followed past many that changed on other days.
const FEW_OF_DAYS: i64 = 10_000;
/// Changes up to which those of a list's days are counted.
const MOST_CHANGES: i64 = 50_000;

impl Db {
    /// Whether a list's filters leave so few placements that they are better sorted. An estimate: what waits to be added up and what
    /// lies in no district is left out, and on every day a like share of them changes.
    pub(super) async fn are_few(&self, query: &RecordQuery, scope: &Scope) -> StorageResult<bool> {
        let by_index = query.sort.unwrap_or(SortKey::Updated) == SortKey::Updated;
        let filtered = query.area.is_some() || !query.status.is_empty() || !query.kind.is_empty();
        let by_days = is_walked(query, scope);
        if by_index || !(filtered || by_days || scope.areas.is_some()) {
            return Ok(false);
        }
        let count = self.count_about(query, scope).await?;
        if count <= FEW || !by_days {
            return Ok(count <= FEW);
        }
        let changes = self.count_changes(query).await?;
        if changes == MOST_CHANGES {
            return Ok(count <= FEW_OF_DAYS);
        }
        let anything = RecordQuery {
            campaign: query.campaign,
            ..RecordQuery::default()
        };
        let all = self.count_about(&anything, &Scope::default()).await?;
        Ok(count * changes / all.max(1) <= FEW)
    }

    /// Placements of a query whatever their time and unit, from the kept numbers.
    async fn count_about(&self, query: &RecordQuery, scope: &Scope) -> StorageResult<i64> {
        let mut filter = Filter::default();
        filter.compare("record", "=", text(RecordKind::Placement));
        if let Some(campaign) = query.campaign {
            filter.compare("campaign", "=", Value::Id(campaign.0));
        }
        match (&query.area, &scope.areas) {
            (Some(area), _) => filter.compare("area", "=", text(area)),
            (None, Some(mine)) => filter.one_of("area", mine.iter().map(text)),
            (None, None) => filter.raw(format!(
                "LENGTH(area) = {}",
                BoundarySet::Hanoi2020.code_len()
            )),
        }
        if !query.status.is_empty() {
            filter.one_of("status", query.status.iter().map(text));
        }
        if !query.kind.is_empty() {
            filter.one_of("kind", query.kind.iter().map(text));
        }
        let sql = format!(
            "SELECT CAST(COALESCE(SUM(records), 0) AS BIGINT) FROM area_count{}",
            filter.clause()
        );
        Ok(on_db!(self, pool => {
            bind_values!(sqlx::query_scalar(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_one(pool).await?
        }))
    }

    /// Placements that changed in a query's days, [`MOST_CHANGES`] at most.
    async fn count_changes(&self, query: &RecordQuery) -> StorageResult<i64> {
        let of_days = RecordQuery {
            campaign: query.campaign,
            since: query.since,
            until: query.until,
            ..RecordQuery::default()
        };
        let mut filter = Filter::default();
        filter.query(&of_days, "status");
        if query.campaign.is_none() {
            filter.raw(self.any_campaign());
        }
        filter.unit(query);
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM placement{} LIMIT {MOST_CHANGES}) AS changes",
            filter.clause()
        );
        Ok(on_db!(self, pool => {
            bind_values!(sqlx::query_scalar(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_one(pool).await?
        }))
    }
}

/// Whether a list is read along the index of its order: where filters by days would draw the engine to the index of times, to sort
/// all that it finds there. A box or whose records they are has a better one.
pub(super) fn is_walked(query: &RecordQuery, scope: &Scope) -> bool {
    query.is_by_days() && query.bbox.is_none() && scope.only_of.is_none()
}

/// Kept numbers where they tell what the reader may see; else the rows themselves: areas of the other set overlap, and
/// numbers don't know who recorded.
fn statement(
    record: RecordKind,
    campaign: CampaignId,
    set: BoundarySet,
    scope: &Scope,
) -> (String, Vec<Value>) {
    let of_set = |areas: &Vec<AreaCode>| areas.iter().all(|area| area.set() == set);
    let column = area_column(set);
    let mut filter = Filter::default();
    filter.compare("campaign", "=", Value::Id(campaign.0));
    filter.scope(scope, "status");
    filter.raw(format!("{column} IS NOT NULL"));
    if scope.only_of.is_some() || !scope.areas.as_ref().is_none_or(of_set) {
        return (
            rows_sql(record, column, &filter.take_conditions()),
            filter.values,
        );
    }
    filter.compare("record", "=", text(record));
    let noted = filter.take_conditions();
    filter.compare("record", "=", text(record));
    filter.compare("campaign", "=", Value::Id(campaign.0));
    filter.raw(format!("LENGTH(area) = {}", set.code_len()));
    if let Some(areas) = &scope.areas {
        filter.one_of("area", areas.iter().map(text));
    }
    if let Some(statuses) = &scope.statuses {
        filter.one_of("status", statuses.iter().map(text));
    }
    let kept = filter.take_conditions();
    let sums = ["records", "sites", "planned", "displays", "checked"]
        .map(|number| format!("CAST(SUM({number}) AS BIGINT) AS {number}"))
        .join(", ");
    let sql = format!(
        "SELECT area, kind, status, {sums} FROM (\
         SELECT {column} AS area, kind, status, change AS records, sites, planned, displays, checked \
         FROM record_change WHERE {noted} \
         UNION ALL SELECT area, kind, status, records, sites, planned, displays, checked FROM area_count WHERE {kept}\
         ) AS numbers GROUP BY area, kind, status HAVING SUM(records) <> 0 ORDER BY area, kind, status"
    );
    (sql, filter.values)
}

fn rows_sql(record: RecordKind, column: &str, conditions: &str) -> String {
    let numbers = match record {
        RecordKind::Placement => {
            "COUNT(site) AS sites, CAST(SUM(planned_quantity) AS BIGINT) AS planned, \
             CAST(SUM(quantity) AS BIGINT) AS displays, \
             CAST(SUM(CASE WHEN checked_at IS NULL THEN 0 ELSE quantity END) AS BIGINT) AS checked"
        }
        _ => {
            "CAST(0 AS BIGINT) AS sites, CAST(0 AS BIGINT) AS planned, CAST(0 AS BIGINT) AS displays, \
             CAST(0 AS BIGINT) AS checked"
        }
    };
    format!(
        "SELECT {column} AS area, kind, status, COUNT(*) AS records, {numbers} FROM {} WHERE {conditions} \
         GROUP BY {column}, kind, status ORDER BY {column}, kind, status",
        record.code()
    )
}
