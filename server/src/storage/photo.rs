//! Which photos there are, whose they are and which record they belong to. Their bytes are in the photo store.

use app::{
    domain::{ids::AccountId, photo::Sha256, record::RecordKind, time::Timestamp},
    error::AppError,
};
use uuid::Uuid;

use super::{Db, StorageResult, Tx, on_db, on_tx, row::code};

/// A photo whose bytes are on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct NewStoredPhoto {
    /// Hash of the bytes that were sent.
    pub sha256: Sha256,
    /// Who sent it.
    pub account: AccountId,
    /// Bytes stored.
    pub bytes: i64,
    /// Width stored, in pixels.
    pub width: i32,
    /// Height stored, in pixels.
    pub height: i32,
    /// The server's time of acceptance.
    pub received_at: Timestamp,
}

/// Where a photo stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoState {
    /// Who sent it.
    pub account: AccountId,
    /// Record it belongs to, once there is one.
    pub record: Option<(RecordKind, Uuid)>,
    /// Whether it was deleted.
    pub deleted: bool,
}

/// What one account may have sent that no record names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnclaimedLimits {
    /// Photos.
    pub photos: i64,
    /// Their bytes, as stored.
    pub bytes: i64,
}

impl UnclaimedLimits {
    /// As many as there are, for sample data.
    pub const NONE: Self = Self {
        photos: i64::MAX,
        bytes: i64::MAX,
    };
}

#[derive(sqlx::FromRow)]
struct PhotoRow {
    account: Uuid,
    record: Option<String>,
    record_id: Option<Uuid>,
    deleted_at: Option<i64>,
}

impl PhotoRow {
    fn into_state(self) -> StorageResult<PhotoState> {
        let record = match (self.record, self.record_id) {
            (Some(record), Some(id)) => Some((code("photo.record", &record)?, id)),
            _ => None,
        };
        Ok(PhotoState {
            account: AccountId(self.account),
            record,
            deleted: self.deleted_at.is_some(),
        })
    }
}

/// How many photos of an account no record names, and their bytes.
const UNCLAIMED: &str = "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM photo \
    WHERE account = $1 AND record IS NULL AND deleted_at IS NULL";
const SELECT: &str = "SELECT account, record, record_id, deleted_at FROM photo WHERE sha256 = $1";

impl Db {
    /// Where a photo stands.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_photo(&self, sha256: &Sha256) -> StorageResult<Option<PhotoState>> {
        let row: Option<PhotoRow> = on_db!(self, pool => sqlx::query_as(SELECT).bind(sha256.as_str()).fetch_optional(pool).await?);
        row.map(PhotoRow::into_state).transpose()
    }

    /// Notes that the bytes of these photos are gone from the disk.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn note_erased(&self, photos: Vec<Sha256>, at: Timestamp) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql =
                    "UPDATE photo SET erased_at = $2 WHERE sha256 = $1 AND deleted_at IS NOT NULL";
                for sha256 in &photos {
                    on_tx!(tx, conn => sqlx::query(sql).bind(sha256.as_str()).bind(at.0)
                        .execute(conn).await.map(drop)?);
                }
                Ok(())
            })
        })
        .await
    }

    /// Notes a photo whose bytes are on disk. `false` when it was noted before. One that was deleted with its
    /// record stays deleted.
    ///
    /// # Errors
    /// [`AppError::TooManyUnclaimed`] when the account has enough that no record names; when the write fails.
    pub async fn create_photo(
        &self,
        photo: NewStoredPhoto,
        limits: UnclaimedLimits,
    ) -> StorageResult<bool> {
        self.write(move |tx| {
            Box::pin(async move {
                if tx.find_photo(&photo.sha256).await?.is_some() {
                    return Ok(false);
                }
                tx.check_unclaimed(photo.account, limits).await?;
                tx.insert_photo(&photo, None).await
            })
        })
        .await
    }

    /// Notes a photo that was erased before, without any bytes: nothing can claim it.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn bury_photo(&self, photo: NewStoredPhoto) -> StorageResult<bool> {
        let at = photo.received_at;
        self.write(move |tx| Box::pin(async move { tx.insert_photo(&photo, Some(at)).await }))
            .await
    }

    /// Whether the account may send one more photo that no record names.
    ///
    /// # Errors
    /// [`AppError::TooManyUnclaimed`]; when the database can't be read.
    pub async fn check_unclaimed(
        &self,
        account: AccountId,
        limits: UnclaimedLimits,
    ) -> StorageResult<()> {
        let counted =
            on_db!(self, pool => sqlx::query_as(UNCLAIMED).bind(account.0).fetch_one(pool).await?);
        check_unclaimed(counted, limits)
    }
}

pub(super) fn hashes(rows: &[String]) -> StorageResult<Vec<Sha256>> {
    rows.iter()
        .map(|sha256| code("photo.sha256", sha256))
        .collect()
}

fn check_unclaimed((photos, bytes): (i64, i64), limits: UnclaimedLimits) -> StorageResult<()> {
    if photos >= limits.photos || bytes >= limits.bytes {
        return Err(AppError::TooManyUnclaimed.into());
    }
    Ok(())
}

impl Tx {
    async fn check_unclaimed(
        &mut self,
        account: AccountId,
        limits: UnclaimedLimits,
    ) -> StorageResult<()> {
        // Two requests of one account are counted one after the other.
        let hold = format!(
            "SELECT username FROM account WHERE id = $1{}",
            self.for_update()
        );
        on_tx!(self, conn => sqlx::query(sqlx::AssertSqlSafe(hold)).bind(account.0).fetch_optional(conn).await.map(drop)?);
        let counted =
            on_tx!(self, conn => sqlx::query_as(UNCLAIMED).bind(account.0).fetch_one(conn).await?);
        check_unclaimed(counted, limits)
    }

    /// `false` when it is noted already.
    async fn insert_photo(
        &mut self,
        photo: &NewStoredPhoto,
        erased_at: Option<Timestamp>,
    ) -> StorageResult<bool> {
        let sql = "INSERT INTO photo (sha256, account, bytes, width, height, received_at, deleted_at, erased_at) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (sha256) DO NOTHING";
        let done = on_tx!(self, conn => sqlx::query(sql)
            .bind(photo.sha256.as_str())
            .bind(photo.account.0)
            .bind(photo.bytes)
            .bind(photo.width)
            .bind(photo.height)
            .bind(photo.received_at.0)
            .bind(erased_at.map(|at| at.0))
            .execute(conn).await?.rows_affected());
        Ok(done == 1)
    }

    /// Where a photo stands, held until the transaction ends.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_photo(&mut self, sha256: &Sha256) -> StorageResult<Option<PhotoState>> {
        let sql = format!("{SELECT}{}", self.for_update());
        let row: Option<PhotoRow> = on_tx!(self, conn => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(sha256.as_str()).fetch_optional(conn).await?
        });
        row.map(PhotoRow::into_state).transpose()
    }

    /// Gives a photo to its record.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn claim_photo(
        &mut self,
        sha256: &Sha256,
        record: RecordKind,
        id: Uuid,
    ) -> StorageResult<()> {
        let sql = "UPDATE photo SET record = $2, record_id = $3 WHERE sha256 = $1";
        on_tx!(self, conn => sqlx::query(sql).bind(sha256.as_str()).bind(record.code()).bind(id)
            .execute(conn).await.map(drop)?);
        Ok(())
    }

    /// Marks these photos as deleted; their bytes are deleted after the commit.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn delete_photos(&mut self, photos: &[Sha256], at: Timestamp) -> StorageResult<()> {
        let sql = "UPDATE photo SET deleted_at = $2 WHERE sha256 = $1 AND deleted_at IS NULL";
        for sha256 in photos {
            on_tx!(self, conn => sqlx::query(sql).bind(sha256.as_str()).bind(at.0)
                .execute(conn).await.map(drop)?);
        }
        Ok(())
    }

    /// Marks all photos of a record as deleted; their bytes are deleted after the commit.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn delete_photos_of(&mut self, id: Uuid, at: Timestamp) -> StorageResult<()> {
        let sql = "UPDATE photo SET deleted_at = $2 WHERE record_id = $1 AND deleted_at IS NULL";
        on_tx!(self, conn => sqlx::query(sql).bind(id).bind(at.0).execute(conn).await.map(drop)?);
        Ok(())
    }
}
