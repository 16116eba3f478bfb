//! Deleting is real: the bytes of a photo that lost its record go from the disk before anybody is
//! answered, and where a server was killed in between or the disk refused, at its next start.

use app::domain::photo::Sha256;

use crate::state::AppState;

/// Deletes the bytes of these photos, which are marked as deleted, and notes that they are gone.
pub async fn erase(state: &AppState, photos: Vec<Sha256>) {
    let mut gone = Vec::new();
    for sha256 in photos {
        match state.photos.delete(&sha256).await {
            Ok(()) => gone.push(sha256),
            Err(error) => {
                tracing::error!(error = format!("{error:#}"), photo = %sha256, "a photo could not be deleted; trying again at the next start");
            }
        }
    }
    if gone.is_empty() {
        return;
    }
    if let Err(error) = state.db.note_erased(gone, state.clock.now()).await {
        tracing::error!(%error, "photos are deleted, but that could not be noted");
    }
}

/// Deletes what an earlier run left behind.
///
/// # Errors
/// When the database can't be read.
pub async fn erase_left_over(state: &AppState) -> anyhow::Result<()> {
    erase(state, state.db.list_photos_to_erase().await?).await;
    Ok(())
}
