//! How placements stood at the end of a day, read from the log backwards: a placement's state then is where its first step since
//! then came from, or, without one, its state now. The log is append-only and sealed, so nothing else need be kept; of large campaigns
//! counts by cell are, for a city's map would have to look up every placement ([`super::day_cell`]).

use app::{
    domain::{
        map::MapRecord,
        past::{Past, end_of, is_news},
        placement::PlacementStatus,
        query::RecordQuery,
        record::RecordKind,
        time::{DAY_MS, Date, Timestamp},
    },
    geo::cell,
};
use futures::future::try_join_all;
use uuid::Uuid;

use super::{
    Db, StorageResult, TileAddress, TileContent,
    day_cell::FINEST,
    filter::{Filter, Scope, Value, bind_values},
    map::{CellRow, MOST_RECORDS, SINGLE_FROM},
    on_db,
    row::code,
    tile::{MOST_PASSED, draw_cells},
    tile_count::{Counted, Plan},
    tile_days::Days,
};

/// Events that changed a placement's state, or began it; a visit's event has a condition where others have a state.
pub(super) const IS_STEP: &str = "event.record = 'placement' AND event.action <> 'check_in' \
    AND (event.to_status IS NOT NULL OR event.action = 'plan')";
/// The state before such an event; empty before there was the placement. What is outside the plan began when it was recorded.
pub(super) const BEFORE: &str = "CASE WHEN placement.site IS NULL AND event.from_status = 'planned' THEN '' \
    ELSE COALESCE(event.from_status, '') END";
/// The state after it.
pub(super) const AFTER: &str = "COALESCE(event.to_status, 'planned')";
/// From midnight in Hanoi to midnight UTC.
pub(super) const EAST_MS: i64 = 7 * 3_600_000;

/// A placement with its state at one or two moments; empty where there was none yet.
#[derive(sqlx::FromRow)]
struct PastRow {
    id: Uuid,
    lon: f64,
    lat: f64,
    kind: String,
    status: String,
    earlier: String,
}

/// Placements of one cell that were in the same states.
#[derive(Clone, sqlx::FromRow)]
struct PastCell {
    coarse: i64,
    status: String,
    earlier: String,
    count: i64,
    lon: f64,
    lat: f64,
}

impl Db {
    /// What a tile showed at the end of a day, or what of it had changed since an earlier one. Flags are left out.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn past_tile(
        &self,
        tile: TileAddress,
        query: &RecordQuery,
        scope: &Scope,
        past: Past,
    ) -> StorageResult<TileContent> {
        let mut content = TileContent::default();
        let in_cells = of_days(tile);
        if past.compared_with.is_none()
            && let Some(counted) = self.of_kept_day(in_cells, query, scope, past.as_of).await?
        {
            if counted.count > MOST_RECORDS || counted.near > MOST_PASSED {
                draw_cells(
                    in_cells,
                    RecordKind::Placement,
                    &counted.cells,
                    &mut content,
                );
                return Ok(content);
            }
            if counted.count == 0 {
                return Ok(content);
            }
        }
        let most = MOST_RECORDS * if tile.zoom() >= SINGLE_FROM { 10 } else { 1 };
        let (states, values) = self.states(tile, query, scope, past);
        let sql = format!(
            "SELECT id, lon, lat, kind, status, earlier FROM {states} LIMIT {}",
            most + 1
        );
        let rows: Vec<PastRow> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &values).fetch_all(pool).await?
        });
        if i64::try_from(rows.len()).unwrap_or(i64::MAX) <= most {
            for row in rows {
                if is_shown(&row.status, &row.earlier, query, past)? {
                    content.records.push(row.into_record()?);
                }
            }
            content.records.sort_by_key(|record| record.id);
            return Ok(content);
        }
        let halves = self.halves(tile, query, scope).await?;
        let counted = halves
            .into_iter()
            .map(|half| self.past_cells(half, query, scope, past));
        let mut cells = try_join_all(counted).await?.concat();
        // The same records make the same bytes, whatever order they came in.
        cells.sort_by(|a, b| a.group().cmp(&b.group()));
        let mut rows = Vec::new();
        for cell in cells {
            if is_shown(&cell.status, &cell.earlier, query, past)? {
                rows.push(cell.into_row());
            }
        }
        draw_cells(tile, RecordKind::Placement, &rows, &mut content);
        Ok(content)
    }

    /// Counts a tile's placements by cell that is drawn and by their states.
    async fn past_cells(
        &self,
        tile: TileAddress,
        query: &RecordQuery,
        scope: &Scope,
        past: Past,
    ) -> StorageResult<Vec<PastCell>> {
        let (states, values) = self.states(tile, query, scope, past);
        let shift = 2 * (cell::CELL_ZOOM - tile.drawn);
        let sql = format!(
            "SELECT (cell >> {shift}) AS coarse, status, earlier, COUNT(*) AS count, SUM(lon) AS lon, SUM(lat) AS lat \
             FROM {states} GROUP BY 1, 2, 3"
        );
        Ok(on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &values).fetch_all(pool).await?
        }))
    }

    /// A tile's counts at the end of a day; none where it isn't kept, or counts can't tell.
    async fn of_kept_day(
        &self,
        tile: TileAddress,
        query: &RecordQuery,
        scope: &Scope,
        day: Date,
    ) -> StorageResult<Option<Counted>> {
        let plan = Plan::of(tile, query, scope).filter(Plan::is_of_days);
        let (Some(campaign), Some(plan)) = (query.campaign, plan) else {
            return Ok(None);
        };
        if !self.is_kept(campaign, day).await? {
            return Ok(None);
        }
        let of = (campaign, day);
        Ok(Some(
            self.read_day_counts(tile, of, query, scope, &plan).await?,
        ))
    }

    /// Placements with their states at the moments of `past`, a table to select from, and its parameters.
    fn states(
        &self,
        tile: TileAddress,
        query: &RecordQuery,
        scope: &Scope,
        past: Past,
    ) -> (String, Vec<Value>) {
        let (query, record) = (without_status(query), RecordKind::Placement);
        let mut filter = self.row_filter(Filter::default(), tile, record, &query, scope);
        // SQLite would take any index that begins with the campaign, and read a million entries for a crossing.
        let placements = self.table_of(tile, record, &query, Days::Most, &filter);
        let end = filter.value(Value::Int(end_of(past.as_of).0));
        let (earlier, changed) = match past.compared_with {
            None => ("''".to_owned(), String::new()),
            Some(day) => {
                let start = filter.value(Value::Int(end_of(day).0));
                let changed = format!(
                    " WHERE EXISTS (SELECT 1 FROM event WHERE event.record_id = placement.id AND {IS_STEP} \
                     AND event.at >= {start} AND event.at < {end})"
                );
                (state_at(&start), changed)
            }
        };
        let table = format!(
            "(SELECT id, lon, lat, cell, kind, {} AS status, {earlier} AS earlier \
             FROM (SELECT * FROM {placements}{}) AS placement{changed}) AS past",
            state_at(&end),
            filter.clause()
        );
        (table, filter.values)
    }
}

/// The tile in cells that days are kept in. One zoom more has them than the present's cells would let it: its tiles still hold too many
/// placements to ask the log for each.
fn of_days(tile: TileAddress) -> TileAddress {
    match tile.zoom() {
        zoom if zoom <= FINEST - 2 => tile.drawn_at_most(FINEST),
        _ => tile,
    }
}

/// The number of the day in Hanoi that begins at this moment, as the statement counts them.
pub(super) const fn number_of(start: Timestamp) -> i64 {
    (start.0 + EAST_MS) / DAY_MS
}

/// The state of `placement` just before the moment of that parameter.
fn state_at(end: &str) -> String {
    format!(
        "COALESCE((SELECT {BEFORE} FROM event WHERE event.record_id = placement.id AND event.at >= {end} AND {IS_STEP} \
         ORDER BY event.at, event.id LIMIT 1), placement.status)"
    )
}

/// The states that a query asks for are those of the day, not of the present; and times of change are not the past's.
pub(super) fn without_status(query: &RecordQuery) -> RecordQuery {
    RecordQuery {
        status: Vec::new(),
        since: None,
        until: None,
        ..query.clone()
    }
}

pub(super) fn state(text: &str) -> StorageResult<Option<PlacementStatus>> {
    match text {
        "" => Ok(None),
        text => Ok(Some(code("event.from_status", text)?)),
    }
}

fn is_shown(status: &str, earlier: &str, query: &RecordQuery, past: Past) -> StorageResult<bool> {
    let Some(status) = state(status)? else {
        return Ok(false);
    };
    let is_asked =
        query.status.is_empty() || query.status.iter().any(|asked| asked == status.code());
    let is_there = match past.compared_with {
        Some(_) => is_news(state(earlier)?, status),
        None => true,
    };
    Ok(is_asked && is_there)
}

impl PastRow {
    fn into_record(self) -> StorageResult<MapRecord> {
        Ok(MapRecord {
            record: RecordKind::Placement,
            id: self.id,
            lon: self.lon,
            lat: self.lat,
            kind: code("kind", &self.kind)?,
            status: self.status,
        })
    }
}

impl PastCell {
    /// What tells it from the others.
    fn group(&self) -> (i64, &str, &str) {
        (self.coarse, &self.status, &self.earlier)
    }

    fn into_row(self) -> CellRow {
        CellRow {
            coarse: self.coarse,
            status: self.status,
            count: self.count,
            lon: self.lon,
            lat: self.lat,
        }
    }
}
