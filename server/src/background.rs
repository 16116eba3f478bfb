//! What runs beside the requests: sealing the event log into its chain, clearing away photos and parts that nobody needs, what
//! time brings about, news between servers, whose live lines are whose.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{life, lines, relay, scheduler, state::AppState, storage::Db};

/// Rest between two looks for entries to seal. Long enough that a busy server seals them in batches.
const SEAL_EVERY: Duration = Duration::from_millis(500);
/// Rest between two looks for changes to add up into the kept numbers. Until then who reads adds them up.
const COUNT_EVERY: Duration = Duration::from_secs(1);
/// Rest between two looks whether live lines are still their readers': with the look itself less than a second.
const JUDGE_EVERY: Duration = Duration::from_millis(500);
/// Rest between two looks for photos and parts to clear away.
const TIDY_EVERY: Duration = Duration::from_secs(3600);

/// Rest between two looks for what is due. Days count here, so a minute late is on time.
const KEEP_TIME_EVERY: Duration = Duration::from_secs(60);

/// Starts it all. It ends soon after `stop`, with everything sealed and told.
///
/// # Errors
/// When the database can't be reached.
pub async fn start(
    state: &AppState,
    stop: &CancellationToken,
) -> anyhow::Result<Vec<JoinHandle<()>>> {
    let mut tasks = relay::start(state, stop).await?;
    tasks.push(tokio::spawn(seal(state.db.clone(), stop.clone())));
    tasks.push(tokio::spawn(count(state.db.clone(), stop.clone())));
    tasks.push(tokio::spawn(judge(state.clone(), stop.clone())));
    tasks.push(tokio::spawn(tidy(state.clone(), stop.clone())));
    tasks.push(tokio::spawn(keep_time(state.clone(), stop.clone())));
    Ok(tasks)
}

async fn seal(db: Db, stop: CancellationToken) {
    loop {
        let stopping = stop.is_cancelled();
        if let Err(error) = db.seal_all_events().await {
            tracing::error!(%error, "the event log could not be sealed; trying again");
        }
        if stopping {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(SEAL_EVERY) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn count(db: Db, stop: CancellationToken) {
    while !stop.is_cancelled() {
        // A batch at a time: writes come in between.
        loop {
            match db.add_up_changes().await {
                Ok(0) => break,
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(%error, "the kept numbers could not be added up; trying again");
                    break;
                }
            }
        }
        tokio::select! {
            () = tokio::time::sleep(COUNT_EVERY) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn judge(state: AppState, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = lines::judge(&state).await {
            tracing::error!(%error, "the sessions of live lines could not be read; trying again");
        }
        tokio::select! {
            () = tokio::time::sleep(JUDGE_EVERY) => {}
            () = stop.cancelled() => {}
        }
    }
}

async fn keep_time(state: AppState, stop: CancellationToken) {
    while !stop.is_cancelled() {
        if let Err(error) = scheduler::run_due(&state).await {
            tracing::error!(
                error = format!("{error:#}"),
                "what is due could not be done; trying again"
            );
        }
        tokio::select! {
            () = tokio::time::sleep(KEEP_TIME_EVERY) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// At the start it has been done already.
async fn tidy(state: AppState, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = tokio::time::sleep(TIDY_EVERY) => {}
            () = stop.cancelled() => return,
        }
        if let Err(error) = life::sweep(&state).await {
            tracing::error!(
                error = format!("{error:#}"),
                "photos could not be cleared away; trying again"
            );
        }
    }
}
