//! The board of areas: their numbers by kind and status, as they are kept.

use app::domain::{
    area::{AreaCode, AreaName, BoundarySet},
    board::{AreaRow, FlagCount, KindCount},
    display_kind::DisplayKind,
    flag::FlagStatus,
    ids::CampaignId,
    placement::PlacementStatus,
    record::RecordKind,
};

use super::{Db, StorageResult, area_count::AreaCount, filter::Scope, row::code};

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
        for count in self
            .area_counts(RecordKind::Placement, campaign, set, scope)
            .await?
        {
            if let Some(row) = row_of(&mut rows, &count)? {
                add_placements(row, &count)?;
            }
        }
        if let Some(flags) = flags {
            for count in self
                .area_counts(RecordKind::Flag, campaign, set, flags)
                .await?
            {
                if let Some(row) = row_of(&mut rows, &count)? {
                    add_flags(row, &count)?;
                }
            }
        }
        Ok(rows)
    }
}

fn row_of<'a>(
    rows: &'a mut [AreaRow],
    count: &AreaCount,
) -> StorageResult<Option<&'a mut AreaRow>> {
    let area: AreaCode = code("area", &count.area)?;
    Ok(rows.iter_mut().find(|row| row.code == area))
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

fn add_placements(row: &mut AreaRow, count: &AreaCount) -> StorageResult<()> {
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

fn add_flags(row: &mut AreaRow, count: &AreaCount) -> StorageResult<()> {
    let status: FlagStatus = code("flag.status", &count.status)?;
    match row.flags.iter_mut().find(|known| known.status == status) {
        Some(known) => known.count += count.records,
        None => row.flags.push(FlagCount {
            status,
            count: count.records,
        }),
    }
    Ok(())
}
