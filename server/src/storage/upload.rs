//! Photos on their way in parts: which there are, how long they will be, until when they are kept.
//! Their bytes, and so their offsets, are in the upload store.

use app::{
    domain::{ids::AccountId, photo::Sha256, time::Timestamp},
    error::AppError,
};
use uuid::Uuid;

use super::{Db, StorageResult, Tx, on_db, on_tx, row::code};

/// Names an upload: the photo, and who sends it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UploadKey {
    /// Who sends it.
    pub account: AccountId,
    /// Hash of the whole photo.
    pub sha256: Sha256,
}

/// An upload that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredUpload {
    /// Bytes of the whole photo.
    pub length: i64,
    /// When it is forgotten.
    pub expires_at: Timestamp,
    /// Whether its photo is stored.
    pub completed: bool,
}

/// An upload to be begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUpload {
    /// Which.
    pub key: UploadKey,
    /// Bytes of the whole photo.
    pub length: i64,
    /// Now.
    pub at: Timestamp,
    /// When it is forgotten.
    pub expires_at: Timestamp,
    /// Whether its photo is stored already.
    pub completed: bool,
}

/// What one account may have under way at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UploadLimits {
    /// Uploads.
    pub open: i64,
    /// Their bytes once they are whole.
    pub bytes: i64,
}

/// What came of beginning an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// There was none, or none that still counts: what lies in its file is not of this one.
    Fresh,
    /// It was begun before.
    Known(StoredUpload),
}

#[derive(sqlx::FromRow)]
struct UploadRow {
    account: Uuid,
    sha256: String,
    length: i64,
    expires_at: i64,
    completed_at: Option<i64>,
}

impl UploadRow {
    fn into_stored(self) -> StorageResult<(UploadKey, StoredUpload)> {
        let key = UploadKey {
            account: AccountId(self.account),
            sha256: code("upload.sha256", &self.sha256)?,
        };
        let stored = StoredUpload {
            length: self.length,
            expires_at: Timestamp(self.expires_at),
            completed: self.completed_at.is_some(),
        };
        Ok((key, stored))
    }
}

impl Db {
    /// Begins an upload, or finds it as it was begun. One that expired or was begun with another length is begun anew.
    ///
    /// # Errors
    /// [`AppError::TooManyUploads`] when the account has enough under way; when the write fails.
    pub async fn begin_upload(&self, new: NewUpload, limits: UploadLimits) -> StorageResult<Begun> {
        self.write(move |tx| Box::pin(async move { tx.begin_upload(&new, limits).await }))
            .await
    }

    /// An upload, if it has not expired.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_upload(
        &self,
        key: &UploadKey,
        now: Timestamp,
    ) -> StorageResult<Option<StoredUpload>> {
        let sql = "SELECT account, sha256, length, expires_at, completed_at FROM upload \
            WHERE account = $1 AND sha256 = $2 AND expires_at > $3";
        let row: Option<UploadRow> = on_db!(self, pool => {
            sqlx::query_as(sql).bind(key.account.0).bind(key.sha256.as_str()).bind(now.0).fetch_optional(pool).await?
        });
        Ok(row
            .map(UploadRow::into_stored)
            .transpose()?
            .map(|(_, stored)| stored))
    }

    /// The uploads whose bytes are still wanted.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_open_uploads(&self, now: Timestamp) -> StorageResult<Vec<UploadKey>> {
        let sql = "SELECT account, sha256, length, expires_at, completed_at FROM upload \
            WHERE completed_at IS NULL AND expires_at > $1 ORDER BY account, sha256";
        let rows: Vec<UploadRow> =
            on_db!(self, pool => sqlx::query_as(sql).bind(now.0).fetch_all(pool).await?);
        rows.into_iter()
            .map(|row| Ok(row.into_stored()?.0))
            .collect()
    }

    /// Notes that the photo of an upload is stored.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn complete_upload(&self, key: UploadKey, at: Timestamp) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE upload SET completed_at = $3 WHERE account = $1 AND sha256 = $2";
                on_tx!(tx, conn => sqlx::query(sql).bind(key.account.0).bind(key.sha256.as_str()).bind(at.0)
                    .execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }

    /// Forgets an upload.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn delete_upload(&self, key: UploadKey) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM upload WHERE account = $1 AND sha256 = $2";
                on_tx!(tx, conn => sqlx::query(sql).bind(key.account.0).bind(key.sha256.as_str())
                    .execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }

    /// Forgets the uploads that have expired; gives how many they were.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn delete_expired_uploads(&self, now: Timestamp) -> StorageResult<u64> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM upload WHERE expires_at <= $1";
                Ok(on_tx!(tx, conn => sqlx::query(sql).bind(now.0).execute(conn).await?.rows_affected()))
            })
        })
        .await
    }
}

impl Tx {
    async fn begin_upload(
        &mut self,
        new: &NewUpload,
        limits: UploadLimits,
    ) -> StorageResult<Begun> {
        let (account, sha256) = (new.key.account.0, new.key.sha256.as_str());
        // Two requests of one account are counted one after the other.
        let hold = format!(
            "SELECT username FROM account WHERE id = $1{}",
            self.for_update()
        );
        on_tx!(self, conn => sqlx::query(sqlx::AssertSqlSafe(hold)).bind(account).fetch_optional(conn).await.map(drop)?);
        let sql = "SELECT account, sha256, length, expires_at, completed_at FROM upload \
            WHERE account = $1 AND sha256 = $2 AND expires_at > $3 AND length = $4";
        let known: Option<UploadRow> = on_tx!(self, conn => {
            sqlx::query_as(sql).bind(account).bind(sha256).bind(new.at.0).bind(new.length).fetch_optional(conn).await?
        });
        if let Some(row) = known {
            return Ok(Begun::Known(row.into_stored()?.1));
        }
        let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM upload \
            WHERE account = $1 AND sha256 <> $2 AND expires_at > $3 AND completed_at IS NULL";
        let (open, bytes): (i64, i64) = on_tx!(self, conn => {
            sqlx::query_as(sql).bind(account).bind(sha256).bind(new.at.0).fetch_one(conn).await?
        });
        if !new.completed && (open >= limits.open || bytes + new.length > limits.bytes) {
            return Err(AppError::TooManyUploads.into());
        }
        let sql = "INSERT INTO upload (account, sha256, length, created_at, expires_at, completed_at) \
            VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (account, sha256) DO UPDATE SET \
            length = excluded.length, created_at = excluded.created_at, expires_at = excluded.expires_at, \
            completed_at = excluded.completed_at";
        on_tx!(self, conn => sqlx::query(sql)
            .bind(account)
            .bind(sha256)
            .bind(new.length)
            .bind(new.at.0)
            .bind(new.expires_at.0)
            .bind(new.completed.then_some(new.at.0))
            .execute(conn).await.map(drop)?);
        Ok(Begun::Fresh)
    }
}
