//! A tile's records, read row by row: what its counts can't tell.

use app::{
    domain::{query::RecordQuery, record::RecordKind},
    geo::cell,
};
use futures::future::try_join_all;

use super::{
    Db, StorageResult, TileAddress,
    filter::{Filter, INDEX_SHIFT, Scope, bind_values},
    map::CellRow,
    on_db,
    tile::INDEX_ZOOM,
    tile_count::Plan,
    tile_days::Days,
};

/// Up to this zoom a tile holds more records than any unit has.
const UNITS_TO: u8 = 11;
/// Up to this zoom records that are counted row by row lie in the middle of their cell of the index: a cell is 5 pixels wide there.
const MIDDLES_TO: u8 = 10;

/// Whether nothing but days, a campaign and states tells which placements are shown: an index half as long as the others has these.
fn is_by_state_only(record: RecordKind, query: &RecordQuery, scope: &Scope) -> bool {
    let is_anywhere = query.bbox.is_none() && query.area.is_none() && scope.areas.is_none();
    let is_anyones = query.unit.is_none() && scope.only_of.is_none();
    record == RecordKind::Placement && is_anywhere && is_anyones && query.kind.is_empty()
}

impl Db {
    /// The tile in two with about as many placements each, by what is kept of it; whole where that can't tell.
    pub(super) async fn halves(
        &self,
        tile: TileAddress,
        query: &RecordQuery,
        scope: &Scope,
    ) -> StorageResult<Vec<TileAddress>> {
        let (whole, record) = (vec![tile], RecordKind::Placement);
        let Some(cells) = tile.to_halve() else {
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

    /// Counts the records by cell that is drawn and status, in this order.
    pub(super) async fn count_tile(
        &self,
        tile: TileAddress,
        record: RecordKind,
        query: &RecordQuery,
        scope: &Scope,
        days: Days,
    ) -> StorageResult<Vec<CellRow>> {
        // Each half on a connection of its own, at the same time. Flags are not so many.
        let halves = match (record, days) {
            (RecordKind::Placement, Days::Many) => self.halves(tile, query, scope).await?,
            _ => vec![tile],
        };
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
        let table = match days {
            Days::Many if by_middle && is_by_state_only(record, query, scope) => {
                self.along(record.code(), "days")
            }
            _ => self.table_of(tile, record, query, days, &filter),
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
