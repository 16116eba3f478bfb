//! The counts that a tile is made of, with the changes that are not added up yet.

use app::{
    domain::{area::AreaCode, query::RecordQuery, record::RecordKind},
    geo::cell,
};

use super::{
    Db, StorageResult, TileAddress,
    cell_count::{AREA_LEVELS, EVERYWHERE, LEVELS},
    filter::{Filter, Scope, Value, area_column, bind_values, text},
    map::CellRow,
    on_db,
};

/// Records of one status in one cell.
#[derive(sqlx::FromRow)]
pub(super) struct CountedRow {
    coarse: i64,
    status: String,
    pub(super) count: i64,
    lon: f64,
    lat: f64,
    /// Records of this cell and status that the filter leaves out are counted here too.
    pub(super) near: i64,
}

impl Db {
    /// The kept counts, with the changes that are not yet added up: one statement, so one moment.
    pub(super) async fn read_counts(
        &self,
        tile: TileAddress,
        record: RecordKind,
        query: &RecordQuery,
        scope: &Scope,
        areas: &[AreaCode],
    ) -> StorageResult<Vec<CountedRow>> {
        let (sql, values) = statement(tile, record, query, scope, areas);
        Ok(on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &values).fetch_all(pool).await?
        }))
    }
}

/// The statement that reads counts and notes of a tile, with its parameters.
fn statement(
    tile: TileAddress,
    record: RecordKind,
    query: &RecordQuery,
    scope: &Scope,
    areas: &[AreaCode],
) -> (String, Vec<Value>) {
    let everywhere = is_everywhere(query, scope);
    let drawn = tile.drawn;
    let level = level_of(tile, query, scope).unwrap_or(drawn);
    let mut filter = Filter::default();
    let shown = shown(&mut filter, query, scope);
    filter.compare("record", "=", text(record));
    filter.compare("level", "=", Value::Int(i64::from(level)));
    let codes = areas.iter().map(text);
    if everywhere {
        filter.compare("area", "=", text(EVERYWHERE));
    } else {
        filter.one_of("area", codes.clone());
    }
    let (first, last) = tile.cells(level);
    filter.raw(format!("cell BETWEEN {first} AND {last}"));
    let counted = filter.take_conditions();
    filter.compare("record", "=", text(record));
    if let Some(area) = areas.first() {
        filter.one_of(area_column(area.set()), codes);
    } else if !everywhere {
        filter.raw("1 = 0");
    }
    let (first, last) = tile.cells(cell::CELL_ZOOM);
    filter.raw(format!("cell BETWEEN {first} AND {last}"));
    let noted = filter.take_conditions();
    let (of_counts, of_notes) = (2 * (level - drawn), 2 * (cell::CELL_ZOOM - drawn));
    let sql = format!(
        "SELECT coarse, status, CAST(SUM(count * shown) AS BIGINT) AS count, SUM(lon * shown) AS lon, \
         SUM(lat * shown) AS lat, CAST(SUM(count) AS BIGINT) AS near FROM (\
         SELECT (cell >> {of_counts}) AS coarse, status, count, lon, lat, {shown} AS shown \
         FROM cell_count WHERE {counted} \
         UNION ALL SELECT (cell >> {of_notes}), status, change, lon, lat, {shown} FROM cell_change WHERE {noted}\
         ) AS cells GROUP BY coarse, status ORDER BY coarse, status"
    );
    (sql, filter.values)
}

fn is_everywhere(query: &RecordQuery, scope: &Scope) -> bool {
    query.area.is_none() && scope.areas.is_none()
}

/// The coarsest kept level that the tile's cells can be made of; none where it is so close that rows are counted.
pub(super) fn level_of(tile: TileAddress, query: &RecordQuery, scope: &Scope) -> Option<u8> {
    let levels: &[u8] = match is_everywhere(query, scope) {
        true => &LEVELS,
        false => &AREA_LEVELS,
    };
    levels.iter().copied().find(|&level| level >= tile.drawn)
}

impl CountedRow {
    pub(super) fn into_cell(self) -> CellRow {
        CellRow {
            coarse: self.coarse,
            status: self.status,
            count: self.count,
            lon: self.lon,
            lat: self.lat,
        }
    }
}

/// The areas whose counts, added up, are the answer: none for everywhere. `None` where only rows can tell: counts know
/// neither units, times nor who recorded, and areas of both sets overlap.
pub(super) fn counted_areas(query: &RecordQuery, scope: &Scope) -> Option<Vec<AreaCode>> {
    let only_rows = query.bbox.is_some()
        || query.unit.is_some()
        || query.since.is_some()
        || query.until.is_some()
        || scope.only_of.is_some();
    if only_rows {
        return None;
    }
    let mut areas = match (&scope.areas, &query.area) {
        (None, area) => area.iter().cloned().collect(),
        (Some(mine), None) => mine.clone(),
        (Some(mine), Some(area)) if mine.contains(area) => vec![area.clone()],
        (Some(mine), Some(area)) if mine.iter().all(|of| of.set() == area.set()) => Vec::new(),
        _ => return None,
    };
    areas.sort_unstable();
    areas.dedup();
    let one_set = areas.windows(2).all(|two| two[0].set() == two[1].set());
    one_set.then_some(areas)
}

/// 1 for counts that the filters let through, 0 for others, as SQL.
fn shown(filter: &mut Filter, query: &RecordQuery, scope: &Scope) -> String {
    if let Some(campaign) = query.campaign {
        filter.compare("campaign", "=", Value::Id(campaign.0));
    }
    if !query.kind.is_empty() {
        filter.one_of("kind", query.kind.iter().map(text));
    }
    if !query.status.is_empty() {
        filter.one_of("status", query.status.iter().map(text));
    }
    if let Some(statuses) = &scope.statuses {
        filter.one_of("status", statuses.iter().map(text));
    }
    match filter.take_conditions() {
        all if all.is_empty() => "1".to_owned(),
        conditions => format!("CASE WHEN {conditions} THEN 1 ELSE 0 END"),
    }
}
