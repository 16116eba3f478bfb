//! Photos: taking one in, and showing it to who may see its record.

use app::{
    domain::{ids, photo::Sha256, record::RecordKind, role::Permission},
    error::{AppError, AppResult},
};
use bytes::Bytes;
use sha2::Digest;
use uuid::Uuid;

use super::{Service, access::sees_flag};
use crate::storage::NewStoredPhoto;

pub use crate::photos::PhotoSize;

impl Service {
    /// Takes a photo: checked, re-encoded without metadata, on disk before it is noted. `false` when it was there.
    ///
    /// # Errors
    /// Role, hash that differs, bytes that are no JPEG, too many pixels, storage.
    pub async fn put_photo(&self, sha256: Sha256, body: Bytes) -> AppResult<bool> {
        let me = self.require(Permission::SendPhotos)?;
        if hex::encode(sha2::Sha256::digest(&body)) != sha256.as_str() {
            return Err(AppError::HashMismatch);
        }
        if self.state.db.find_photo(&sha256).await?.is_some() {
            return Ok(false);
        }
        let processed = self.state.photos.process(body).await?;
        let (width, height) = (processed.width, processed.height);
        let bytes = i64::try_from(processed.jpeg.len()).unwrap_or(i64::MAX);
        self.state
            .photos
            .put(&sha256, processed.jpeg, processed.thumb)
            .await
            .map_err(disk)?;
        let photo = NewStoredPhoto {
            sha256,
            account: me.id,
            bytes,
            width: i32::try_from(width).unwrap_or(i32::MAX),
            height: i32::try_from(height).unwrap_or(i32::MAX),
            received_at: self.state.clock.now(),
        };
        Ok(self.state.db.create_photo(photo).await?)
    }

    /// The stored JPEG and what kind of record has it, for who may see the record; for its sender while it has none yet. Reads of a flag's photo
    /// go into the access log.
    ///
    /// # Errors
    /// Not there, deleted, or not for this person: all `NotFound`.
    pub async fn find_photo(
        &self,
        sha256: &Sha256,
        size: PhotoSize,
    ) -> AppResult<(Bytes, Option<RecordKind>)> {
        let me = self.actor.as_ref().ok_or(AppError::SignInRequired)?;
        let photo = self
            .state
            .db
            .find_photo(sha256)
            .await?
            .filter(|photo| !photo.deleted);
        let photo = photo.ok_or(AppError::NotFound)?;
        match photo.record {
            None if photo.account == me.id => {}
            None => return Err(AppError::NotFound),
            Some((RecordKind::Placement, id)) => drop(self.placement(ids::PlacementId(id)).await?),
            Some((RecordKind::CheckIn, id)) => drop(self.check_in(ids::CheckInId(id)).await?),
            Some((RecordKind::Flag, id)) => {
                let stored = self.state.db.find_flag(ids::FlagId(id)).await?;
                if !stored.is_some_and(|stored| sees_flag(me, &stored)) {
                    return Err(AppError::NotFound);
                }
                let (entry, at) = (Uuid::now_v7(), self.state.clock.now());
                self.state
                    .db
                    .log_access(entry, at, me.id, "flag_photo", format!("flag {id}"))
                    .await?;
            }
        }
        let bytes = self.state.photos.get(sha256, size).await.map_err(disk)?;
        let kind = photo.record.map(|(kind, _)| kind);
        Ok((bytes.ok_or(AppError::NotFound)?, kind))
    }
}

fn disk(error: anyhow::Error) -> AppError {
    tracing::error!(error = format!("{error:#}"), "the photo store failed");
    AppError::Internal
}
