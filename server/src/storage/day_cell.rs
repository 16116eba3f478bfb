//! How many placements of each state lay in each cell at the end of a day: the counts of the present, taken back along the log step by
//! step. They are kept for days that are over, so that a map of the past costs no more than one of the present.

use app::domain::{
    ids::CampaignId,
    past::end_of,
    record::RecordKind,
    time::{DAY_MS, Date},
};

use super::{
    Db, StorageResult, Tx,
    change::Change,
    map_cell::{CellSums, place},
    on_db, on_tx,
    past::{AFTER, BEFORE, EAST_MS, IS_STEP, number_of},
    row::{code, row_values, rows_at_once},
};

/// Zoom of the finest cells that are kept by day. A tile of finer ones has few enough placements to ask the log for each.
pub(super) const FINEST: u8 = 17;

/// Parameters of its own of a row that is written.
const VALUES: usize = 3;

/// Kept counts of the present, a note that is not added up yet, or steps of one day.
#[derive(sqlx::FromRow)]
struct PartRow {
    day: i64,
    area: String,
    place: i64,
    counts: Option<Vec<u8>>,
    cell: i64,
    kind: Option<String>,
    before: Option<String>,
    after: Option<String>,
    district: Option<String>,
    ward: Option<String>,
    count: i64,
    lon: f64,
    lat: f64,
}

impl PartRow {
    /// What it adds to the number of placements in a state.
    fn change(&self, campaign: CampaignId, status: &str, sign: i64) -> Change {
        Change {
            record: RecordKind::Placement.code().to_owned(),
            cell: self.cell,
            campaign: Some(campaign.0),
            kind: self.kind.clone().unwrap_or_default(),
            status: status.to_owned(),
            district: self.district.clone(),
            ward: self.ward.clone(),
            change: sign * self.count,
            lon: sign as f64 * self.lon,
            lat: sign as f64 * self.lat,
            sites: 0,
            planned: 0,
            displays: 0,
            checked: 0,
        }
    }
}

impl Db {
    /// The days of a campaign that are kept.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_kept_days(&self, campaign: CampaignId) -> StorageResult<Vec<Date>> {
        let sql = "SELECT day FROM kept_day WHERE campaign = $1 ORDER BY day";
        let days: Vec<String> =
            on_db!(self, pool => sqlx::query_scalar(sql).bind(campaign.0).fetch_all(pool).await?);
        days.iter().map(|day| code("kept_day.day", day)).collect()
    }

    /// Whether that day is kept.
    pub(super) async fn is_kept(&self, campaign: CampaignId, day: Date) -> StorageResult<bool> {
        let sql = "SELECT 1 FROM kept_day WHERE campaign = $1 AND day = $2";
        let found: Option<i32> = on_db!(self, pool => {
            sqlx::query_scalar(sql).bind(campaign.0).bind(day.iso()).fetch_optional(pool).await?
        });
        Ok(found.is_some())
    }

    /// Whether a campaign has so many placements or more.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn has_placements(&self, campaign: CampaignId, least: i64) -> StorageResult<bool> {
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM placement WHERE campaign = $1 LIMIT {least}) AS few"
        );
        let found: i64 = on_db!(self, pool => {
            sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(campaign.0).fetch_one(pool).await?
        });
        Ok(found >= least)
    }

    /// Adds up how placements stood at the end of these days, which are over for good: nothing is written into them any more.
    /// The log is read once, from the earliest of them to now; the days are written one by one, the latest first.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn keep_days(&self, campaign: CampaignId, days: &[Date]) -> StorageResult<()> {
        let mut days = days.to_vec();
        days.sort_unstable();
        let Some(first) = days.first().copied() else {
            return Ok(());
        };
        let (mut cells, mut steps) = (CellSums::default(), Vec::new());
        for row in self.read_parts(campaign, first).await? {
            match (&row.counts, row.day) {
                (Some(counts), _) => cells.add_kept(&row.area, campaign.0, row.place, counts)?,
                (None, 0) => {
                    let status = row.after.as_deref().unwrap_or_default();
                    cells.add(&row.change(campaign, status, 1))?;
                }
                (None, _) => steps.push(row),
            }
        }
        steps.sort_by_key(|step| step.day);
        for day in days.into_iter().rev() {
            let number = number_of(end_of(day));
            while let Some(step) = steps.pop_if(|step| step.day >= number) {
                let after = step.after.as_deref().unwrap_or_default();
                cells.add(&step.change(campaign, after, -1))?;
                if let Some(before) = step.before.as_deref().filter(|state| !state.is_empty()) {
                    cells.add(&step.change(campaign, before, 1))?;
                }
            }
            let rows = cells.rows(place(FINEST + 1, 0));
            self.write(move |tx| Box::pin(async move { tx.write_day(campaign, day, &rows).await }))
                .await?;
        }
        Ok(())
    }

    /// The counts of the present and the steps since the end of that day: one statement, so one moment.
    async fn read_parts(&self, campaign: CampaignId, day: Date) -> StorageResult<Vec<PartRow>> {
        let (end, none) = (place(FINEST + 1, 0), "CAST(0 AS DOUBLE PRECISION)");
        // What lies in one cell is one row; its cells are those of its south-west corner.
        let bits = 2 * (app::geo::cell::CELL_ZOOM - FINEST);
        let sql = format!(
            "SELECT CAST(0 AS BIGINT) AS day, area, place, counts, CAST(0 AS BIGINT) AS cell, NULL AS kind, NULL AS before, \
             NULL AS after, NULL AS district, NULL AS ward, CAST(0 AS BIGINT) AS count, {none} AS lon, {none} AS lat \
             FROM map_cell WHERE record = 'placement' AND campaign = $1 AND place < {end} \
             UNION ALL SELECT 0, '', 0, NULL, cell, kind, '', status, district, ward, change, lon, lat \
             FROM record_change WHERE record = 'placement' AND campaign = $1 \
             UNION ALL SELECT (event.at + {EAST_MS}) / {DAY_MS}, '', 0, NULL, ((placement.cell >> {bits}) << {bits}), kind, \
             {BEFORE}, {AFTER}, district, ward, COUNT(*), SUM(placement.lon), SUM(placement.lat) \
             FROM placement JOIN event ON event.record_id = placement.id \
             WHERE placement.campaign = $1 AND {IS_STEP} AND event.at >= $2 GROUP BY 1, 5, 6, 7, 8, 9, 10"
        );
        let since = end_of(day).0;
        Ok(on_db!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(campaign.0).bind(since).fetch_all(pool).await?
        }))
    }
}

impl Tx {
    async fn write_day(
        &mut self,
        campaign: CampaignId,
        day: Date,
        rows: &[(String, i64, Vec<u8>)],
    ) -> StorageResult<()> {
        let day = day.iso();
        for some in rows.chunks(rows_at_once(VALUES)) {
            let sql = format!(
                "INSERT INTO day_cell (campaign, day, area, place, counts) VALUES {} \
                 ON CONFLICT (campaign, day, area, place) DO UPDATE SET counts = excluded.counts",
                row_values(some.len(), 2, VALUES)
            );
            on_tx!(self, conn => {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql)).persistent(false);
                query = query.bind(campaign.0).bind(&day);
                for (area, place, counts) in some {
                    query = query.bind(area).bind(place).bind(counts);
                }
                query.execute(conn).await.map(drop)?;
            });
        }
        let sql = "INSERT INTO kept_day (campaign, day) VALUES ($1, $2) ON CONFLICT (campaign, day) DO NOTHING";
        on_tx!(self, conn => sqlx::query(sql).bind(campaign.0).bind(&day).execute(conn).await.map(drop)?);
        Ok(())
    }
}
