//! What runs beside the requests: sealing the event log into its chain.

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::{state::AppState, storage::Db};

/// Rest between two looks for entries to seal. Long enough that a busy server seals them in batches.
const SEAL_EVERY: Duration = Duration::from_millis(500);

/// Starts the sealer. It ends soon after `stop`, with everything sealed.
pub fn start(state: &AppState, stop: CancellationToken) -> JoinHandle<()> {
    tokio::spawn(seal(state.db.clone(), stop))
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
