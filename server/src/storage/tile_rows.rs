//! A tile's records, read row by row: what its counts can't tell.

use app::{
    domain::{query::RecordQuery, record::RecordKind},
    geo::cell,
};
use futures::future::try_join_all;

use super::{
    Db, StorageResult, TileAddress,
    filter::{Filter, INDEX_SHIFT, Scope, bind_values},
    map::{CellRow, RecordRow},
    on_db,
    tile::{INDEX_ZOOM, TileContent},
    tile_count::Plan,
    tile_days::Days,
};

/// Up to this zoom a tile holds more records than any unit has.
const UNITS_TO: u8 = 11;
/// Up to this zoom records that are counted row by row lie in the middle of their cell of the index: a cell is 5 pixels wide there.
const MIDDLES_TO: u8 = 10;

impl Db {
    /// The tile in two with about as many records each, by what is kept of it; whole where that can't tell, or few are read.
    async fn halves(
        &self,
        tile: TileAddress,
        record: RecordKind,
        query: &RecordQuery,
        scope: &Scope,
        days: Days,
    ) -> StorageResult<Vec<TileAddress>> {
        let whole = vec![tile];
        // Flags are not so many.
        let is_long = record == RecordKind::Placement && days == Days::Many;
        let Some(cells) = tile.to_halve().filter(|_| is_long) else {
            return Ok(whole);
        };
        // All that is read, whatever the rest of the query lets through.
        let all = RecordQuery {
            campaign: query.campaign,
            area: query.area.clone(),
            unit: query.unit.clone(),
            ..RecordQuery::default()
        };
        let Some(plan) = Plan::of(cells, &all, scope) else {
            return Ok(whole);
        };
        let counted = self.read_counts(cells, record, &all, scope, &plan).await?;
        let mut before = 0;
        let second_half = counted.cells.iter().find(|cell| {
            before += cell.count;
            2 * before > counted.count
        });
        Ok(second_half.map_or(whole, |cell| tile.before_and_from(cell.coarse)))
    }

    /// The records' table, to be read along the index that leads to the fewest others.
    pub(super) fn table_of(
        &self,
        tile: TileAddress,
        record: RecordKind,
        query: &RecordQuery,
        days: Days,
        filter: &Filter,
    ) -> String {
        match days {
            Days::Few => self.by_time(record, query),
            _ if query.unit.is_some() && tile.zoom() <= UNITS_TO => {
                self.along(record.code(), "of_unit")
            }
            _ => self.along(record.code(), tile.index(filter)),
        }
    }

    /// Lets through a tile's records, so that its index of places can be read. `filter` is a new one.
    pub(super) fn row_filter(
        &self,
        mut filter: Filter,
        tile: TileAddress,
        record: RecordKind,
        query: &RecordQuery,
        scope: &Scope,
    ) -> Filter {
        filter.scope(scope, "status");
        filter.query(query, "status");
        filter.unit(query);
        if record == RecordKind::Placement && query.campaign.is_none() && !tile.is_close(&filter) {
            filter.raw(self.any_campaign());
        }
        tile.condition(&mut filter);
        filter
    }

    /// Draws the records one by one; false when there are too many.
    pub(super) async fn draw_records(
        &self,
        tile: TileAddress,
        record: RecordKind,
        table: &str,
        filter: &Filter,
        content: &mut TileContent,
    ) -> StorageResult<bool> {
        let most = tile.most_records();
        let sql = format!(
            "SELECT id, lon, lat, kind, status FROM {table}{} LIMIT {}",
            filter.clause(),
            most + 1
        );
        let rows: Vec<RecordRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        if i64::try_from(rows.len()).unwrap_or(i64::MAX) > most {
            return Ok(false);
        }
        for row in rows {
            content.records.push(row.into_record(record)?);
        }
        // The same records make the same bytes, whatever index they came from.
        content.records.sort_by_key(|record| record.id);
        Ok(true)
    }

    /// Counts the records by cell that is drawn and status, in this order.
    pub(super) async fn count_tile(
        &self,
        tile: TileAddress,
        record: RecordKind,
        query: &RecordQuery,
        scope: &Scope,
        days: Days,
    ) -> StorageResult<Vec<CellRow>> {
        // Each half on a connection of its own, at the same time.
        let halves = self.halves(tile, record, query, scope, days).await?;
        let counted = halves
            .into_iter()
            .map(|half| self.count_rows(half, record, query, scope, days));
        let mut rows = try_join_all(counted).await?.concat();
        // The same records make the same bytes, whatever order they came in.
        rows.sort_by(|a, b| (a.coarse, &a.status).cmp(&(b.coarse, &b.status)));
        Ok(rows)
    }

    async fn count_rows(
        &self,
        tile: TileAddress,
        record: RecordKind,
        query: &RecordQuery,
        scope: &Scope,
        days: Days,
    ) -> StorageResult<Vec<CellRow>> {
        let time = match days {
            Days::Few => "updated_at",
            _ => self.time_of_rows(),
        };
        let filter = self.row_filter(Filter::of_scan(time), tile, record, query, scope);
        let table = self.table_of(tile, record, query, days, &filter);
        let shift = 2 * (cell::CELL_ZOOM - tile.drawn);
        // Grouped as the index has it nothing is sorted, and coarser cells are made of its own here.
        let grouped = shift.min(INDEX_SHIFT);
        // On a whole city's map the middle of a cell is where its records are, to a pixel or two; to add up a million positions takes
        // a third of the time.
        let by_middle = tile.zoom() <= MIDDLES_TO && grouped == INDEX_SHIFT;
        let sums = match by_middle {
            true => "CAST(0 AS DOUBLE PRECISION) AS lon, CAST(0 AS DOUBLE PRECISION) AS lat",
            false => "SUM(lon) AS lon, SUM(lat) AS lat",
        };
        let first = match record {
            RecordKind::Placement if !tile.is_close(&filter) => "campaign, ",
            _ => "",
        };
        let sql = format!(
            "SELECT (cell >> {grouped}) AS coarse, status, COUNT(*) AS count, {sums} \
             FROM {table}{} GROUP BY {first}(cell >> {grouped}), status",
            filter.clause()
        );
        let mut rows: Vec<CellRow> = on_db!(self, pool => {
            let statement = sqlx::query_as(sqlx::AssertSqlSafe(sql)).persistent(false);
            bind_values!(statement, &filter.values).fetch_all(pool).await?
        });
        for row in &mut rows {
            if by_middle {
                let (x, y) = cell::tile_of(row.coarse << grouped, INDEX_ZOOM);
                if let Some(bbox) = cell::tile_bbox(INDEX_ZOOM, x, y) {
                    let (middle, count) = (bbox.center(), row.count as f64);
                    (row.lon, row.lat) = (middle.lon * count, middle.lat * count);
                }
            }
            row.coarse >>= shift - grouped;
        }
        Ok(rows)
    }
}
