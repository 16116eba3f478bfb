//! Whether the kept numbers are what is there.

use std::collections::{BTreeMap, BTreeSet};

use app::domain::{area::BoundarySet, record::RecordKind};
use uuid::Uuid;

use super::{
    Db, StorageResult,
    change::Change,
    filter::area_column,
    map_cell::{AREA_LEVEL, EVERYWHERE, LEVELS, TOLD_APART, coarser, place},
    on_db,
    packed::{Apart, entries},
};

/// Most differences that are told.
const TOLD: usize = 20;
/// The level that is compared; it tells areas apart. Finer and coarser ones are written by the same code from the same changes.
const LEVEL: u8 = TOLD_APART;

/// Area, place, campaign, what is counted apart.
type Key = (String, i64, Uuid, Apart);

#[derive(sqlx::FromRow)]
struct KeptRow {
    area: String,
    place: i64,
    campaign: Uuid,
    counts: Vec<u8>,
}

/// Kept numbers, changes and what is there, subtracted.
#[derive(Default)]
struct Differences(BTreeMap<Key, i64>);

impl Differences {
    fn add(&mut self, key: Key, count: i64) {
        *self.0.entry(key).or_default() += count;
    }

    /// Adds records as they would be counted.
    fn add_change(&mut self, change: &Change, sign: i64) -> StorageResult<()> {
        let (district, ward) = (change.district.as_deref(), change.ward.as_deref());
        let apart = Apart::of(&change.kind, &change.status, district, ward)?;
        let here = |level| place(level, coarser(change.cell, level));
        let count = sign * change.change;
        let everywhere = (EVERYWHERE.to_owned(), here(LEVEL), change.campaign(), apart);
        self.add(everywhere, count);
        for area in change.areas() {
            let key = (
                area.to_owned(),
                here(AREA_LEVEL),
                change.campaign(),
                apart.anywhere(),
            );
            self.add(key, count);
        }
        Ok(())
    }
}

impl Db {
    /// Where the kept numbers, with the changes that wait, are not those of the records, as `record area place: difference` of the
    /// map's cells and `record area kind status: difference` of the board. At most twenty.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_wrong_counts(&self) -> StorageResult<Vec<String>> {
        let mut wrong = BTreeSet::new();
        for record in [RecordKind::Placement, RecordKind::Flag] {
            wrong.extend(self.find_wrong_cells(record).await?);
            wrong.extend(self.find_wrong_areas(record).await?);
        }
        Ok(wrong.into_iter().take(TOLD).collect())
    }

    async fn find_wrong_cells(&self, record: RecordKind) -> StorageResult<Vec<String>> {
        let mut differences = Differences::default();
        let (from, to) = (place(LEVEL, 0), place(LEVEL + 1, 0));
        let sql = format!(
            "SELECT area, place, campaign, counts FROM map_cell WHERE record = $1 \
             AND (area <> '{EVERYWHERE}' OR (place >= {from} AND place < {to}))"
        );
        let kept: Vec<KeptRow> = on_db!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(record.code()).fetch_all(pool).await?
        });
        for row in kept {
            for (apart, sum) in entries(&row.counts)? {
                differences.add(
                    (row.area.clone(), row.place, row.campaign, apart),
                    sum.count,
                );
            }
        }
        for change in self.list_changes(record).await? {
            differences.add_change(&change, 1)?;
        }
        for there in self.count_there(record).await? {
            differences.add_change(&there, -1)?;
        }
        let wrong = differences.0.into_iter().filter(|(_, count)| *count != 0);
        Ok(wrong
            .map(|((area, place, ..), count)| format!("{record} {area} {place}: {count:+}"))
            .collect())
    }

    async fn list_changes(&self, record: RecordKind) -> StorageResult<Vec<Change>> {
        Ok(on_db!(self, pool => {
            sqlx::query_as("SELECT * FROM record_change WHERE record = $1").bind(record.code()).fetch_all(pool).await?
        }))
    }

    /// The records themselves, as changes of which each stands for those of one finest cell that is kept.
    async fn count_there(&self, record: RecordKind) -> StorageResult<Vec<Change>> {
        let bits = 2 * (app::geo::cell::CELL_ZOOM - LEVELS[LEVELS.len() - 1]);
        let zeros = "CAST(0 AS BIGINT) AS sites, CAST(0 AS BIGINT) AS planned, CAST(0 AS BIGINT) AS displays, \
            CAST(0 AS BIGINT) AS checked";
        let table = record.code();
        let sql = format!(
            "SELECT '{table}' AS record, ((cell >> {bits}) << {bits}) AS cell, campaign, kind, status, district, ward, \
             COUNT(*) AS change, SUM(lon) AS lon, SUM(lat) AS lat, {zeros} FROM {table} \
             GROUP BY (cell >> {bits}), campaign, kind, status, district, ward"
        );
        Ok(on_db!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(pool).await?
        }))
    }

    async fn find_wrong_areas(&self, record: RecordKind) -> StorageResult<Vec<String>> {
        let mut wrong = Vec::new();
        for &set in BoundarySet::ALL {
            let sql = wrong_areas_sql(record, set);
            let rows: Vec<(String, String, String, String)> = on_db!(self, pool => {
                sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(pool).await?
            });
            wrong.extend(rows.into_iter().map(|(area, kind, status, off)| {
                format!("{record} {area} {kind} {status}: {off}")
            }));
        }
        Ok(wrong)
    }
}

/// Every kept, changed and stored number of the board, the stored ones subtracted: what is left over is wrong.
fn wrong_areas_sql(record: RecordKind, set: BoundarySet) -> String {
    let (table, column, length) = (record.code(), area_column(set), set.code_len());
    let there = match record {
        RecordKind::Placement => {
            "-COUNT(site), -SUM(planned_quantity), -SUM(quantity), \
             -SUM(CASE WHEN checked_at IS NULL THEN 0 ELSE quantity END)"
        }
        _ => "0, 0, 0, 0",
    };
    let numbers = ["records", "sites", "planned", "displays", "checked"];
    let off = numbers.map(|number| format!("CAST(SUM({number}) AS TEXT)"));
    let any = numbers.map(|number| format!("SUM({number}) <> 0"));
    format!(
        "SELECT area, kind, status, {} FROM (\
         SELECT area, kind, status, records, sites, planned, displays, checked FROM area_count \
         WHERE record = '{table}' AND LENGTH(area) = {length} \
         UNION ALL SELECT {column}, kind, status, change, sites, planned, displays, checked FROM record_change \
         WHERE record = '{table}' AND {column} IS NOT NULL \
         UNION ALL SELECT {column}, kind, status, -COUNT(*), {there} FROM {table} WHERE {column} IS NOT NULL \
         GROUP BY {column}, kind, status) AS numbers \
         GROUP BY area, kind, status HAVING {} LIMIT {TOLD}",
        off.join(" || ' ' || "),
        any.join(" OR ")
    )
}
