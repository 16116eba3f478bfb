//! One area's results in one campaign: Biểu 1, 2 and 3.

use std::collections::BTreeMap;

use app::{
    domain::{
        area::{AreaCode, AreaName},
        board::KindCount,
        campaign::Campaign,
        display_kind::DisplayKind,
        flag::FlagStatus,
        ground::GroundCode,
        ids::CampaignId,
        placement::{Placement, PlacementStatus},
        query::{MAX_LIMIT, RecordQuery, SortKey},
        role::Permission,
    },
    error::{AppError, AppResult, Refusal},
};
use uuid::Uuid;

use super::{
    Service,
    access::{refuse, scope_of},
    board::codes_of,
};
use crate::{
    reports::model::{AreaReport, GroundRow, StreetRow, UnitRow},
    storage::UnitCount,
};

impl Service {
    /// The report of one area. The export goes into the access log.
    ///
    /// # Errors
    /// Role, area, a campaign or area that is not there, an area of another boundary set than the campaign's.
    pub async fn area_report(
        &self,
        campaign: CampaignId,
        area: &AreaCode,
    ) -> AppResult<AreaReport> {
        let me = self.require(Permission::ReadReports)?;
        let campaign = self
            .state
            .db
            .find_campaign(campaign)
            .await?
            .ok_or(AppError::NotFound)?;
        if area.set() != campaign.boundary_set {
            let set = campaign.boundary_set;
            return Err(AppError::bad_request(format!(
                "this campaign reports by the areas of {set}"
            )));
        }
        let name = self
            .state
            .geography()
            .name(area)
            .ok_or(AppError::NotFound)?
            .to_owned();
        if !me.covers(&codes_of(area)) {
            return Err(refuse(Refusal::Area));
        }
        self.log_export(format!("report {} area {area}", campaign.code))
            .await?;
        Ok(AreaReport {
            units: unit_rows(self.state.db.count_by_unit(campaign.id, area).await?)?,
            streets: self.street_rows(&campaign, area).await?,
            grounds: self.ground_rows(campaign.id, area).await?,
            area: AreaName {
                code: area.clone(),
                name,
            },
            made_at: self.state.clock.now(),
            campaign,
        })
    }

    /// Notes an export in the access log. `subject` names what was exported.
    ///
    /// # Errors
    /// When nobody is signed in or the write fails.
    pub async fn log_export(&self, subject: String) -> AppResult<()> {
        let me = self.actor.as_ref().ok_or(AppError::SignInRequired)?;
        let (entry, at) = (Uuid::now_v7(), self.state.clock.now());
        Ok(self
            .state
            .db
            .log_access(entry, at, me.id, "export", subject)
            .await?)
    }

    async fn street_rows(&self, campaign: &Campaign, area: &AreaCode) -> AppResult<Vec<StreetRow>> {
        let scope = scope_of(self.require(Permission::ReadReports)?);
        let mut query = RecordQuery {
            campaign: Some(campaign.id),
            area: Some(area.clone()),
            sort: Some(SortKey::Street),
            limit: Some(MAX_LIMIT),
            ..RecordQuery::default()
        };
        let mut rows = BTreeMap::new();
        loop {
            let page = self.state.db.list_placements(&query, &scope).await?;
            for stored in page.items {
                add_street(&mut rows, campaign, stored.placement);
            }
            query.next = page.next;
            if query.next.is_none() {
                return Ok(rows.into_values().collect());
            }
        }
    }

    async fn ground_rows(
        &self,
        campaign: CampaignId,
        area: &AreaCode,
    ) -> AppResult<Vec<GroundRow>> {
        let labels = self.state.db.list_grounds().await?;
        let mut rows: BTreeMap<GroundCode, GroundRow> = BTreeMap::new();
        for (grounds, status, count) in self.state.db.count_by_grounds(campaign, area).await? {
            let status: FlagStatus = status.parse().map_err(|_| AppError::Internal)?;
            for code in grounds
                .split_whitespace()
                .map(|code| GroundCode(code.to_owned()))
            {
                let label = labels
                    .iter()
                    .find(|ground| ground.code == code)
                    .map(|ground| ground.vi.clone());
                let row = rows.entry(code.clone()).or_insert_with(|| GroundRow {
                    ground: code,
                    label: label.unwrap_or_default(),
                    confirmed: 0,
                    remedied: 0,
                    in_progress: 0,
                    no_violation: 0,
                });
                add_flags(row, status, count);
            }
        }
        Ok(rows.into_values().filter(|row| row.confirmed > 0).collect())
    }
}

/// Only flags that a second person confirmed are counted; one that waits or was dismissed is nobody's result.
fn add_flags(row: &mut GroundRow, status: FlagStatus, count: i64) {
    match status {
        FlagStatus::Removed | FlagStatus::Remedied | FlagStatus::Closed => row.remedied += count,
        FlagStatus::Confirmed | FlagStatus::HandedOver | FlagStatus::UnderReview => {
            row.in_progress += count
        }
        FlagStatus::NoViolation => row.no_violation += count,
        FlagStatus::Recorded
        | FlagStatus::Returned
        | FlagStatus::Withdrawn
        | FlagStatus::Dismissed
        | FlagStatus::Lapsed => return,
    }
    row.confirmed += count;
}

fn unit_rows(counts: Vec<UnitCount>) -> AppResult<Vec<UnitRow>> {
    // An empty name, what no known unit hung, goes last.
    let mut rows: BTreeMap<(bool, String), UnitRow> = BTreeMap::new();
    for count in counts {
        let kind: DisplayKind = count.kind.parse().map_err(|_| AppError::Internal)?;
        let status: PlacementStatus = count.status.parse().map_err(|_| AppError::Internal)?;
        if status == PlacementStatus::Cancelled {
            continue;
        }
        let unit = count.unit.unwrap_or_default();
        let row = rows
            .entry((unit.is_empty(), unit.clone()))
            .or_insert_with(|| UnitRow {
                unit,
                by_kind: Vec::new(),
                planned: 0,
                hung: 0,
                checked: 0,
                removed: 0,
            });
        row.planned += count.planned;
        if status.was_hung() {
            row.hung += count.displays;
            row.checked += count.checked;
            row.by_kind.push(KindCount {
                kind,
                count: count.displays,
            });
        }
        if status.is_removed() {
            row.removed += count.displays;
        }
    }
    Ok(rows.into_values().collect())
}

type StreetKey = (String, String, DisplayKind);

fn add_street(
    rows: &mut BTreeMap<StreetKey, StreetRow>,
    campaign: &Campaign,
    placement: Placement,
) {
    if placement.status == PlacementStatus::Cancelled {
        return;
    }
    let section = placement.section.unwrap_or_default();
    let key = (placement.street.clone(), section.clone(), placement.kind);
    let row = rows.entry(key).or_insert_with(|| StreetRow {
        street: placement.street,
        section,
        kind: placement.kind,
        planned: 0,
        actual: 0,
        from: campaign.starts_on,
        to: campaign.ends_on,
        photos: Vec::new(),
    });
    row.planned += i64::from(placement.planned_quantity);
    if placement.status.was_hung() {
        row.actual += i64::from(placement.quantity);
    }
    row.photos.extend(placement.photos);
}
