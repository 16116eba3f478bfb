//! Sends digests to who wants them: by mail, and to browsers. What is due is read from the database each time, so a server that was
//! down catches up; the scheduler's lease lets one of several servers do it.

mod mail;
mod push;

use app::domain::{
    account::Me,
    ids::AccountId,
    notification::{Digest, Topic},
    time::Timestamp,
};

use crate::{backend::Service, state::AppState};

/// Rest before one that could not be sent is tried again, in milliseconds.
const AGAIN_MS: i64 = 15 * 60_000;
/// Failures in a row after which a mail server or push service is left alone until the next run.
const MOST_FAILURES: u32 = 3;

/// How many digests went out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sent {
    /// By mail.
    pub mailed: usize,
    /// To browsers.
    pub pushed: usize,
}

/// Sends the digests that are due. Between two of them the scheduler's lease is prolonged, or the rest left to who holds it.
///
/// # Errors
/// When the database can't be read or written. What others refuse to take is logged and tried again later.
pub async fn send_due(state: &AppState, works_today: bool) -> anyhow::Result<Sent> {
    Ok(Sent {
        mailed: mail::send_due(state, works_today).await?,
        pushed: push::send_due(state, works_today).await?,
    })
}

fn has_rested(tried: Option<Timestamp>, now: Timestamp) -> bool {
    tried.is_none_or(|tried| now.0 - tried.0 >= AGAIN_MS)
}

async fn digest_for(
    state: &AppState,
    account: AccountId,
    told: Option<Timestamp>,
    topics: &[Topic],
) -> anyhow::Result<Digest> {
    let me: Option<Me> = state.db.find_account(account).await?.map(|found| found.me);
    let service = Service::new(state.clone(), me);
    Ok(service.news_since(told, topics).await?)
}
