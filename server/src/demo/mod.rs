//! The demo: reference data, five accounts, and two campaigns on one plan, all marked as sample data.
//!
//! [`story`] decides what happened when, from a fixed seed and the day of the first start;
//! [`write`] puts it into the database through the storage methods that real records use, with the
//! events that real records leave.

mod account;
mod picture;
mod random;
pub mod reference;
mod story;
#[cfg(test)]
mod tests;
mod write;

use anyhow::{Context, ensure};
use app::domain::{campaign::Campaign, ids::CampaignId, time::Timestamp};
use uuid::Uuid;

pub use account::{ACCOUNTS, DemoAccount, PASSWORD};

use crate::{
    backend::geography::Geography,
    import,
    photos::PhotoStore,
    storage::{Db, NewStoredSite},
};

const CAMPAIGN: &str = include_str!("../../../data/demo/campaign.json");
const SITES: &[u8] = include_bytes!("../../../data/demo/sites.csv");

/// Days of the running campaign's window before and after the day of the first start.
const RUNNING_DAYS: (i32, i32) = (10, 20);

/// What the filling came to, for who waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Filled {
    /// Sites of both campaigns.
    pub sites: usize,
    /// Check-ins.
    pub check_ins: usize,
    /// Flags.
    pub flags: usize,
    /// Photos.
    pub photos: usize,
}

/// Whether the database holds the whole demo.
///
/// # Errors
/// When the database can't be read, or holds something that is not the demo.
pub async fn is_filled(db: &Db) -> anyhow::Result<bool> {
    let real = db
        .list_campaigns()
        .await?
        .into_iter()
        .find(|campaign| !campaign.sample);
    if let Some(campaign) = real {
        anyhow::bail!(
            "this database holds the real campaign {}: `bienpho demo` only touches its own sample data. Use \
             `bienpho serve`, or give the demo another --data folder",
            campaign.code
        );
    }
    for account in db
        .list_accounts()
        .await?
        .iter()
        .filter(|account| account.active)
    {
        let name = &account.me.username;
        let known = ACCOUNTS.iter().any(|demo| demo.username == name);
        ensure!(
            known,
            "this database holds the account {name}, which is not the demo's: use `bienpho serve`, or give the \
             demo another --data folder"
        );
    }
    // The records come last and in one transaction, so either all of the demo is there or no event is.
    Ok(db.newest_event_at().await?.is_some())
}

/// Fills an empty database, or goes on where a filling was cut off. `step` hears what is being done.
///
/// # Errors
/// When a write fails.
pub async fn fill(
    db: &Db,
    photos: &PhotoStore,
    now: Timestamp,
    mut step: impl FnMut(&str),
) -> anyhow::Result<Filled> {
    step("boundaries, streets, lake, units, grounds");
    reference::load(db).await?;
    step("accounts");
    let people = account::create(db, now).await?;
    step("the plan of both campaigns");
    let geography = Geography::load(db).await?;
    let mut plans = Vec::new();
    for campaign in campaigns(now)? {
        db.create_campaign(campaign.clone()).await?;
        let sites = plan(&campaign, &geography, db).await?;
        db.save_sites(sites.clone(), campaign.starts_on.plus_days(-20).start())
            .await?;
        plans.push((campaign, sites));
    }
    let sites = plans.iter().map(|(_, sites)| sites.len()).sum();
    let story = story::tell(&plans, now);
    step("sample photos");
    let hashes = write::photos(db, photos, &story, &people).await?;
    step("records and their history");
    let filled = Filled {
        sites,
        check_ins: story.check_ins(),
        flags: story.flags.len(),
        photos: hashes.len(),
    };
    write::records(db, story, people, hashes, geography).await?;
    db.seal_all_events().await?;
    Ok(filled)
}

/// The reference campaign as it was, and a running one with the same messages.
fn campaigns(now: Timestamp) -> anyhow::Result<[Campaign; 2]> {
    let read = |code: &str| {
        let id = CampaignId(Uuid::new_v5(
            &Uuid::NAMESPACE_URL,
            format!("bienpho:{code}").as_bytes(),
        ));
        import::campaign::parse(CAMPAIGN, id)
            .map_err(|problems| anyhow::anyhow!(problems.shown("data/demo/campaign.json")))
    };
    let reference = read("nhan-quyen-2020")?;
    let today = now.date();
    let ends_on = today.plus_days(RUNNING_DAYS.1);
    let running = Campaign {
        code: "dung-thu".to_owned(),
        name: "Đợt dùng thử".to_owned(),
        starts_on: today.plus_days(-RUNNING_DAYS.0),
        ends_on,
        report_due_on: ends_on.plus_days(-5),
        ..read("dung-thu")?
    };
    Ok([reference, running])
}

async fn plan(
    campaign: &Campaign,
    geography: &Geography,
    db: &Db,
) -> anyhow::Result<Vec<NewStoredSite>> {
    let units = db.list_units().await?;
    let against = import::plan::Against {
        campaign,
        units: &units,
        streets: geography.streets(),
        is_inside: &|point| geography.codes_of(point) != app::domain::area::AreaCodes::default(),
        known: &|_, _, _| None,
    };
    let sites = import::sites::parse(SITES, &against)
        .map_err(|problems| anyhow::anyhow!(problems.shown("data/demo/sites.csv")));
    let sites = sites.context("the demo's plan")?;
    Ok(sites
        .into_iter()
        .map(|site| site.into_stored(campaign, geography))
        .collect())
}
