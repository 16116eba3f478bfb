//! The plan of a campaign as a whole: what is stored, and an import in one transaction.

use app::{
    domain::{
        ids::{AccountId, CampaignId, EventId},
        placement::PlacementStatus,
        query::{MAX_LIMIT, RecordQuery, SortKey},
        record::RecordKind,
        role::Role,
        site::Site,
        time::Timestamp,
    },
    error::AppError,
};
use uuid::Uuid;

use super::{Db, NewEvent, NewStoredSite, Scope, StorageResult, Tx, on_db, on_tx, site::save_site};

/// A plan as it is stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredPlan {
    /// Counts its imports.
    pub version: i64,
    /// Its sites.
    pub sites: Vec<Site>,
}

/// A site that an import adds or changes.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanSite {
    /// What it is to be.
    pub site: NewStoredSite,
    /// Status of its placement as it was previewed; none where the site is new.
    pub seen: Option<PlacementStatus>,
}

/// An import.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanWrite {
    /// Of which campaign.
    pub campaign: CampaignId,
    /// The plan's version when it was read.
    pub version: i64,
    /// What is new or different.
    pub sites: Vec<PlanSite>,
    /// Who imports; nobody for the command line.
    pub by: Option<(AccountId, Role)>,
    /// The server's time.
    pub at: Timestamp,
}

impl Db {
    /// The plan of a campaign; none where there is no such campaign. The version is read first: a change while the sites
    /// are read makes it too old, never too new.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_plan(&self, campaign: CampaignId) -> StorageResult<Option<StoredPlan>> {
        let sql = "SELECT plan_version FROM campaign WHERE id = $1";
        let version: Option<i64> = on_db!(self, pool => sqlx::query_scalar(sql).bind(campaign.0).fetch_optional(pool).await?);
        let Some(version) = version else {
            return Ok(None);
        };
        let mut query = RecordQuery {
            campaign: Some(campaign),
            limit: Some(MAX_LIMIT),
            // An order that no visit changes, so that none is left out between two pages.
            sort: Some(SortKey::Street),
            ..RecordQuery::default()
        };
        let mut sites = Vec::new();
        loop {
            let page = self.list_sites(&query, &Scope::default()).await?;
            sites.extend(page.items);
            query.next = page.next;
            if query.next.is_none() {
                return Ok(Some(StoredPlan { version, sites }));
            }
        }
    }

    /// Writes an import, all of it or nothing: each site with its placement and an entry of the log. What officers
    /// recorded stays as it is.
    ///
    /// # Errors
    /// [`AppError::NotAsPreviewed`] where another import, or the street, was there before; that the write fails.
    pub async fn import_plan(&self, plan: PlanWrite) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                take_turn(tx, &plan).await?;
                for new in &plan.sites {
                    check_seen(tx, new).await?;
                    save_site(tx, &new.site, plan.at).await?;
                    tx.create_event(&event(&plan, new)).await?;
                }
                Ok(())
            })
        })
        .await
    }
}

/// Counts the import. Of two at the same time the second waits here, and finds that it was not the first.
async fn take_turn(tx: &mut Tx, plan: &PlanWrite) -> StorageResult<()> {
    let sql =
        "UPDATE campaign SET plan_version = plan_version + 1 WHERE id = $1 AND plan_version = $2";
    let taken = on_tx!(tx, conn => sqlx::query(sql).bind(plan.campaign.0).bind(plan.version)
        .execute(conn).await?.rows_affected());
    match taken {
        1 => Ok(()),
        _ => Err(AppError::NotAsPreviewed.into()),
    }
}

/// Holds the placement and compares its status: an officer may have been there since the preview.
async fn check_seen(tx: &mut Tx, new: &PlanSite) -> StorageResult<()> {
    let Some(seen) = new.seen else { return Ok(()) };
    let sql = "UPDATE placement SET updated_at = updated_at WHERE status = $3 \
        AND id = (SELECT placement FROM site WHERE campaign = $1 AND code = $2)";
    let held = on_tx!(tx, conn => sqlx::query(sql)
        .bind(new.site.campaign.0)
        .bind(&new.site.code)
        .bind(seen.code())
        .execute(conn).await?.rows_affected());
    match held {
        1 => Ok(()),
        _ => Err(AppError::NotAsPreviewed.into()),
    }
}

fn event(plan: &PlanWrite, new: &PlanSite) -> NewEvent {
    NewEvent {
        id: EventId(Uuid::now_v7()),
        at: plan.at,
        actor: plan.by,
        record: RecordKind::Placement,
        record_id: new.site.placement.0,
        action: if new.seen.is_some() {
            "plan_change"
        } else {
            "plan"
        },
        from: None,
        to: None,
        reason: None,
    }
}
