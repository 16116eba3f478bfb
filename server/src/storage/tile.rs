//! What a tile of the map shows: its records, or their counts by cell when there are many.

use app::{
    domain::{
        map::{MapCluster, MapRecord},
        query::RecordQuery,
        record::RecordKind,
    },
    geo::{BBox, LonLat, cell},
};

use super::{
    Db, StorageResult,
    filter::{Filter, INDEX_SHIFT, Scope, bind_values},
    map::{CELLS_BELOW, CellRow, MOST_RECORDS, RecordRow, SINGLE_FROM, cluster},
    map_cell::{FINEST, LEVELS},
    on_db,
    tile_count::Plan,
    tile_days::{Days, FEW},
};

/// Zoom of an overview's cells: one that is kept, everywhere and by area.
const OVERVIEW_CELLS: u8 = 13;
/// Most records in a tile, with those that the filter leaves out, among which single ones are looked for.
pub(super) const MOST_PASSED: i64 = 6000;

/// Zoom of the cells of the index of places.
const INDEX_ZOOM: u8 = cell::CELL_ZOOM - INDEX_SHIFT / 2;
/// Up to this zoom a tile holds more records than any unit has.
const UNITS_TO: u8 = 11;
/// Up to this zoom records that are counted row by row lie in the middle of their cell of the index: a cell is 5 pixels wide there.
const MIDDLES_TO: u8 = 10;

/// A tile of the web's pyramid that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileAddress {
    z: u8,
    x: u32,
    y: u32,
    /// Zoom of the cells that are drawn.
    pub(super) drawn: u8,
}

/// Records of one cell, counted.
#[derive(Debug, Clone, PartialEq)]
pub struct TileCluster {
    /// Placements or flags.
    pub record: RecordKind,
    /// Where, how many, of which looks.
    pub cluster: MapCluster,
    /// The cell, for a list of what is in it.
    pub bbox: BBox,
}

/// What a tile shows: of placements, and of flags, single records or clusters, never both.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TileContent {
    /// Single records.
    pub records: Vec<MapRecord>,
    /// Cells.
    pub clusters: Vec<TileCluster>,
}

impl TileAddress {
    /// The tile in that column and row, if its zoom has it.
    pub fn new(z: u8, x: u32, y: u32) -> Option<Self> {
        let drawn = (z + CELLS_BELOW).min(FINEST);
        cell::tile_range(z, x, y).map(|_| Self { z, x, y, drawn })
    }

    /// The whole world, in cells of some kilometres: enough to find where records lie.
    pub const fn overview() -> Self {
        Self {
            z: 0,
            x: 0,
            y: 0,
            drawn: OVERVIEW_CELLS,
        }
    }

    /// The whole world, in the largest cells that are counted: for sums.
    pub(super) const fn world() -> Self {
        Self {
            z: 0,
            x: 0,
            y: 0,
            drawn: LEVELS[0],
        }
    }

    /// The same in cells no finer than that zoom.
    #[must_use]
    pub(super) fn drawn_at_most(self, zoom: u8) -> Self {
        Self {
            drawn: self.drawn.min(zoom),
            ..self
        }
    }

    /// Its zoom.
    pub(super) const fn zoom(self) -> u8 {
        self.z
    }

    /// Where a position lies in it, from its west and its north side: 0 to 1, for one inside it.
    pub fn share(self, lon: f64, lat: f64) -> (f64, f64) {
        let (x, y) = cell::on_square(LonLat::clamped(lon, lat));
        let side = f64::from(1_u32 << self.z);
        (
            x.mul_add(side, -f64::from(self.x)),
            y.mul_add(side, -f64::from(self.y)),
        )
    }

    /// Its first and last cell of that zoom, which must not be coarser than its own.
    pub(super) fn cells(self, zoom: u8) -> (i64, i64) {
        let shift = 2 * (cell::CELL_ZOOM - zoom);
        cell::tile_range(self.z, self.x, self.y)
            .map_or((0, -1), |all| (all.start() >> shift, all.end() >> shift))
    }

    /// Most records that it shows one by one.
    const fn most_records(self) -> i64 {
        match self.z >= SINGLE_FROM {
            true => 10 * MOST_RECORDS,
            false => MOST_RECORDS,
        }
    }

    /// Which index of its places a statement reads, and the part of its name after the table's.
    const fn index(self, filter: &Filter) -> &'static str {
        match self.is_close(filter) {
            true => "cell",
            false => "view",
        }
    }

    /// Whether it is so much smaller than an entry of the index of places that its records are found by their cells. These are then looked
    /// up one by one, while that index has all that a scan asks for.
    const fn is_close(self, filter: &Filter) -> bool {
        self.z > INDEX_ZOOM + filter.is_scan() as u8
    }

    fn condition(self, filter: &mut Filter) {
        let (first, last) = self.cells(cell::CELL_ZOOM);
        let is_close = self.is_close(filter);
        if !is_close {
            let column = format!("(cell >> {INDEX_SHIFT})");
            filter.between(&column, (first >> INDEX_SHIFT, last >> INDEX_SHIFT));
        }
        if self.z > INDEX_ZOOM {
            filter.between("cell", (first, last));
        }
    }
}

impl Db {
    /// What a tile shows. `flags` is the scope for flags, none when the reader sees none.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn tile(
        &self,
        tile: TileAddress,
        query: &RecordQuery,
        placements: &Scope,
        flags: Option<&Scope>,
    ) -> StorageResult<TileContent> {
        self.tile_with_few(tile, query, placements, flags, FEW)
            .await
    }

    /// The same, where at most `few` records are found by their time. However many these are, it shows the same.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn tile_with_few(
        &self,
        tile: TileAddress,
        query: &RecordQuery,
        placements: &Scope,
        flags: Option<&Scope>,
        few: i64,
    ) -> StorageResult<TileContent> {
        let flags = async {
            match flags {
                Some(flags) if query.unit.is_none() => {
                    self.content(tile, RecordKind::Flag, query, flags, few)
                        .await
                }
                _ => Ok(TileContent::default()),
            }
        };
        let placements = self.content(tile, RecordKind::Placement, query, placements, few);
        // Each on a connection of its own, at the same time.
        let (mut content, flags) = tokio::try_join!(placements, flags)?;
        content.records.extend(flags.records);
        content.clusters.extend(flags.clusters);
        Ok(content)
    }

    async fn content(
        &self,
        tile: TileAddress,
        record: RecordKind,
        query: &RecordQuery,
        scope: &Scope,
        few: i64,
    ) -> StorageResult<TileContent> {
        let mut content = TileContent::default();
        let days = self.days_of(record, query, few).await?;
        if let Some(plan) = Plan::of(tile, query, scope)
            && days == Days::Most
        {
            let counted = self.read_counts(tile, record, query, scope, &plan).await?;
            if counted.count > tile.most_records() || counted.near > MOST_PASSED {
                draw_cells(tile, record, &counted.cells, &mut content);
                return Ok(content);
            }
            if counted.count == 0 {
                return Ok(content);
            }
        }
        let filter = self.row_filter(Filter::default(), tile, record, query, scope);
        let table = self.table_of(tile, record, query, days, &filter);
        if !self
            .draw_records(tile, record, &table, &filter, &mut content)
            .await?
        {
            let time = match days {
                Days::Few => "updated_at",
                _ => self.time_of_rows(),
            };
            let filter = self.row_filter(Filter::of_scan(time), tile, record, query, scope);
            let table = self.table_of(tile, record, query, days, &filter);
            let rows = self.count_rows(tile, record, &table, &filter).await?;
            draw_cells(tile, record, &rows, &mut content);
        }
        Ok(content)
    }

    /// The records' table, to be read along the index that leads to the fewest others.
    fn table_of(
        &self,
        tile: TileAddress,
        record: RecordKind,
        query: &RecordQuery,
        days: Days,
        filter: &Filter,
    ) -> String {
        match days {
            Days::Few => self.by_time(record, query),
            _ if query.unit.is_some() && tile.z <= UNITS_TO => self.along(record.code(), "of_unit"),
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
    async fn draw_records(
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

    async fn count_rows(
        &self,
        tile: TileAddress,
        record: RecordKind,
        table: &str,
        filter: &Filter,
    ) -> StorageResult<Vec<CellRow>> {
        let shift = 2 * (cell::CELL_ZOOM - tile.drawn);
        // Grouped as the index has it nothing is sorted, and coarser cells are made of its own here.
        let grouped = shift.min(INDEX_SHIFT);
        // On a whole city's map the middle of a cell is where its records are, to a pixel or two; to add up a million positions takes
        // a third of the time.
        let by_middle = tile.z <= MIDDLES_TO && grouped == INDEX_SHIFT;
        let sums = match by_middle {
            true => "CAST(0 AS DOUBLE PRECISION) AS lon, CAST(0 AS DOUBLE PRECISION) AS lat",
            false => "SUM(lon) AS lon, SUM(lat) AS lat",
        };
        let first = match record {
            RecordKind::Placement if !tile.is_close(filter) => "campaign, ",
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
        // The same records make the same bytes, whatever order they came in.
        rows.sort_by(|a, b| (a.coarse, &a.status).cmp(&(b.coarse, &b.status)));
        Ok(rows)
    }
}

pub(super) fn draw_cells(
    tile: TileAddress,
    record: RecordKind,
    rows: &[CellRow],
    content: &mut TileContent,
) {
    for same_cell in rows.chunk_by(|a, b| a.coarse == b.coarse) {
        let zoom = tile.drawn;
        let first = same_cell[0].coarse << (2 * (cell::CELL_ZOOM - zoom));
        let (x, y) = cell::tile_of(first, zoom);
        let Some(bbox) = cell::tile_bbox(zoom, x, y) else {
            continue;
        };
        content.clusters.push(TileCluster {
            record,
            cluster: cluster(record, same_cell),
            bbox,
        });
    }
}
