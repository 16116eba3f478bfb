//! Records that changed last within some days, on a tile. Kept counts know no days; but mostly all records but a few changed within them,
//! and the few are taken off the counts, or only a few did, and those are found by their time.

use app::domain::{query::RecordQuery, record::RecordKind, time::Timestamp};

use super::{
    Db, StorageResult,
    filter::{Filter, Value, bind_values},
    on_db,
};

/// Most records that are found by their time; of more it is quicker to read all that are in the tile.
pub(super) const FEW: i64 = 10_000;

/// How many records changed last within the days of a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Days {
    /// All but a few, or the query names no days.
    Most,
    /// A few.
    Few,
    /// Neither.
    Many,
}

/// Operators and moments that a time is compared with.
type Times = Vec<(&'static str, Timestamp)>;

/// Within the days: one range of an index of times.
fn inside(query: &RecordQuery) -> Times {
    compared(query, ">=", "<")
}

/// What is before the days, and what is after them: each is a range of an index of times.
pub(super) fn outside(query: &RecordQuery) -> Times {
    compared(query, "<", ">=")
}

fn compared(query: &RecordQuery, since: &'static str, until: &'static str) -> Times {
    let times = [(since, query.since), (until, query.until)];
    times
        .into_iter()
        .filter_map(|(operator, at)| at.map(|at| (operator, at)))
        .collect()
}

impl Db {
    /// How many records of the query's campaign, or of all, changed within its days, at most `few` of them being a few.
    pub(super) async fn days_of(
        &self,
        record: RecordKind,
        query: &RecordQuery,
        few: i64,
    ) -> StorageResult<Days> {
        if !query.is_by_days() {
            return Ok(Days::Most);
        }
        let mut others = 0;
        for time in outside(query) {
            others += self.count_some(record, query, vec![time], few).await?;
        }
        if others <= few {
            return Ok(Days::Most);
        }
        let found = self.count_some(record, query, inside(query), few).await?;
        Ok(if found <= few { Days::Few } else { Days::Many })
    }

    /// The records' table, to be read along its index of times.
    pub(super) fn by_time(&self, record: RecordKind, query: &RecordQuery) -> String {
        let index = match query.campaign {
            Some(_) => "campaign_updated",
            None => "updated",
        };
        self.along(record.code(), index)
    }

    /// How many records changed at such times; `few` and one for any more.
    async fn count_some(
        &self,
        record: RecordKind,
        query: &RecordQuery,
        times: Times,
        few: i64,
    ) -> StorageResult<i64> {
        let mut filter = Filter::of_scan("updated_at");
        if let Some(campaign) = query.campaign {
            filter.compare("campaign", "=", Value::Id(campaign.0));
        }
        for (operator, at) in times {
            filter.raw(format!("updated_at {operator} {}", at.0));
        }
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM {}{} LIMIT {}) AS counted",
            self.by_time(record, query),
            filter.clause(),
            few + 1
        );
        Ok(on_db!(self, pool => {
            let statement = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).persistent(false);
            bind_values!(statement, &filter.values).fetch_one(pool).await?
        }))
    }
}
