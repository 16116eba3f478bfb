//! The pack of reference data that an officer's phone holds.

use app::{
    domain::{
        campaign::Campaign,
        check_in::OwnVisit,
        field_pack::FieldPack,
        flag::{Flag, FlagStatus},
        placement::PlacementStatus,
        query::{MAX_LIMIT, RecordQuery},
        role::Permission,
        time::{DAY_MS, Timestamp},
    },
    error::{AppError, AppResult},
};

use super::Service;

/// Most sites, and most placements outside the plan, of one campaign in a pack.
const MOST_OF_CAMPAIGN: usize = 5000;
/// How long after its end a campaign stays in the pack, so that what it left hanging is taken down, in days.
const REMOVAL_DAYS: i32 = 60;
/// How long an officer's flag stays in the pack after its end, in milliseconds.
const ENDED_FLAGS_FOR_MS: i64 = 14 * DAY_MS;
/// How far back own check-ins are in a pack, in milliseconds, and how many at most.
const VISITS_FOR_MS: i64 = 7 * DAY_MS;
const MOST_VISITS: u32 = 200;

impl Service {
    pub(super) async fn pack(&self) -> AppResult<FieldPack> {
        let me = self.require(Permission::Record)?.clone();
        let made_at = self.state.clock.now();
        let Some(geo) = self.state.geography().pack(&me.areas) else {
            tracing::error!("no boundaries of this account's areas: run `bienpho import areas`");
            return Err(AppError::Internal);
        };
        let today = made_at.date();
        let campaigns = current(self.state.db.list_campaigns().await?, today);
        let any_open = campaigns.iter().any(|campaign| today <= campaign.ends_on);
        let (mut sites, mut placements) = (Vec::new(), Vec::new());
        for campaign in &campaigns {
            // Beside an open one only what is to be removed is looked at.
            let only_removal = any_open && campaign.ends_on < today;
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
                        .filter(|site| is_carried(site.status, only_removal)),
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
            placements.extend(outside_plan.filter(|placement| is_to_go_to(placement.status)));
        }
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
            flags: self.own_flags(made_at).await?,
            visits: self.own_visits(made_at).await?,
            grounds: grounds.collect(),
            units: self.state.db.list_units().await?,
            geo,
            me,
        })
    }

    /// Own flags that are open, and those that came to an end lately.
    async fn own_flags(&self, now: Timestamp) -> AppResult<Vec<Flag>> {
        let (open, ended): (Vec<FlagStatus>, Vec<_>) =
            FlagStatus::ALL.iter().partition(|status| status.is_open());
        let own = |statuses: Vec<FlagStatus>, since| RecordQuery {
            mine: true,
            status: statuses.iter().map(ToString::to_string).collect(),
            since,
            limit: Some(MAX_LIMIT),
            ..RecordQuery::default()
        };
        let mut flags = self.flags(own(open, None)).await?.items;
        let lately = Some(now.plus_ms(-ENDED_FLAGS_FOR_MS));
        flags.extend(self.flags(own(ended, lately)).await?.items);
        Ok(flags)
    }

    /// Own check-ins of the last days, newest first.
    async fn own_visits(&self, now: Timestamp) -> AppResult<Vec<OwnVisit>> {
        let own = RecordQuery {
            mine: true,
            since: Some(now.plus_ms(-VISITS_FOR_MS)),
            limit: Some(MOST_VISITS),
            ..RecordQuery::default()
        };
        let visits = self.check_ins(own).await?.items;
        Ok(visits.into_iter().map(OwnVisit::from).collect())
    }
}

fn is_carried(status: PlacementStatus, only_removal: bool) -> bool {
    match only_removal {
        true => is_to_go_to(status),
        false => status != PlacementStatus::Cancelled,
    }
}

/// Whether it hangs, or is said not to any more and nobody has verified that.
const fn is_to_go_to(status: PlacementStatus) -> bool {
    status.is_hung() || matches!(status, PlacementStatus::Removed)
}

/// Campaigns whose window has not ended, and those that ended lately; when there is none, the one that ended last.
fn current(mut campaigns: Vec<Campaign>, today: app::domain::time::Date) -> Vec<Campaign> {
    campaigns.sort_by_key(|campaign| std::cmp::Reverse(campaign.ends_on));
    let carried = campaigns
        .iter()
        .filter(|campaign| today <= campaign.ends_on.plus_days(REMOVAL_DAYS))
        .count();
    campaigns.truncate(carried.max(1));
    campaigns
}
