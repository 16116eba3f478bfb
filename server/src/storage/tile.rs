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
    map_cell::LEVELS,
    on_db,
    tile_count::Plan,
};

/// Zoom of an overview's cells: one that is kept, everywhere and by area.
const OVERVIEW_CELLS: u8 = 13;
/// Most records in a tile, with those that the filter leaves out, among which single ones are looked for.
pub(super) const MOST_PASSED: i64 = 6000;

/// Zoom of the index's cells.
const INDEX_ZOOM: u8 = cell::CELL_ZOOM - INDEX_SHIFT / 2;
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
        let drawn = (z + CELLS_BELOW).min(cell::CELL_ZOOM);
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

    fn condition(self, filter: &mut Filter) {
        let (first, last) = self.cells(cell::CELL_ZOOM);
        let (from, to) = (first >> INDEX_SHIFT, last >> INDEX_SHIFT);
        filter.raw(if from == to {
            format!("(cell >> {INDEX_SHIFT}) = {from}")
        } else {
            format!("(cell >> {INDEX_SHIFT}) BETWEEN {from} AND {to}")
        });
        if self.z > cell::CELL_ZOOM - INDEX_SHIFT / 2 {
            filter.raw(format!("cell BETWEEN {first} AND {last}"));
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
        let mut content = TileContent::default();
        self.fill(tile, RecordKind::Placement, query, placements, &mut content)
            .await?;
        if let Some(flags) = flags
            && query.unit.is_none()
        {
            self.fill(tile, RecordKind::Flag, query, flags, &mut content)
                .await?;
        }
        Ok(content)
    }

    async fn fill(
        &self,
        tile: TileAddress,
        record: RecordKind,
        query: &RecordQuery,
        scope: &Scope,
        content: &mut TileContent,
    ) -> StorageResult<()> {
        if let Some(plan) = Plan::of(tile, query, scope) {
            let counted = self.read_counts(tile, record, query, scope, &plan).await?;
            if counted.count > MOST_RECORDS || counted.near > MOST_PASSED {
                draw_cells(tile, record, &counted.cells, content);
                return Ok(());
            }
            if counted.count == 0 {
                return Ok(());
            }
        }
        let filter = self.row_filter(Filter::default(), tile, record, query, scope);
        if !self.draw_records(tile, record, &filter, content).await? {
            let filter = Filter::by_time(self.time_of_rows());
            let filter = self.row_filter(filter, tile, record, query, scope);
            let rows = self.count_rows(tile, record, &filter).await?;
            draw_cells(tile, record, &rows, content);
        }
        Ok(())
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
        if record == RecordKind::Placement && query.campaign.is_none() {
            filter.raw(self.any_campaign());
        }
        tile.condition(&mut filter);
        filter
    }

    /// The records' table, to be read along its index of places.
    fn by_place(&self, record: RecordKind) -> String {
        self.along(record.code(), "view")
    }

    /// Draws the records one by one; false when there are too many.
    async fn draw_records(
        &self,
        tile: TileAddress,
        record: RecordKind,
        filter: &Filter,
        content: &mut TileContent,
    ) -> StorageResult<bool> {
        let most = MOST_RECORDS * if tile.z >= SINGLE_FROM { 10 } else { 1 };
        let sql = format!(
            "SELECT id, lon, lat, kind, status FROM {}{} LIMIT {}",
            self.by_place(record),
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
            RecordKind::Placement => "campaign, ",
            _ => "",
        };
        let sql = format!(
            "SELECT (cell >> {grouped}) AS coarse, status, COUNT(*) AS count, {sums} \
             FROM {}{} GROUP BY {first}(cell >> {grouped}), status",
            self.by_place(record),
            filter.clause()
        );
        let mut rows: Vec<CellRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
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
