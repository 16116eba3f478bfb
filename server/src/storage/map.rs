//! What the map draws: records of a view, or their counts by cell when there are many.

use app::{
    domain::{
        map::{MapCluster, MapLook, MapRecord, MapView},
        query::RecordQuery,
        record::RecordKind,
    },
    geo::{LonLat, cell},
};
use uuid::Uuid;

use super::{
    Db, StorageResult,
    filter::{Filter, INDEX_SHIFT, Scope, bind_values, text},
    on_db,
    row::code,
};

/// Most records drawn one by one; with more, cells are counted instead.
pub(super) const MOST_RECORDS: i64 = 400;
/// Zoom levels from the view's zoom to that of the cells that are counted: 2⁶ cells a tile.
pub(super) const CELLS_BELOW: u8 = 3;
/// Zoom from which records are always drawn one by one.
pub(super) const SINGLE_FROM: u8 = 18;

/// One record.
#[derive(sqlx::FromRow)]
struct RecordRow {
    id: Uuid,
    lon: f64,
    lat: f64,
    kind: String,
    status: String,
}

impl RecordRow {
    fn into_record(self, record: RecordKind) -> StorageResult<MapRecord> {
        Ok(MapRecord {
            record,
            id: self.id,
            lon: self.lon,
            lat: self.lat,
            kind: code("kind", &self.kind)?,
            status: self.status,
        })
    }
}

/// Records of one status in one cell.
#[derive(Debug, Clone, sqlx::FromRow)]
pub(super) struct CellRow {
    pub(super) coarse: i64,
    pub(super) status: String,
    pub(super) count: i64,
    /// Sum of the longitudes.
    pub(super) lon: f64,
    /// Sum of the latitudes.
    pub(super) lat: f64,
}

impl Db {
    /// The placements and flags of a view. `flags` is the scope for flags, none when the reader sees none.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn map_view(
        &self,
        query: &RecordQuery,
        zoom: u8,
        placements: &Scope,
        flags: Option<&Scope>,
    ) -> StorageResult<MapView> {
        let mut view = MapView::default();
        self.draw(RecordKind::Placement, query, zoom, placements, &mut view)
            .await?;
        if let Some(flags) = flags
            && query.unit.is_none()
        {
            self.draw(RecordKind::Flag, query, zoom, flags, &mut view)
                .await?;
        }
        Ok(view)
    }

    async fn draw(
        &self,
        record: RecordKind,
        query: &RecordQuery,
        zoom: u8,
        scope: &Scope,
        view: &mut MapView,
    ) -> StorageResult<()> {
        let mut filter = Filter::default();
        filter.scope(scope, "status");
        filter.query(query, "status");
        if let Some(unit) = &query.unit {
            filter.compare("unit", "=", text(unit));
        }
        let table = record.code();
        let most = if zoom >= SINGLE_FROM {
            MOST_RECORDS * 10
        } else {
            MOST_RECORDS
        };
        if let Some(records) = self.few_records(record, table, &filter, most).await? {
            view.records.extend(records);
            return Ok(());
        }
        self.count_cells(record, &filter, zoom, view).await
    }

    /// The records that a filter lets through, in no order; none where there are more than `most`.
    pub(super) async fn few_records(
        &self,
        record: RecordKind,
        table: &str,
        filter: &Filter,
        most: i64,
    ) -> StorageResult<Option<Vec<MapRecord>>> {
        let sql = format!(
            "SELECT id, lon, lat, kind, status FROM {table}{} LIMIT {}",
            filter.clause(),
            most + 1
        );
        let rows: Vec<RecordRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        if i64::try_from(rows.len()).unwrap_or(i64::MAX) > most {
            return Ok(None);
        }
        let records = rows.into_iter().map(|row| row.into_record(record));
        records.collect::<StorageResult<_>>().map(Some)
    }

    async fn count_cells(
        &self,
        record: RecordKind,
        filter: &Filter,
        zoom: u8,
        view: &mut MapView,
    ) -> StorageResult<()> {
        let shift = 2 * cell::CELL_ZOOM.saturating_sub(zoom.saturating_add(CELLS_BELOW));
        // Grouped as the index has it nothing is sorted, and coarser cells are made of its own here.
        let grouped = shift.min(INDEX_SHIFT);
        let sql = format!(
            "SELECT (cell >> {grouped}) AS coarse, status, COUNT(*) AS count, SUM(lon) AS lon, SUM(lat) AS lat \
             FROM {}{} GROUP BY (cell >> {grouped}), status ORDER BY (cell >> {grouped}), status",
            record.code(),
            filter.clause()
        );
        let rows: Vec<CellRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        let of = |row: &CellRow| row.coarse >> (shift - grouped);
        for same_cell in rows.chunk_by(|a, b| of(a) == of(b)) {
            view.clusters.push(cluster(record, same_cell));
        }
        Ok(())
    }
}

/// One cluster of rows of the same cell.
pub(super) fn cluster(record: RecordKind, rows: &[CellRow]) -> MapCluster {
    let count: i64 = rows.iter().map(|row| row.count).sum();
    let mean = |sum: fn(&CellRow) -> f64| rows.iter().map(sum).sum::<f64>() / count.max(1) as f64;
    let middle = LonLat::clamped(mean(|row| row.lon), mean(|row| row.lat));
    let by_look = MapLook::ALL.iter().filter_map(|&look| {
        let of_look = rows
            .iter()
            .filter(|row| MapLook::of(record, &row.status) == look);
        let sum: i64 = of_look.map(|row| row.count).sum();
        (sum > 0).then_some((look, sum))
    });
    MapCluster {
        lon: middle.lon,
        lat: middle.lat,
        count,
        by_look: by_look.collect(),
    }
}
