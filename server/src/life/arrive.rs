//! A photo arrives: checked, re-encoded without metadata, on disk before it is noted.

use app::{
    domain::{ids::AccountId, photo::Sha256},
    error::{AppError, AppResult},
};
use bytes::Bytes;

use super::Life;
use crate::{
    state::AppState,
    storage::{NewStoredPhoto, UnclaimedLimits, UploadKey},
};

/// Takes a photo's bytes, which have this hash. `false` when nothing was to be done: it was there, or was erased.
///
/// # Errors
/// Bytes that are no whole JPEG, too many pixels, too many photos of the account that no record names, storage.
pub async fn arrive(
    state: &AppState,
    account: AccountId,
    sha256: Sha256,
    body: Bytes,
) -> AppResult<bool> {
    let _held = state.photos.hold(&sha256).await;
    let row = state.db.find_photo(&sha256).await?;
    let is_in_ledger = state.ledger.holds(&sha256).map_err(disk)?;
    match Life::of(row.as_ref(), is_in_ledger) {
        Life::Erased if row.is_some() => return Ok(false),
        Life::Unclaimed | Life::Claimed if state.photos.has(&sha256).await.map_err(disk)? => {
            return Ok(false);
        }
        // Its row is there and its bytes are not, as after a restore without them: this heals it.
        Life::Erased | Life::Unclaimed | Life::Claimed => {}
        Life::Unknown => state.db.check_unclaimed(account, limits(state)).await?,
    }
    let processed = state.photos.process(body).await?;
    let photo = NewStoredPhoto {
        sha256: sha256.clone(),
        account,
        bytes: i64::try_from(processed.jpeg.len()).unwrap_or(i64::MAX),
        width: i32::try_from(processed.width).unwrap_or(i32::MAX),
        height: i32::try_from(processed.height).unwrap_or(i32::MAX),
        received_at: state.clock.now(),
    };
    if is_in_ledger {
        // Only its row was lost, in a restored database: records that name it hear what became of it.
        state.db.bury_photo(photo).await?;
        return Ok(false);
    }
    let stored = state.photos.put(&sha256, processed.jpeg, processed.thumb);
    stored.await.map_err(disk)?;
    let created = state.db.create_photo(photo, limits(state)).await;
    // Another server may have erased it meanwhile, and what was refused is not kept.
    let row = state.db.find_photo(&sha256).await?;
    if !Life::of(row.as_ref(), false).has_files() {
        state.photos.delete(&sha256).await.map_err(disk)?;
    }
    Ok(created?)
}

fn limits(state: &AppState) -> UnclaimedLimits {
    UnclaimedLimits {
        photos: i64::from(state.config.photos_unclaimed),
        bytes: i64::try_from(state.config.photos_unclaimed_bytes).unwrap_or(i64::MAX),
    }
}

/// Deletes the parts of an upload; a request that still appends to it is ended first.
///
/// # Errors
/// When the disk refuses, or the request doesn't end.
pub async fn forget_parts(state: &AppState, key: &UploadKey) -> anyhow::Result<()> {
    let held = state.uploads.take_over(key).await?;
    held.delete().await
}

fn disk(error: anyhow::Error) -> AppError {
    tracing::error!(error = format!("{error:#}"), "the photo store failed");
    AppError::Internal
}
