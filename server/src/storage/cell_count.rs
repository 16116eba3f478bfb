//! Counts of records by cell of the map. Whoever changes a record notes in the same transaction that it counts one less as it
//! was and one more as it is ([`Tx::note`]); the notes are added up into the counts a moment later, apart from any write.

use std::{
    collections::{BTreeMap, BTreeSet},
    future::Future,
};

use app::{domain::record::RecordKind, geo::cell::CELL_ZOOM};
use uuid::Uuid;

use super::{Db, Engine, StorageResult, Tx, on_db, on_tx};

/// Zooms of the cells that are counted for everywhere. Two apart: a tile reads at most 256 of them.
pub(super) const LEVELS: [u8; 7] = [5, 7, 9, 11, 13, 15, 17];
/// Zooms of the cells that are counted by area: an area is small, so coarser ones are made of these.
pub(super) const AREA_LEVELS: [u8; 2] = [13, 15];
/// Notes added up in one transaction.
const BATCH: i64 = 2000;
/// Counts changed by one statement.
const ROWS: usize = 200;
/// Names everywhere where an area stands.
pub(super) const EVERYWHERE: &str = "";

/// Record, area, level, cell, campaign, kind, status.
type Key = (String, String, u8, i64, Uuid, String, String);

/// How many, and the sums of their longitudes and latitudes.
#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    count: i64,
    lon: f64,
    lat: f64,
}

#[derive(sqlx::FromRow)]
struct Note {
    record: String,
    cell: i64,
    campaign: Option<Uuid>,
    kind: String,
    status: String,
    district: Option<String>,
    ward: Option<String>,
    change: i64,
    lon: f64,
    lat: f64,
}

impl Note {
    fn add_to(self, sums: &mut BTreeMap<Key, Sum>) {
        let areas = [self.district.as_deref(), self.ward.as_deref()];
        let of_areas = areas
            .into_iter()
            .flatten()
            .flat_map(|area| AREA_LEVELS.map(|level| (area, level)));
        for (area, level) in LEVELS
            .map(|level| (EVERYWHERE, level))
            .into_iter()
            .chain(of_areas)
        {
            let key = (
                self.record.clone(),
                area.to_owned(),
                level,
                self.cell >> (2 * (CELL_ZOOM - level)),
                self.campaign.unwrap_or_default(),
                self.kind.clone(),
                self.status.clone(),
            );
            let sum = sums.entry(key).or_default();
            sum.count += self.change;
            sum.lon += self.lon;
            sum.lat += self.lat;
        }
    }
}

impl Tx {
    /// Notes that a record as it now stands counts so many more. One that isn't there is not noted.
    pub(super) fn note(
        &mut self,
        record: RecordKind,
        id: Uuid,
        change: i64,
    ) -> impl Future<Output = StorageResult<()>> + Send + '_ {
        let table = record.code();
        let sql = format!(
            "INSERT INTO cell_change (record, cell, campaign, kind, status, district, ward, change, lon, lat) \
             SELECT '{table}', cell, campaign, kind, status, district, ward, {change}, {change} * lon, {change} * lat \
             FROM {table} WHERE id = $1"
        );
        async move {
            on_tx!(self, conn => sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id).execute(conn).await.map(drop)?);
            Ok(())
        }
    }

    async fn add_up(&mut self) -> StorageResult<u64> {
        let row = match self.on {
            Engine::Sqlite(_) => "rowid",
            Engine::Postgres(_) => "ctid",
        };
        let sql = format!(
            "DELETE FROM cell_change WHERE {row} IN (SELECT {row} FROM cell_change LIMIT {BATCH}) \
             RETURNING record, cell, campaign, kind, status, district, ward, change, lon, lat"
        );
        let notes: Vec<Note> = on_tx!(self, conn => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?
        });
        let done = notes.len() as u64;
        let mut sums = BTreeMap::new();
        for note in notes {
            note.add_to(&mut sums);
        }
        sums.retain(|_, sum| sum.count != 0);
        // In the order of the key: two servers that add up at the same time wait for each other only one way.
        let sums: Vec<(Key, Sum)> = sums.into_iter().collect();
        for some in sums.chunks(ROWS) {
            self.add(some).await?;
        }
        Ok(done)
    }

    async fn add(&mut self, sums: &[(Key, Sum)]) -> StorageResult<()> {
        let rows: Vec<String> = (0..sums.len())
            .map(|row| {
                let places: Vec<String> =
                    (1..=10).map(|at| format!("${}", row * 10 + at)).collect();
                format!("({})", places.join(", "))
            })
            .collect();
        let sql = format!(
            "INSERT INTO cell_count (record, area, level, cell, campaign, kind, status, count, lon, lat) VALUES {} \
             ON CONFLICT (record, area, level, cell, campaign, kind, status) DO UPDATE SET \
             count = cell_count.count + excluded.count, lon = cell_count.lon + excluded.lon, \
             lat = cell_count.lat + excluded.lat",
            rows.join(", ")
        );
        on_tx!(self, conn => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for ((record, area, level, cell, campaign, kind, status), sum) in sums {
                query = query.bind(record).bind(area).bind(i32::from(*level)).bind(cell).bind(campaign);
                query = query.bind(kind).bind(status).bind(sum.count).bind(sum.lon).bind(sum.lat);
            }
            query.execute(conn).await.map(drop)?;
        });
        Ok(())
    }
}

impl Db {
    /// Adds up some of the notes that wait; gives how many. Several servers may call it.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn add_up_counts(&self) -> StorageResult<u64> {
        let waiting: Option<i32> = on_db!(self, pool => {
            sqlx::query_scalar("SELECT 1 FROM cell_change LIMIT 1").fetch_optional(pool).await?
        });
        if waiting.is_none() {
            return Ok(0);
        }
        self.write(|tx| Box::pin(tx.add_up())).await
    }

    /// Adds up all notes that wait.
    ///
    /// # Errors
    /// When a write fails.
    pub async fn add_up_all_counts(&self) -> StorageResult<()> {
        while self.add_up_counts().await? > 0 {}
        Ok(())
    }

    /// Cells of the finest level whose count, with the notes that wait, is not the number of records in them, as
    /// `record area cell kind status: difference`. At most twenty.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_wrong_counts(&self) -> StorageResult<Vec<String>> {
        let mut wrong = BTreeSet::new();
        for record in [RecordKind::Placement, RecordKind::Flag] {
            for (area, condition) in [
                ("''", ""),
                ("district", " WHERE district IS NOT NULL"),
                ("ward", " WHERE ward IS NOT NULL"),
            ] {
                let rows: Vec<(String, i64, String, String, i64)> = on_db!(self, pool => {
                    sqlx::query_as(sqlx::AssertSqlSafe(wrong_counts_sql(record, area, condition)))
                        .fetch_all(pool).await?
                });
                wrong.extend(rows.into_iter().map(|(area, cell, kind, status, off)| {
                    format!("{record} {area} {cell} {kind} {status}: {off:+}")
                }));
            }
        }
        Ok(wrong.into_iter().take(20).collect())
    }
}

/// Every counted, noted and stored record of the finest level, the stored ones subtracted: what is left over is wrong.
fn wrong_counts_sql(record: RecordKind, area: &str, condition: &str) -> String {
    let table = record.code();
    let finest = match area {
        "''" => LEVELS[LEVELS.len() - 1],
        _ => AREA_LEVELS[AREA_LEVELS.len() - 1],
    };
    let shift = 2 * (CELL_ZOOM - finest);
    let areas = match area {
        "''" => "area = ''".to_owned(),
        "district" => "LENGTH(area) = 3".to_owned(),
        _ => "LENGTH(area) = 5".to_owned(),
    };
    let note_condition = condition.replacen(" WHERE", " AND", 1);
    format!(
        "SELECT area, cell, kind, status, CAST(SUM(n) AS BIGINT) AS off FROM (\
         SELECT area, cell, kind, status, count AS n FROM cell_count \
         WHERE record = '{table}' AND level = {finest} AND {areas} \
         UNION ALL SELECT {area}, (cell >> {shift}), kind, status, change FROM cell_change \
         WHERE record = '{table}'{note_condition} \
         UNION ALL SELECT {area}, (cell >> {shift}), kind, status, -1 FROM {table}{condition}) AS counted \
         GROUP BY area, cell, kind, status HAVING SUM(n) <> 0 LIMIT 20"
    )
}
