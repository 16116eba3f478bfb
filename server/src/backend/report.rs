//! One area's results in one campaign: Biểu 1, 2 and 3.

use std::collections::BTreeMap;

use app::{
    domain::{
        account::Me,
        area::{AreaCode, AreaName},
        campaign::Campaign,
        display_kind::DisplayKind,
        flag::FlagStatus,
        ground::GroundCode,
        ids::CampaignId,
        photo::Sha256,
        reality::{Grouping, RealityCounts, RealityQuery},
        role::Permission,
        time::Date,
    },
    error::{AppError, AppResult},
    order::text_key,
};
use uuid::Uuid;

use super::{Service, access::flag_scope_of, reality::filter_of};
use crate::{
    reports::model::{AreaReport, GroundRow, StreetRow},
    storage::{RealityFilter, Stretch},
};

/// Street, section, kind, first and last day.
type StreetKey = (String, String, DisplayKind, Date, Date);

#[derive(Default)]
struct StreetGroup {
    counts: RealityCounts,
    photos: Vec<Sha256>,
}

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
        let name = self.check_reports_of(me, &campaign, area)?;
        self.log_export(format!("report {} area {area}", campaign.code))
            .await?;
        let query = RealityQuery {
            by: Grouping::Unit,
            area: Some(area.clone()),
            unit: None,
            message: None,
        };
        let (by, filter) = (query.by, filter_of(me, &campaign, query));
        Ok(AreaReport {
            units: self.reality_rows(&campaign, by, &filter).await?,
            streets: self.street_rows(&campaign, &filter).await?,
            grounds: self.ground_rows(me, campaign.id, area).await?,
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

    async fn street_rows(
        &self,
        campaign: &Campaign,
        filter: &RealityFilter,
    ) -> AppResult<Vec<StreetRow>> {
        let mut groups: BTreeMap<StreetKey, StreetGroup> = BTreeMap::new();
        for (stretch, alike) in self.state.db.count_by_stretch(filter).await? {
            let group = groups.entry(key_of(stretch, campaign)).or_default();
            group.counts.add(&alike);
        }
        groups.retain(|_, group| group.counts != RealityCounts::default());
        for (stretch, photos) in self.state.db.list_photos_by_stretch(filter).await? {
            if let Some(group) = groups.get_mut(&key_of(stretch, campaign)) {
                group.photos.extend(photos);
            }
        }
        let rows = groups
            .into_iter()
            .map(|(key, group)| street_row(key, group));
        let mut rows: Vec<_> = rows.collect();
        // Stable: kinds and days of one stretch stay in the order of their keys.
        rows.sort_by_cached_key(|row| (text_key(&row.street), text_key(&row.section)));
        Ok(rows)
    }

    /// Counts the flags that this person may see; a role that sees none has no rows.
    async fn ground_rows(
        &self,
        me: &Me,
        campaign: CampaignId,
        area: &AreaCode,
    ) -> AppResult<Vec<GroundRow>> {
        let Some(scope) = flag_scope_of(me) else {
            return Ok(Vec::new());
        };
        let labels = self.state.db.list_grounds().await?;
        let mut rows: BTreeMap<GroundCode, GroundRow> = BTreeMap::new();
        for (grounds, status, count) in self
            .state
            .db
            .count_by_grounds(campaign, area, &scope)
            .await?
        {
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

/// Of flags that a second person ever confirmed; one that waits or was dismissed is nobody's result.
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

/// What tells one row of Biểu 2 from another; a stretch without days of its own has the campaign's.
fn key_of(stretch: Stretch, campaign: &Campaign) -> StreetKey {
    let from = stretch.starts_on.unwrap_or(campaign.starts_on);
    let to = stretch.ends_on.unwrap_or(campaign.ends_on);
    (stretch.street, stretch.section, stretch.kind, from, to)
}

fn street_row((street, section, kind, from, to): StreetKey, group: StreetGroup) -> StreetRow {
    StreetRow {
        street,
        section,
        kind,
        counts: group.counts,
        from,
        to,
        photos: group.photos,
    }
}
