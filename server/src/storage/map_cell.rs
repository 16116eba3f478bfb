//! How many records lie in each cell of the map, so that a tile costs the same however many there are.

use std::collections::BTreeMap;

use app::{domain::record::RecordKind, geo::cell::CELL_ZOOM};
use uuid::Uuid;

use super::{
    StorageResult, Tx,
    change::Change,
    on_tx,
    packed::{Apart, Packed, Sum},
    row::{row_values, rows_at_once},
};

/// Zooms of the cells that are counted, two apart: a tile reads at most 256 of them.
pub(super) const LEVELS: [u8; 8] = [5, 7, 9, 11, 13, 15, 17, 19];
/// The last of them.
pub(super) const FINEST: u8 = LEVELS[LEVELS.len() - 1];
/// From this zoom on a cell's counts tell areas apart: few areas meet in one.
pub(super) const TOLD_APART: u8 = 15;
/// Zoom of the cells that are counted by area too, for tiles so large that cells of [`TOLD_APART`] would be many.
pub(super) const AREA_LEVEL: u8 = 13;
/// Names everywhere where an area stands.
pub(super) const EVERYWHERE: &str = "";
/// Parameters of its own of a row that is written.
const VALUES: usize = 2;

/// Record, area, campaign: rows with the same are read together.
type Group = (String, String, Uuid);

/// What is to be added to the counts.
#[derive(Default)]
pub(super) struct CellSums(BTreeMap<Group, BTreeMap<i64, Packed>>);

#[derive(sqlx::FromRow)]
struct CountsRow {
    place: i64,
    counts: Vec<u8>,
}

/// The stored name of a cell of that zoom: a one, then the cell's digits.
pub(super) const fn place(level: u8, cell: i64) -> i64 {
    (1 << (2 * level)) | cell
}

/// The cell of that zoom in which a stored cell lies.
pub(super) const fn coarser(cell: i64, level: u8) -> i64 {
    cell >> (2 * (CELL_ZOOM - level))
}

impl CellSums {
    /// Adds a change at every level.
    ///
    /// # Errors
    /// When it has an unknown kind, status or area.
    pub(super) fn add(&mut self, change: &Change) -> StorageResult<()> {
        let (district, ward) = (change.district.as_deref(), change.ward.as_deref());
        let apart = Apart::of(&change.kind, &change.status, district, ward)?;
        let sum = Sum::new(change.change, change.lon, change.lat);
        for level in LEVELS {
            let apart = if level < TOLD_APART {
                apart.anywhere()
            } else {
                apart
            };
            self.put(change, EVERYWHERE, level, apart, sum);
        }
        for area in change.areas() {
            self.put(change, area, AREA_LEVEL, apart.anywhere(), sum);
        }
        Ok(())
    }

    /// Adds the kept counts of placements of a campaign in one place.
    ///
    /// # Errors
    /// When they can't be read.
    pub(super) fn add_kept(
        &mut self,
        area: &str,
        campaign: Uuid,
        place: i64,
        counts: &[u8],
    ) -> StorageResult<()> {
        let record = RecordKind::Placement.code().to_owned();
        let cells = self
            .0
            .entry((record, area.to_owned(), campaign))
            .or_default();
        cells.entry(place).or_default().add_bytes(counts)
    }

    /// Area, place and counts of all places before that one where there is anything.
    pub(super) fn rows(&self, before: i64) -> Vec<(String, i64, Vec<u8>)> {
        let groups = self.0.iter();
        let rows = groups.flat_map(|((_, area, _), cells)| {
            let cells = cells.range(..before);
            cells.map(|(place, packed)| (area.clone(), *place, packed.to_bytes()))
        });
        rows.filter(|(.., counts)| !counts.is_empty()).collect()
    }

    fn put(&mut self, change: &Change, area: &str, level: u8, apart: Apart, sum: Sum) {
        let group = (change.record.clone(), area.to_owned(), change.campaign());
        let cells = self.0.entry(group).or_default();
        let cell = cells.entry(place(level, coarser(change.cell, level)));
        cell.or_default().add(apart, sum);
    }
}

impl Tx {
    /// Adds these sums to what is kept. Nobody else may do so at the same time.
    pub(super) async fn add_to_cells(&mut self, sums: CellSums) -> StorageResult<()> {
        for (group, cells) in sums.0 {
            let mut cells: Vec<_> = cells.into_iter().collect();
            for some in cells.chunks_mut(rows_at_once(VALUES)) {
                self.add_known(&group, some).await?;
                self.write_cells(&group, some).await?;
            }
        }
        Ok(())
    }

    /// Adds to these cells what is kept of them; they are in the order of their places.
    async fn add_known(
        &mut self,
        (record, area, campaign): &Group,
        cells: &mut [(i64, Packed)],
    ) -> StorageResult<()> {
        let places: Vec<_> = cells.iter().map(|(place, _)| place.to_string()).collect();
        let sql = format!(
            "SELECT place, counts FROM map_cell WHERE record = $1 AND area = $2 AND campaign = $3 AND place IN ({})",
            places.join(", ")
        );
        let known: Vec<CountsRow> = on_tx!(self, conn => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).persistent(false)
                .bind(record).bind(area).bind(campaign).fetch_all(conn).await?
        });
        for row in known {
            if let Ok(at) = cells.binary_search_by_key(&row.place, |(place, _)| *place) {
                cells[at].1.add_bytes(&row.counts)?;
            }
        }
        Ok(())
    }

    async fn write_cells(
        &mut self,
        (record, area, campaign): &Group,
        cells: &[(i64, Packed)],
    ) -> StorageResult<()> {
        let sql = format!(
            "INSERT INTO map_cell (record, area, campaign, place, counts) VALUES {} \
             ON CONFLICT (record, area, place, campaign) DO UPDATE SET counts = excluded.counts",
            row_values(cells.len(), 3, VALUES)
        );
        on_tx!(self, conn => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(false);
            query = query.bind(record).bind(area).bind(campaign);
            for (place, packed) in cells {
                query = query.bind(place).bind(packed.to_bytes());
            }
            query.execute(conn).await.map(drop)?;
        });
        Ok(())
    }
}
