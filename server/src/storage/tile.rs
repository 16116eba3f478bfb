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
    filter::{Filter, INDEX_SHIFT, Scope},
    map::{CELLS_BELOW, CellRow, MOST_RECORDS, SINGLE_FROM, cluster},
    map_cell::{FINEST, LEVELS},
    tile_count::Plan,
    tile_days::{Days, FEW},
};

/// Zoom of an overview's cells: one that is kept, everywhere and by area.
const OVERVIEW_CELLS: u8 = 13;
/// Most records in a tile, with those that the filter leaves out, among which single ones are looked for.
pub(super) const MOST_PASSED: i64 = 6000;

/// Zoom of the cells of the index of places.
pub(super) const INDEX_ZOOM: u8 = cell::CELL_ZOOM - INDEX_SHIFT / 2;
/// Zoom of the cells of which a tile is halved: those of the index of places.
const HALVED_BY: u8 = INDEX_ZOOM;
/// Up to this zoom a tile that is counted row by row is read in halves; a closer one is read soon enough.
const HALVED_TO: u8 = 13;

/// All cells of the world that are stored.
const WORLD: (i64, i64) = (0, (1 << (2 * cell::CELL_ZOOM)) - 1);

/// A tile of the web's pyramid that is there, or a part of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileAddress {
    z: u8,
    x: u32,
    y: u32,
    /// Zoom of the cells that are drawn.
    pub(super) drawn: u8,
    /// First and last of the cells in it, of those that are stored.
    cells: (i64, i64),
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
        cell::tile_range(z, x, y).map(|cells| Self {
            z,
            x,
            y,
            drawn,
            cells: cells.into_inner(),
        })
    }

    /// The whole world, in cells of some kilometres: enough to find where records lie.
    pub const fn overview() -> Self {
        Self {
            z: 0,
            x: 0,
            y: 0,
            drawn: OVERVIEW_CELLS,
            cells: WORLD,
        }
    }

    /// The whole world, in the largest cells that are counted: for sums.
    pub(super) const fn world() -> Self {
        Self {
            z: 0,
            x: 0,
            y: 0,
            drawn: LEVELS[0],
            cells: WORLD,
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

    /// Cells of which a half of the tile's records can be told without looking at many; none where it is so small that it isn't halved.
    pub(super) fn to_halve(self) -> Option<Self> {
        let drawn = HALVED_BY;
        (self.z <= HALVED_TO).then_some(Self { drawn, ..self })
    }

    /// What lies before a cell of [`HALVED_BY`], and the rest.
    pub(super) fn before_and_from(self, cell: i64) -> Vec<Self> {
        let (first, last) = self.cells;
        let middle = cell << (2 * (cell::CELL_ZOOM - HALVED_BY));
        let parts = [(first, middle - 1), (middle, last)];
        parts
            .into_iter()
            .filter(|(first, last)| first <= last)
            .map(|cells| Self { cells, ..self })
            .collect()
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
        (self.cells.0 >> shift, self.cells.1 >> shift)
    }

    /// Most records that it shows one by one.
    const fn most_records(self) -> i64 {
        match self.z >= SINGLE_FROM {
            true => 10 * MOST_RECORDS,
            false => MOST_RECORDS,
        }
    }

    /// Which index of its places a statement reads, and the part of its name after the table's.
    pub(super) const fn index(self, filter: &Filter) -> &'static str {
        match self.is_close(filter) {
            true => "cell",
            false => "view",
        }
    }

    /// Whether it is so much smaller than an entry of the index of places that its records are found by their cells. These are then looked
    /// up one by one, while that index has all that a scan asks for.
    pub(super) const fn is_close(self, filter: &Filter) -> bool {
        self.z > INDEX_ZOOM + filter.is_scan() as u8
    }

    pub(super) fn condition(self, filter: &mut Filter) {
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
        let most = tile.most_records();
        if let Some(records) = self.few_records(record, &table, &filter, most).await? {
            content.records = records;
            // The same records make the same bytes, whatever index they came from.
            content.records.sort_by_key(|record| record.id);
        } else {
            let rows = self.count_tile(tile, record, query, scope, days).await?;
            draw_cells(tile, record, &rows, &mut content);
        }
        Ok(content)
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
