//! The plan against reality: the board's rows, which are Biểu 1's too.

use std::collections::BTreeMap;

use app::{
    domain::{
        account::Me,
        area::AreaCode,
        campaign::Campaign,
        ids::CampaignId,
        reality::{Grouping, RealityBoard, RealityCounts, RealityQuery, RealityRow},
        role::Permission,
    },
    error::{AppError, AppResult, Refusal},
    order::{TextKey, text_key},
};

use super::{
    Service,
    access::{refuse, scope_of},
    board::codes_of,
};
use crate::storage::RealityFilter;

impl Service {
    /// The board, of what lies in the reader's areas.
    pub(super) async fn reality(
        &self,
        campaign: CampaignId,
        query: RealityQuery,
    ) -> AppResult<RealityBoard> {
        let me = self.require(Permission::ReadReports)?;
        let campaign = self.state.db.find_campaign(campaign).await?;
        let campaign = campaign.ok_or(AppError::NotFound)?;
        if let Some(area) = &query.area {
            self.check_reports_of(me, &campaign, area)?;
        }
        let by = query.by;
        let rows = self
            .reality_rows(&campaign, by, &filter_of(me, &campaign, query))
            .await?;
        let mut total = RealityCounts::default();
        rows.iter().for_each(|row| total.plus(&row.counts));
        let today = self.state.clock.now().date();
        Ok(RealityBoard {
            phase: campaign.phase(today),
            days_left: campaign.report_due_on.days_since(today),
            rows,
            total,
        })
    }

    /// The rows of one grouping: messages by number, the others by name in Vietnamese order, last what has no key. Rows of
    /// cancelled placements alone are left out.
    pub(super) async fn reality_rows(
        &self,
        campaign: &Campaign,
        by: Grouping,
        filter: &RealityFilter,
    ) -> AppResult<Vec<RealityRow>> {
        let mut groups: BTreeMap<Option<String>, RealityCounts> = BTreeMap::new();
        for group in self.state.db.count_reality(by, filter).await? {
            groups.entry(group.key).or_default().add(&group.alike);
        }
        groups.retain(|_, counts| *counts != RealityCounts::default());
        let units = match by {
            Grouping::Unit => self.state.db.list_units().await?,
            _ => Vec::new(),
        };
        let name = |key: &str| match by {
            Grouping::Area => {
                let code: AreaCode = key.parse().ok()?;
                self.state.geography().name(&code).map(str::to_owned)
            }
            Grouping::Street => None,
            Grouping::Unit => {
                let unit = units.iter().find(|unit| unit.code.0 == key)?;
                Some(unit.name.clone())
            }
            Grouping::Message => campaign.message(key.parse().ok()?).map(str::to_owned),
        };
        let rows = groups.into_iter().map(|(key, counts)| {
            let named = key.as_deref().and_then(name);
            RealityRow {
                name: named.or_else(|| key.clone()).unwrap_or_default(),
                key,
                counts,
            }
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by_cached_key(|row| (row.key.is_none(), place(by, row)));
        Ok(rows)
    }

    /// Refuses an area that the campaign doesn't report by, that is not there, or that the reader doesn't answer for.
    pub(super) fn check_reports_of(
        &self,
        me: &Me,
        campaign: &Campaign,
        area: &AreaCode,
    ) -> AppResult<String> {
        let set = campaign.boundary_set;
        if area.set() != set {
            return Err(AppError::bad_request(format!(
                "this campaign reports by the areas of {set}"
            )));
        }
        let geography = self.state.geography();
        let name = geography.name(area).ok_or(AppError::NotFound)?.to_owned();
        if me.covers(&codes_of(area)) {
            Ok(name)
        } else {
            Err(refuse(Refusal::Area))
        }
    }
}

/// What of the campaign is counted for this reader.
pub(super) fn filter_of(me: &Me, campaign: &Campaign, query: RealityQuery) -> RealityFilter {
    RealityFilter {
        campaign: campaign.id,
        set: campaign.boundary_set,
        area: query.area,
        unit: query.unit,
        message: query.message,
        scope: scope_of(me),
    }
}

/// What a row is sorted by.
fn place(by: Grouping, row: &RealityRow) -> (i32, TextKey) {
    let number = match by {
        Grouping::Message => row.key.as_deref().and_then(|key| key.parse().ok()),
        Grouping::Area | Grouping::Street | Grouping::Unit => None,
    };
    (number.unwrap_or(i32::MAX), text_key(&row.name))
}
