//! What time brings about: placements are due for removal the day after their campaign's window, flags that nobody
//! decided on lapse after ten working days, the counts of a day that is over are kept, digests are sent.
//!
//! Nothing of it is in memory. What is due is read from the records each time, so a server that was down catches up at its
//! start; a lease in the database lets one of several servers do it, and each record is moved in a transaction that looks at its
//! state again, so even two at once would move it once.

use app::domain::{campaign::Campaign, holiday::Calendar, past::days_of, time::Date};

use crate::{backend::clock, demo::reference, digest, state::AppState, storage::Db};

/// The lease's name.
const LEASE: &str = "scheduler";
/// How long a server that died in the middle keeps others waiting, in milliseconds.
const LEASE_MS: i64 = 300_000;
/// Records moved in one transaction: others who write wait for it.
const BATCH: u32 = 200;
/// Whole working days that a flag waits for a decision since its last change.
pub const LAPSE_WORKING_DAYS: u32 = 10;

/// Placements from which on a campaign's days are counted and kept: of fewer the log tells quickly enough.
const KEEP_DAYS_FROM: i64 = 20_000;
/// A day is counted so long after its end, in milliseconds, that no write of before can still be on its way.
const SETTLED_MS: i64 = 10 * 60_000;

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Done {
    /// Placements that are due for removal now.
    pub expired: usize,
    /// Flags that lapsed.
    pub lapsed: usize,
    /// Days of campaigns whose counts are kept now.
    pub kept_days: usize,
    /// Digests that were mailed.
    pub mailed: usize,
    /// Digests that were pushed to browsers.
    pub pushed: usize,
}

/// Does everything that is due. None when another server is doing it.
///
/// # Errors
/// When the database can't be read or written; the next run goes on.
pub async fn run_due(state: &AppState) -> anyhow::Result<Option<Done>> {
    if !hold(state).await? {
        return Ok(None);
    }
    let done = run(state).await;
    state.db.drop_lease(LEASE, state.id).await?;
    let done = done?;
    if done != Done::default() {
        tracing::info!(
            done.expired,
            done.lapsed,
            done.kept_days,
            done.mailed,
            done.pushed,
            "what was due is done"
        );
    }
    Ok(Some(done))
}

/// Takes or prolongs the lease; false when another server holds it.
pub(crate) async fn hold(state: &AppState) -> anyhow::Result<bool> {
    let now = state.clock.now();
    let until = now.plus_ms(LEASE_MS);
    Ok(state.db.take_lease(LEASE, state.id, now, until).await?)
}

async fn run(state: &AppState) -> anyhow::Result<Done> {
    let today = state.clock.now().date();
    let calendar = calendar(&state.db).await?;
    let expired = expire(state, today).await?;
    let lapsed = lapse(state, &calendar, today).await?;
    let kept_days = keep_days(state, KEEP_DAYS_FROM).await?;
    // Last: it tells of what the others have moved on.
    let sent = digest::send_due(state, calendar.is_working(today)).await?;
    Ok(Done {
        expired,
        lapsed,
        kept_days,
        mailed: sent.mailed,
        pushed: sent.pushed,
    })
}

async fn expire(state: &AppState, today: Date) -> anyhow::Result<usize> {
    let campaigns = state.db.list_campaigns().await?;
    let over = |campaign: &&Campaign| campaign.ends_on < today;
    let mut expired = 0;
    for campaign in campaigns.iter().filter(over) {
        loop {
            let ids = state.db.list_placements_to_expire(campaign.id, BATCH);
            let moved = clock::expire(state, ids.await?).await?;
            expired += moved;
            if moved == 0 || !hold(state).await? {
                break;
            }
        }
    }
    Ok(expired)
}

async fn lapse(state: &AppState, calendar: &Calendar, today: Date) -> anyhow::Result<usize> {
    let year = today.parts().0;
    if !calendar.knows(year) {
        // Photos would be gone for good, days too early.
        tracing::error!(
            year,
            "no holidays of this year are known, so no flag lapses: `bienpho import holidays FILE`"
        );
        return Ok(0);
    }
    let since = calendar.waiting_since(today, LAPSE_WORKING_DAYS);
    let before = since.plus_days(1).start();
    let mut lapsed = 0;
    loop {
        let ids = state.db.list_flags_to_lapse(before, BATCH).await?;
        let moved = clock::lapse(state, ids, before).await?;
        lapsed += moved;
        if moved == 0 || !hold(state).await? {
            return Ok(lapsed);
        }
    }
}

/// Keeps the days that are over of campaigns with at least so many placements; how many days that were.
///
/// # Errors
/// When the database can't be read or written.
pub async fn keep_days(state: &AppState, least: i64) -> anyhow::Result<usize> {
    let settled = state.clock.now().plus_ms(-SETTLED_MS).date();
    let mut kept = 0;
    for campaign in state.db.list_campaigns().await? {
        let known = state.db.list_kept_days(campaign.id).await?;
        let mut days = days_of(&campaign, settled.plus_days(-1));
        days.retain(|day| known.binary_search(day).is_err());
        if days.is_empty() || !state.db.has_placements(campaign.id, least).await? {
            continue;
        }
        if !hold(state).await? {
            break;
        }
        state.db.keep_days(campaign.id, &days).await?;
        kept += days.len();
    }
    Ok(kept)
}

async fn calendar(db: &Db) -> anyhow::Result<Calendar> {
    let holidays = db.list_holidays().await?;
    Ok(Calendar::new(holidays.iter().map(|holiday| holiday.day)))
}

/// Fills an empty table of holidays with those that the program carries: a database of before has none.
///
/// # Errors
/// When the write fails.
pub async fn seed_holidays(db: &Db) -> anyhow::Result<()> {
    if db.list_holidays().await?.is_empty() {
        db.replace_holidays(reference::holidays()?).await?;
    }
    Ok(())
}
