//! Deleting is real: the bytes of a photo that lost its record go from the disk before anybody is answered, also when nobody waits for the
//! answer any more; where a server was killed in between or the disk refused, by the next [`super::sweep`].

use app::domain::photo::Sha256;

use super::arrive::forget_parts;
use crate::{state::AppState, storage::UploadKey};

/// Deletes the bytes of these photos, which are marked as deleted, and notes that they are gone.
pub async fn erase(state: &AppState, photos: Vec<Sha256>) {
    if photos.is_empty() {
        return;
    }
    let state = state.clone();
    // A task of its own: a request is dropped when its line breaks.
    let work = tokio::spawn(async move {
        if let Err(error) = erase_now(&state, &photos).await {
            let error = format!("{error:#}");
            tracing::error!(
                error,
                "photos could not be erased; trying again within the hour"
            );
        }
    });
    if let Err(broken) = work.await {
        tracing::error!(%broken, "erasing photos broke");
    }
}

/// The ledger first: a photo that is in it comes back by no way.
pub(super) async fn erase_now(state: &AppState, photos: &[Sha256]) -> anyhow::Result<()> {
    if photos.is_empty() {
        return Ok(());
    }
    let (ledger, lines) = (state.ledger.clone(), photos.to_vec());
    tokio::task::spawn_blocking(move || ledger.add(&lines)).await??;
    let parts = state.uploads.list().await?;
    let mut gone = Vec::new();
    let mut failed = None;
    for sha256 in photos {
        match erase_one(state, sha256, &parts).await {
            Ok(()) => gone.push(sha256.clone()),
            Err(error) => failed = Some(error),
        }
    }
    state.db.note_erased(gone, state.clock.now()).await?;
    failed.map_or(Ok(()), Err)
}

async fn erase_one(state: &AppState, sha256: &Sha256, parts: &[UploadKey]) -> anyhow::Result<()> {
    {
        let _held = state.photos.hold(sha256).await;
        state.photos.delete(sha256).await?;
    }
    // Whoever began to send it in parts: the same bytes are the same picture.
    for key in parts.iter().filter(|key| key.sha256 == *sha256) {
        forget_parts(state, key).await?;
    }
    Ok(())
}
