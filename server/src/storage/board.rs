//! The board of areas: counts by area, kind and status.

use app::domain::{
    area::{AreaCode, AreaName, BoundarySet},
    board::{AreaRow, FlagCount, KindCount},
    display_kind::DisplayKind,
    flag::FlagStatus,
    ids::CampaignId,
    placement::PlacementStatus,
};

use super::{
    Db, StorageResult,
    filter::{Filter, Scope, Value, area_column, bind_values},
    on_db,
    row::code,
};

#[derive(sqlx::FromRow)]
struct PlacementCount {
    area: String,
    kind: String,
    status: String,
    sites: i64,
    planned: i64,
    displays: i64,
    checked: i64,
}

impl Db {
    /// One row for each of `names`, in their order. `flags` is the scope for flags, none when the reader sees none.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn area_rows(
        &self,
        campaign: CampaignId,
        set: BoundarySet,
        names: Vec<AreaName>,
        scope: &Scope,
        flags: Option<&Scope>,
    ) -> StorageResult<Vec<AreaRow>> {
        let mut rows: Vec<AreaRow> = names.into_iter().map(empty_row).collect();
        for count in self.count_placements(campaign, set, scope).await? {
            let area: AreaCode = code("placement.area", &count.area)?;
            if let Some(row) = rows.iter_mut().find(|row| row.code == area) {
                add(row, &count)?;
            }
        }
        if let Some(flags) = flags {
            for (area, status, count) in self.count_flags(campaign, set, flags).await? {
                let (area, status): (AreaCode, FlagStatus) =
                    (code("flag.area", &area)?, code("flag.status", &status)?);
                if let Some(row) = rows.iter_mut().find(|row| row.code == area) {
                    row.flags.push(FlagCount { status, count });
                }
            }
        }
        Ok(rows)
    }

    async fn count_placements(
        &self,
        campaign: CampaignId,
        set: BoundarySet,
        scope: &Scope,
    ) -> StorageResult<Vec<PlacementCount>> {
        let column = area_column(set);
        let mut filter = Filter::default();
        filter.compare("campaign", "=", Value::Id(campaign.0));
        filter.scope(scope, "status");
        filter.raw(format!("{column} IS NOT NULL"));
        let sql = format!(
            "SELECT {column} AS area, kind, status, COUNT(site) AS sites, \
             CAST(SUM(planned_quantity) AS BIGINT) AS planned, CAST(SUM(quantity) AS BIGINT) AS displays, \
             CAST(SUM(CASE WHEN checked_at IS NULL THEN 0 ELSE quantity END) AS BIGINT) AS checked \
             FROM placement{} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3",
            filter.clause()
        );
        Ok(on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        }))
    }

    async fn count_flags(
        &self,
        campaign: CampaignId,
        set: BoundarySet,
        scope: &Scope,
    ) -> StorageResult<Vec<(String, String, i64)>> {
        let column = area_column(set);
        let mut filter = Filter::default();
        filter.compare("campaign", "=", Value::Id(campaign.0));
        filter.scope(scope, "status");
        filter.raw(format!("{column} IS NOT NULL"));
        let sql = format!(
            "SELECT {column}, status, COUNT(*) FROM flag{} GROUP BY 1, 2 ORDER BY 1, 2",
            filter.clause()
        );
        Ok(on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        }))
    }
}

fn empty_row(area: AreaName) -> AreaRow {
    AreaRow {
        code: area.code,
        name: area.name,
        sites: 0,
        sites_missing: 0,
        planned: 0,
        hung: 0,
        checked: 0,
        removed: 0,
        to_fix: 0,
        by_kind: DisplayKind::ALL
            .iter()
            .map(|&kind| KindCount { kind, count: 0 })
            .collect(),
        flags: Vec::new(),
    }
}

fn add(row: &mut AreaRow, count: &PlacementCount) -> StorageResult<()> {
    let status: PlacementStatus = code("placement.status", &count.status)?;
    let kind: DisplayKind = code("placement.kind", &count.kind)?;
    if status == PlacementStatus::Cancelled {
        return Ok(());
    }
    row.sites += count.sites;
    row.planned += count.planned;
    if status == PlacementStatus::Planned {
        row.sites_missing += count.sites;
    }
    if status.was_hung() {
        row.hung += count.displays;
        row.checked += count.checked;
        for of_kind in row.by_kind.iter_mut().filter(|row| row.kind == kind) {
            of_kind.count += count.displays;
        }
    }
    if status.is_removed() {
        row.removed += count.displays;
    }
    if status == PlacementStatus::NeedsFix {
        row.to_fix += count.displays;
    }
    Ok(())
}
