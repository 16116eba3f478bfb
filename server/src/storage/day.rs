//! How many placements were in each state at the end of each of a campaign's days: of those that are kept from the counts, of the
//! others from the log, backwards from the present.

use std::collections::BTreeMap;

use app::domain::{
    past::{DayCounts, StatusCount, end_of},
    placement::PlacementStatus,
    query::RecordQuery,
    record::RecordKind,
    time::{DAY_MS, Date},
};

use super::{
    Db, StorageResult, TileAddress,
    filter::{Filter, Scope, Value, bind_values},
    map::CellRow,
    on_db,
    past::{AFTER, BEFORE, EAST_MS, IS_STEP, number_of, state, without_status},
    row::code,
    tile_count::Plan,
};

impl Db {
    /// How many placements of a query were in each state at the end of each of these days: of those that are kept as they are, of the
    /// others by the log. A day that `today` is, or that is to come, ends as it is now.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_days(
        &self,
        query: &RecordQuery,
        scope: &Scope,
        days: &[Date],
        today: Date,
    ) -> StorageResult<Vec<DayCounts>> {
        let world = TileAddress::world();
        let plan = Plan::of(world, query, scope);
        let kept = match query.campaign {
            Some(campaign) => self.list_kept_days(campaign).await?,
            None => Vec::new(),
        };
        let (mut known, mut others) = (Vec::new(), Vec::new());
        for &day in days {
            let counted = match (&plan, query.campaign) {
                (Some(plan), _) if day >= today => {
                    self.read_counts(world, RecordKind::Placement, query, scope, plan)
                        .await?
                }
                (Some(plan), Some(campaign)) if kept.binary_search(&day).is_ok() => {
                    self.read_day_counts(world, (campaign, day), query, scope, plan)
                        .await?
                }
                _ => {
                    others.push(day);
                    continue;
                }
            };
            known.push(day_counts(day, &counted.cells)?);
        }
        known.extend(self.days_of_the_log(query, scope, &others).await?);
        known.sort_by_key(|counts| counts.day);
        Ok(known)
    }

    async fn days_of_the_log(
        &self,
        query: &RecordQuery,
        scope: &Scope,
        days: &[Date],
    ) -> StorageResult<Vec<DayCounts>> {
        let Some(first) = days.first() else {
            return Ok(Vec::new());
        };
        let mut filter = placements(query, scope);
        let of_placements = filter.take_conditions();
        let since = filter.value(Value::Int(first.plus_days(1).start().0));
        // Number 0 is the present; a day's steps are taken back to get to the end of the day before.
        let sql = format!(
            "SELECT 0 AS day, '' AS before, status AS after, COUNT(*) AS count FROM placement WHERE {of_placements} \
             GROUP BY 1, 2, 3 UNION ALL SELECT (event.at + {EAST_MS}) / {DAY_MS} AS day, {BEFORE} AS before, {AFTER} AS after, \
             COUNT(*) AS count FROM (SELECT id, site FROM placement WHERE {of_placements}) AS placement \
             JOIN event ON event.record_id = placement.id WHERE {IS_STEP} AND event.at >= {since} GROUP BY 1, 2, 3"
        );
        let rows: Vec<(i64, String, String, i64)> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        backwards(rows, query, days)
    }
}

/// The states of a day, from its counts by cell.
fn day_counts(day: Date, cells: &[CellRow]) -> StorageResult<DayCounts> {
    let mut counts: BTreeMap<PlacementStatus, i64> = BTreeMap::new();
    for cell in cells {
        let status = code("map_cell.counts", &cell.status)?;
        *counts.entry(status).or_default() += cell.count;
    }
    let counts = counts
        .into_iter()
        .map(|(status, count)| StatusCount { status, count });
    Ok(DayCounts {
        day,
        counts: counts.collect(),
    })
}

/// The states at the end of each day, from those of the present and the steps of each day since.
fn backwards(
    rows: Vec<(i64, String, String, i64)>,
    query: &RecordQuery,
    days: &[Date],
) -> StorageResult<Vec<DayCounts>> {
    let mut now: BTreeMap<PlacementStatus, i64> = BTreeMap::new();
    let mut steps: Vec<(i64, Option<PlacementStatus>, PlacementStatus, i64)> = Vec::new();
    for (day, before, after, count) in rows {
        let (before, after) = (state(&before)?, code("event.to_status", &after)?);
        match day {
            0 => *now.entry(after).or_default() += count,
            day => steps.push((day, before, after, count)),
        }
    }
    steps.sort_by_key(|(day, ..)| *day);
    let mut counted = Vec::new();
    for day in days.iter().rev() {
        let number = number_of(end_of(*day));
        while let Some((_, before, after, count)) = steps.pop_if(|(day, ..)| *day >= number) {
            *now.entry(after).or_default() -= count;
            if let Some(before) = before {
                *now.entry(before).or_default() += count;
            }
        }
        let is_asked = |status: &PlacementStatus| {
            query.status.is_empty() || query.status.iter().any(|asked| asked == status.code())
        };
        let counts = now
            .iter()
            .filter(|(status, count)| **count != 0 && is_asked(status))
            .map(|(status, count)| StatusCount {
                status: *status,
                count: *count,
            });
        counted.push(DayCounts {
            day: *day,
            counts: counts.collect(),
        });
    }
    counted.reverse();
    Ok(counted)
}

fn placements(query: &RecordQuery, scope: &Scope) -> Filter {
    let mut filter = Filter::default();
    filter.scope(scope, "status");
    filter.query(&without_status(query), "status");
    filter.unit(query);
    // A condition there always is.
    filter.raw("1 = 1");
    filter
}
