//! The counts that a tile is made of, with the changes that are not added up yet.

use std::collections::BTreeMap;

use app::{
    domain::{area::AreaCode, ids::CampaignId, query::RecordQuery, record::RecordKind, time::Date},
    geo::cell,
};

use super::{
    Db, StorageError, StorageResult, TileAddress,
    day_cell::FINEST,
    filter::{Filter, Scope, Value, area_column, bind_values, text},
    map::CellRow,
    map_cell::{AREA_LEVEL, EVERYWHERE, LEVELS, TOLD_APART, place},
    on_db,
    packed::{Apart, PER_DEGREE, STATUSES, Sum, entries},
    tile_days::outside,
    tile_shown::Shown,
};

/// Which counts answer a tile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Plan {
    /// Zoom of the cells that are read.
    level: u8,
    /// The areas whose rows they are; none for everywhere.
    areas: Vec<AreaCode>,
}

/// The counts of a tile.
pub(super) struct Counted {
    /// By cell that is drawn and status, in this order.
    pub(super) cells: Vec<CellRow>,
    /// Records that the filter lets through.
    pub(super) count: i64,
    /// Records in the tile, of the campaign if one was asked for.
    pub(super) near: i64,
}

/// A cell, and what is to be added there: a kept row's counts, or a change as [`change_of`] writes it. Of three columns, because each one of each row
/// costs more than to read what is in it.
type CountRow = (i64, Option<Vec<u8>>, Option<String>);

/// What makes of a record's change, or of the sum of several, one text: kind, status, district, ward, and numbers as a [`Sum`] has them.
fn change_of(count: &str, lon: &str, lat: &str) -> String {
    let number = |degrees: &str| format!("CAST(ROUND({degrees} * {PER_DEGREE}) AS BIGINT)");
    format!(
        "kind || ' ' || status || ' ' || COALESCE(district, '') || ' ' || COALESCE(ward, '') || ' ' || {count} || ' ' || {} || ' ' || {}",
        number(lon),
        number(lat)
    )
}

impl Plan {
    /// None where only rows can tell: counts know neither units nor who recorded, and no cells as fine as those of a tile close by.
    /// Nor do they know times: what a query's days leave out is to be taken off.
    pub(super) fn of(tile: TileAddress, query: &RecordQuery, scope: &Scope) -> Option<Self> {
        if query.bbox.is_some() || query.unit.is_some() || scope.only_of.is_some() {
            return None;
        }
        let finer = |from: u8| LEVELS.iter().copied().find(|&level| level >= from);
        if query.area.is_none() && scope.areas.is_none() {
            let (level, areas) = (finer(tile.drawn)?, Vec::new());
            return Some(Self { level, areas });
        }
        match areas_of_one_set(query, scope) {
            Some(areas) if tile.drawn <= AREA_LEVEL && !areas.is_empty() => Some(Self {
                level: AREA_LEVEL,
                areas,
            }),
            _ => Some(Self {
                level: finer(tile.drawn.max(TOLD_APART))?,
                areas: Vec::new(),
            }),
        }
    }
}

impl Plan {
    /// Whether days are kept in such cells too.
    pub(super) const fn is_of_days(&self) -> bool {
        self.level <= FINEST
    }

    /// Lets through the kept rows of a tile.
    fn rows(&self, tile: TileAddress, filter: &mut Filter) {
        if self.areas.is_empty() {
            filter.compare("area", "=", text(EVERYWHERE));
        } else {
            filter.one_of("area", self.areas.iter().map(text));
        }
        let (first, last) = tile.cells(self.level);
        filter.between("place", (place(self.level, first), place(self.level, last)));
    }
}

/// The areas whose counts, added up, are the answer; none where areas of both sets overlap.
fn areas_of_one_set(query: &RecordQuery, scope: &Scope) -> Option<Vec<AreaCode>> {
    let mut areas = match (&scope.areas, &query.area) {
        (None, area) => area.iter().cloned().collect(),
        (Some(mine), None) => mine.clone(),
        (Some(mine), Some(area)) if mine.contains(area) => vec![area.clone()],
        _ => return None,
    };
    areas.sort_unstable();
    areas.dedup();
    let one_set = areas.windows(2).all(|two| two[0].set() == two[1].set());
    one_set.then_some(areas)
}

impl Db {
    /// The kept counts, with the changes that are not yet added up and without what the query's days leave out: one statement, so one
    /// moment. `near` may be without these few too.
    pub(super) async fn read_counts(
        &self,
        tile: TileAddress,
        record: RecordKind,
        query: &RecordQuery,
        scope: &Scope,
        plan: &Plan,
    ) -> StorageResult<Counted> {
        let statement = statement(tile, record, query, plan, &self.by_time(record, query));
        self.count(statement, tile, query, scope, plan).await
    }

    /// The counts of placements that are kept of a day.
    pub(super) async fn read_day_counts(
        &self,
        tile: TileAddress,
        (campaign, day): (CampaignId, Date),
        query: &RecordQuery,
        scope: &Scope,
        plan: &Plan,
    ) -> StorageResult<Counted> {
        let statement = statement_of_day(tile, (campaign, day), plan);
        self.count(statement, tile, query, scope, plan).await
    }

    async fn count(
        &self,
        (sql, values): (String, Vec<Value>),
        tile: TileAddress,
        query: &RecordQuery,
        scope: &Scope,
        plan: &Plan,
    ) -> StorageResult<Counted> {
        let rows: Vec<CountRow> = on_db!(self, pool => {
            let statement = sqlx::query_as(sqlx::AssertSqlSafe(sql)).persistent(!query.is_by_days());
            bind_values!(statement, &values).fetch_all(pool).await?
        });
        let mut counting = Counting::new(query, scope, plan);
        let bits = 2 * (plan.level - tile.drawn);
        for row in &rows {
            counting.add(row.0 >> bits, row)?;
        }
        Ok(counting.counted())
    }
}

/// The statement that reads the counts of a tile as they are kept of a day, with its parameters.
fn statement_of_day(
    tile: TileAddress,
    (campaign, day): (CampaignId, Date),
    plan: &Plan,
) -> (String, Vec<Value>) {
    let level = plan.level;
    let mut filter = Filter::default();
    filter.compare("campaign", "=", Value::Id(campaign.0));
    filter.compare("day", "=", text(day.iso()));
    plan.rows(tile, &mut filter);
    let sql = format!(
        "SELECT (place - {}), counts, CAST(NULL AS TEXT) FROM day_cell{}",
        place(level, 0),
        filter.clause()
    );
    (sql, filter.values)
}

/// The statement that reads counts and changes of a tile, with its parameters. `by_time` is the records' table, read along its times.
fn statement(
    tile: TileAddress,
    record: RecordKind,
    query: &RecordQuery,
    plan: &Plan,
    by_time: &str,
) -> (String, Vec<Value>) {
    let level = plan.level;
    let mut filter = Filter::default();
    let campaign = |filter: &mut Filter| {
        if let Some(campaign) = query.campaign {
            filter.compare("campaign", "=", Value::Id(campaign.0));
        }
    };
    filter.compare("record", "=", text(record));
    plan.rows(tile, &mut filter);
    campaign(&mut filter);
    let kept = filter.take_conditions();
    // What is added to kept rows or taken off them is of the same areas, cells and campaign as these are.
    let same = |filter: &mut Filter| {
        if let Some(area) = plan.areas.first() {
            filter.one_of(area_column(area.set()), plan.areas.iter().map(text));
        }
        filter.between("cell", tile.cells(cell::CELL_ZOOM));
        campaign(filter);
    };
    filter.compare("record", "=", text(record));
    same(&mut filter);
    let noted = filter.take_conditions();
    let (bits, one) = (2 * (cell::CELL_ZOOM - level), place(level, 0));
    let mut sql = format!(
        "SELECT (place - {one}), counts, NULL FROM map_cell WHERE {kept} \
         UNION ALL SELECT (cell >> {bits}), NULL, {} FROM record_change WHERE {noted}",
        change_of("change", "lon", "lat")
    );
    let left_out = change_of("-COUNT(*)", "-SUM(lon)", "-SUM(lat)");
    for (operator, at) in outside(query) {
        // Written out: how few they are is what the index is chosen by.
        filter.raw(format!("updated_at {operator} {}", at.0));
        same(&mut filter);
        let outside = filter.take_conditions();
        sql += &format!(
            " UNION ALL SELECT (cell >> {bits}), NULL, {left_out} \
             FROM {by_time} WHERE {outside} GROUP BY (cell >> {bits}), kind, status, district, ward"
        );
    }
    (sql, filter.values)
}

/// What a change's text says.
fn noted(change: &str) -> StorageResult<(Apart, Sum)> {
    let unreadable = || StorageError::corrupt("record_change", format!("{change:?}"));
    let parts: Vec<_> = change.split(' ').collect();
    let [kind, status, district, ward, numbers @ ..] = parts.as_slice() else {
        return Err(unreadable());
    };
    let numbers: Result<Vec<i64>, _> = numbers.iter().map(|number| number.parse()).collect();
    let [count, lon, lat] = numbers.unwrap_or_default()[..] else {
        return Err(unreadable());
    };
    let [district, ward] = [district, ward].map(|code| (!code.is_empty()).then_some(*code));
    let apart = Apart::of(kind, status, district, ward)?;
    Ok((apart, Sum { count, lon, lat }))
}

/// Adds up what the filters let through.
struct Counting {
    shown: Shown,
    cells: BTreeMap<i64, [Sum; STATUSES.len()]>,
    near: i64,
}

impl Counting {
    fn new(query: &RecordQuery, scope: &Scope, plan: &Plan) -> Self {
        Self {
            shown: Shown::new(query, scope, !plan.areas.is_empty()),
            cells: BTreeMap::new(),
            near: 0,
        }
    }

    fn add(&mut self, cell: i64, row: &CountRow) -> StorageResult<()> {
        let (_, counts, change) = row;
        if let Some(bytes) = counts {
            self.add_entries(cell, entries(bytes)?);
        }
        if let Some(change) = change {
            self.add_entries(cell, [noted(change)?]);
        }
        Ok(())
    }

    /// Adds what is of one cell.
    fn add_entries(&mut self, cell: i64, entries: impl IntoIterator<Item = (Apart, Sum)>) {
        let sums = self.cells.entry(cell).or_default();
        for (apart, sum) in entries {
            self.near += sum.count;
            if self.shown.lets_through(&apart) {
                sums[usize::from(apart.status)].add(sum);
            }
        }
    }

    fn counted(self) -> Counted {
        let (mut cells, mut count) = (Vec::new(), 0);
        for (coarse, sums) in self.cells {
            for (status, sum) in STATUSES.iter().zip(sums).filter(|(_, sum)| sum.count > 0) {
                count += sum.count;
                let (lon, lat) = sum.degrees();
                cells.push(CellRow {
                    coarse,
                    status: (*status).to_owned(),
                    count: sum.count,
                    lon,
                    lat,
                });
            }
        }
        Counted {
            cells,
            count,
            near: self.near,
        }
    }
}
