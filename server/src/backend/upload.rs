//! Photos that are sent in parts. Once the last byte is there, the photo goes the way of one that was sent whole.

use app::{
    domain::{
        photo::Sha256,
        role::Permission,
        time::{DAY_MS, Timestamp},
    },
    error::{AppError, AppResult},
};

use bytes::Bytes;
use futures::StreamExt;
use sha2::Digest;

use super::Service;
use crate::{
    life,
    photos::{Held, Part},
    storage::{Begun, NewUpload, StoredUpload, UploadKey, UploadLimits},
};

/// How far an upload has got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Upload {
    /// Bytes that are durable. When they are all of them, the photo is stored.
    pub offset: u64,
    /// Bytes of the whole photo.
    pub length: u64,
    /// When it is forgotten.
    pub expires_at: Timestamp,
    /// Whether this request began it.
    pub created: bool,
}

impl Service {
    /// Begins an upload, or finds the one begun; a request that still appends to it is ended first.
    ///
    /// # Errors
    /// Role, length that no photo has, too many uploads under way; those of [`Service::put_photo`] when it is whole.
    pub async fn begin_upload(&self, sha256: Sha256, length: u64) -> AppResult<Upload> {
        let me = self.require(Permission::SendPhotos)?;
        let config = &self.state.config;
        let max_bytes = config.photo_max_bytes as u64;
        if length == 0 {
            return Err(AppError::bad_request("a photo has at least one byte"));
        }
        if length > max_bytes {
            return Err(AppError::TooLarge { max_bytes });
        }
        let photo = self.state.db.find_photo(&sha256).await?;
        // Somebody else's photo of the same bytes is not told of: who has only its hash learns nothing.
        let photo_is_there = photo.is_some_and(|photo| photo.account == me.id);
        let at = self.state.clock.now();
        let new = NewUpload {
            key: UploadKey {
                account: me.id,
                sha256,
            },
            length: signed(length),
            at,
            expires_at: at.plus_ms(i64::from(config.upload_days) * DAY_MS),
            completed: photo_is_there,
        };
        let key = new.key.clone();
        let held = self.state.uploads.take_over(&key).await?;
        let stored = StoredUpload {
            length: new.length,
            expires_at: new.expires_at,
            completed: new.completed,
        };
        let limits = UploadLimits {
            open: i64::from(config.uploads_open),
            bytes: signed(config.uploads_open_bytes.max(max_bytes)),
        };
        match self.state.db.begin_upload(new, limits).await? {
            Begun::Fresh => {
                held.delete().await.map_err(disk)?;
                let upload = self.settle(&held, &key, stored).await?;
                Ok(Upload {
                    created: true,
                    ..upload
                })
            }
            Begun::Known(stored) if photo_is_there && !stored.completed => {
                self.state.db.complete_upload(key, at).await?;
                held.delete().await.map_err(disk)?;
                let completed = true;
                Ok(upload(
                    &StoredUpload {
                        completed,
                        ..stored
                    },
                    0,
                ))
            }
            Begun::Known(stored) => self.settle(&held, &key, stored).await,
        }
    }

    /// How far an upload of this account has got.
    ///
    /// # Errors
    /// Role; not begun by this account or expired: `NotFound`; being completed at this moment: `UploadLocked`.
    pub async fn find_upload(&self, sha256: Sha256) -> AppResult<Upload> {
        let (key, stored) = self.known_upload(sha256).await?;
        let uploads = &self.state.uploads;
        let present = upload(&stored, uploads.offset(&key).await.map_err(disk)?);
        if stored.completed || present.offset < present.length {
            return Ok(present);
        }
        let held = uploads.hold(&key).ok_or(AppError::UploadLocked)?;
        self.settle(&held, &key, stored).await
    }

    /// Appends a part at `offset`. What arrives of one that breaks off is kept, even when nobody waits for the answer.
    ///
    /// # Errors
    /// Role, `NotFound` as above, another offset, another request that appends, a body that ends early; those of
    /// [`Service::put_photo`] with the last byte. A photo that is refused then is forgotten.
    pub async fn continue_upload(
        &self,
        sha256: Sha256,
        offset: u64,
        part: Part,
    ) -> AppResult<Upload> {
        let (key, stored) = self.known_upload(sha256).await?;
        let uploads = &self.state.uploads;
        let held = uploads.hold(&key).ok_or(AppError::UploadLocked)?;
        let present = self.settle(&held, &key, stored.clone()).await?;
        if present.offset != offset {
            return Err(AppError::WrongOffset {
                offset: present.offset,
            });
        }
        if present.offset == present.length {
            return nothing_more(part, present).await;
        }
        let service = self.clone();
        // A task of its own: this request is dropped when its line breaks, and what has arrived must be put down first.
        let work = tokio::spawn(async move {
            held.append(part, present.length).await?;
            service.settle(&held, &key, stored).await
        });
        work.await.unwrap_or_else(|broken| {
            tracing::error!(%broken, "an upload broke");
            Err(AppError::Internal)
        })
    }

    async fn take_whole(&self, key: &UploadKey, bytes: Bytes) -> AppResult<bool> {
        if hex::encode(sha2::Sha256::digest(&bytes)) != key.sha256.as_str() {
            return Err(AppError::HashMismatch);
        }
        life::arrive(&self.state, key.account, key.sha256.clone(), bytes).await
    }

    async fn known_upload(&self, sha256: Sha256) -> AppResult<(UploadKey, StoredUpload)> {
        let me = self.require(Permission::SendPhotos)?;
        let key = UploadKey {
            account: me.id,
            sha256,
        };
        let now = self.state.clock.now();
        let stored = self.state.db.find_upload(&key, now).await?;
        Ok((key, stored.ok_or(AppError::NotFound)?))
    }

    /// Where an upload stands. One that is whole becomes a photo first; one that can't is forgotten.
    async fn settle(
        &self,
        held: &Held,
        key: &UploadKey,
        stored: StoredUpload,
    ) -> AppResult<Upload> {
        if stored.completed {
            return Ok(upload(&stored, 0));
        }
        let present = upload(&stored, held.offset().await.map_err(disk)?);
        if present.offset < present.length {
            return Ok(present);
        }
        let bytes = held.read().await.map_err(disk)?;
        let put = self.take_whole(key, bytes).await;
        match put {
            Ok(_) => {
                let at = self.state.clock.now();
                self.state.db.complete_upload(key.clone(), at).await?;
                held.delete().await.map_err(disk)?;
                Ok(present)
            }
            Err(error) => {
                // The server's own trouble passes, and so does having sent too much; bytes that are no such photo never will be.
                if error.status() < 500 && error.status() != 429 {
                    held.delete().await.map_err(disk)?;
                    self.state.db.delete_upload(key.clone()).await?;
                }
                Err(error)
            }
        }
    }
}

/// A part at the end of a photo has no bytes.
async fn nothing_more(mut part: Part, present: Upload) -> AppResult<Upload> {
    while let Some(Ok(bytes)) = part.next().await {
        if !bytes.is_empty() {
            return Err(AppError::PastEnd {
                length: present.length,
                offset: present.offset,
            });
        }
    }
    Ok(present)
}

fn upload(stored: &StoredUpload, offset: u64) -> Upload {
    let length = stored.length.unsigned_abs();
    Upload {
        offset: if stored.completed { length } else { offset },
        length,
        expires_at: stored.expires_at,
        created: false,
    }
}

fn signed(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn disk(error: anyhow::Error) -> AppError {
    tracing::error!(error = format!("{error:#}"), "the upload folder failed");
    AppError::Internal
}
