//! The pack of reference data that an officer's phone holds.

use app::{
    domain::{
        campaign::Campaign,
        field_pack::FieldPack,
        flag::FlagStatus,
        placement::PlacementStatus,
        query::{MAX_LIMIT, RecordQuery},
        role::Permission,
    },
    error::{AppError, AppResult},
};

use super::Service;

/// Most sites, and most placements outside the plan, of one campaign in a pack.
const MOST_OF_CAMPAIGN: usize = 5000;

impl Service {
    pub(super) async fn pack(&self) -> AppResult<FieldPack> {
        let me = self.require(Permission::Record)?.clone();
        let made_at = self.state.clock.now();
        let Some(geo) = self.state.geography().pack(&me.areas) else {
            tracing::error!("no boundaries of this account's areas: run `bienpho import areas`");
            return Err(AppError::Internal);
        };
        let campaigns = current(self.state.db.list_campaigns().await?, made_at.date());
        let (mut sites, mut placements) = (Vec::new(), Vec::new());
        for campaign in &campaigns {
            let mut query = RecordQuery {
                campaign: Some(campaign.id),
                limit: Some(MAX_LIMIT),
                ..RecordQuery::default()
            };
            while sites.len() < MOST_OF_CAMPAIGN {
                let page = self.sites(query.clone()).await?;
                sites.extend(
                    page.items
                        .into_iter()
                        .filter(|site| site.status != PlacementStatus::Cancelled),
                );
                query.next = page.next;
                if query.next.is_none() {
                    break;
                }
            }
            query.next = None;
            let page = self.placements(query).await?;
            let outside_plan = page
                .items
                .into_iter()
                .filter(|placement| placement.site.is_none());
            placements.extend(outside_plan.filter(|placement| placement.status.is_hung()));
        }
        let open = [
            FlagStatus::Recorded,
            FlagStatus::Returned,
            FlagStatus::Confirmed,
            FlagStatus::HandedOver,
        ];
        let own = RecordQuery {
            mine: true,
            status: open.iter().map(ToString::to_string).collect(),
            limit: Some(MAX_LIMIT),
            ..RecordQuery::default()
        };
        let today = made_at.date();
        let grounds = self
            .state
            .db
            .list_grounds()
            .await?
            .into_iter()
            .filter(|ground| ground.in_force(today));
        Ok(FieldPack {
            made_at,
            campaigns,
            sites,
            placements,
            flags: self.flags(own).await?.items,
            grounds: grounds.collect(),
            units: self.state.db.list_units().await?,
            geo,
            me,
        })
    }
}

/// Campaigns whose window has not ended; when there is none, the one that ended last.
fn current(mut campaigns: Vec<Campaign>, today: app::domain::time::Date) -> Vec<Campaign> {
    campaigns.sort_by_key(|campaign| std::cmp::Reverse(campaign.ends_on));
    let open = campaigns
        .iter()
        .filter(|campaign| today <= campaign.ends_on)
        .count();
    campaigns.truncate(open.max(1));
    campaigns
}
