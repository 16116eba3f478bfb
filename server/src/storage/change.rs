//! Changes to the numbers that are kept. Whoever changes a record notes in the same transaction that it counts one less as it was and
//! one more as it is ([`Tx::note`]); the notes are added up into `map_cell` and `area_count` a moment later, apart from any write.

use std::future::Future;

use app::domain::record::RecordKind;
use uuid::Uuid;

use super::{
    Db, Engine, StorageResult, Tx, area_count::AreaSums, map_cell::CellSums, on_db, on_tx,
    row::row_values,
};

/// Notes added up in one transaction while others write.
const BATCH: i64 = 2000;
/// The same while nobody does: the more at once, the fewer numbers change twice.
const LARGE_BATCH: i64 = 50_000;
const COLUMNS: &str = "record, cell, campaign, kind, status, district, ward, change, lon, lat, sites, planned, \
    displays, checked";

/// One note: what so many records more (or less) add to every number.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct Change {
    pub(super) record: String,
    pub(super) cell: i64,
    pub(super) campaign: Option<Uuid>,
    pub(super) kind: String,
    pub(super) status: String,
    pub(super) district: Option<String>,
    pub(super) ward: Option<String>,
    pub(super) change: i64,
    pub(super) lon: f64,
    pub(super) lat: f64,
    pub(super) sites: i64,
    pub(super) planned: i64,
    pub(super) displays: i64,
    pub(super) checked: i64,
}

impl Change {
    /// The campaign; all zeros for none.
    pub(super) fn campaign(&self) -> Uuid {
        self.campaign.unwrap_or_default()
    }

    /// Codes of the areas it lies in.
    pub(super) fn areas(&self) -> impl Iterator<Item = &str> {
        [&self.district, &self.ward]
            .into_iter()
            .filter_map(|area| area.as_deref())
    }
}

impl Tx {
    /// Notes that a record as it now stands counts so many more. One that isn't there is not noted.
    pub(super) async fn note(
        &mut self,
        record: RecordKind,
        id: Uuid,
        change: i64,
    ) -> StorageResult<()> {
        self.note_all(record, &[id], change).await
    }

    /// The same of some records of one kind.
    pub(super) fn note_all<'a>(
        &'a mut self,
        record: RecordKind,
        ids: &'a [Uuid],
        change: i64,
    ) -> impl Future<Output = StorageResult<()>> + Send + 'a {
        let table = record.code();
        let numbers = match record {
            RecordKind::Placement => format!(
                "CASE WHEN site IS NULL THEN 0 ELSE {change} END, {change} * planned_quantity, {change} * quantity, \
                 CASE WHEN checked_at IS NULL THEN 0 ELSE {change} * quantity END"
            ),
            _ => "0, 0, 0, 0".to_owned(),
        };
        let sql = format!(
            "INSERT INTO record_change ({COLUMNS}) \
             SELECT '{table}', cell, campaign, kind, status, district, ward, {change}, {change} * lon, {change} * lat, \
             {numbers} FROM {table} WHERE id IN {}",
            row_values(1, 0, ids.len())
        );
        async move {
            on_tx!(self, conn => {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for id in ids {
                    query = query.bind(id);
                }
                query.execute(conn).await.map(drop)?;
            });
            Ok(())
        }
    }

    /// Adds up at most so many notes; gives how many.
    async fn add_up(&mut self, most: i64) -> StorageResult<u64> {
        let row = match &mut self.on {
            Engine::Sqlite(_) => "rowid",
            Engine::Postgres(conn) => {
                // Numbers are read, added to and written back: one server at a time. Readers don't wait for this.
                sqlx::query("LOCK TABLE map_cell IN SHARE ROW EXCLUSIVE MODE")
                    .execute(&mut **conn)
                    .await?;
                "ctid"
            }
        };
        let sql = format!(
            "DELETE FROM record_change WHERE {row} IN (SELECT {row} FROM record_change LIMIT {most}) \
             RETURNING {COLUMNS}"
        );
        let changes: Vec<Change> = on_tx!(self, conn => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?
        });
        let (mut cells, mut areas) = (CellSums::default(), AreaSums::default());
        for change in &changes {
            cells.add(change)?;
            areas.add(change);
        }
        self.add_to_cells(cells).await?;
        self.add_to_areas(areas).await?;
        Ok(changes.len() as u64)
    }
}

impl Db {
    /// Adds up some of the notes that wait; gives how many. Several servers may call it.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn add_up_changes(&self) -> StorageResult<u64> {
        self.add_up(BATCH).await
    }

    /// Adds up all notes that wait, many at once: for when nobody else writes.
    ///
    /// # Errors
    /// When a write fails.
    pub async fn add_up_all_changes(&self) -> StorageResult<()> {
        while self.add_up(LARGE_BATCH).await? > 0 {}
        Ok(())
    }

    async fn add_up(&self, most: i64) -> StorageResult<u64> {
        let waiting: Option<i32> = on_db!(self, pool => {
            sqlx::query_scalar("SELECT 1 FROM record_change LIMIT 1").fetch_optional(pool).await?
        });
        if waiting.is_none() {
            return Ok(0);
        }
        self.write(move |tx| Box::pin(tx.add_up(most))).await
    }
}
