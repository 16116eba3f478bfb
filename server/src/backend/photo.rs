//! Photos: taking one in, and showing it to who may see its record.

use app::{
    domain::{
        ids::{self, AccountId},
        photo::Sha256,
        record::RecordKind,
        role::Permission,
    },
    error::{AppError, AppResult},
};
use bytes::Bytes;
use sha2::Digest;
use uuid::Uuid;

use super::{Service, access::sees_flag};
use crate::{life, storage::UploadKey};

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
        let new = life::arrive(&self.state, me.id, sha256.clone(), body).await?;
        self.end_own_upload(me.id, sha256).await?;
        Ok(new)
    }

    /// What this account has sent of it in parts isn't needed any more once it is stored.
    async fn end_own_upload(&self, account: AccountId, sha256: Sha256) -> AppResult<()> {
        let (key, now) = (UploadKey { account, sha256 }, self.state.clock.now());
        let Some(stored) = self.state.db.find_upload(&key, now).await? else {
            return Ok(());
        };
        if !stored.completed {
            self.state.db.complete_upload(key.clone(), now).await?;
        }
        // A request that still appends is ended; if it doesn't end in time, the sweep takes the parts.
        let forgotten = life::forget_parts(&self.state, &key).await;
        forgotten.or_else(|error| {
            tracing::warn!(
                error = format!("{error:#}"),
                "parts of a stored photo stay for now"
            );
            Ok(())
        })
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
