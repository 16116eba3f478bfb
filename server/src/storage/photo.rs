//! Which photos there are, whose they are and which record they belong to. Their bytes are in the photo store.

use app::domain::{ids::AccountId, photo::Sha256, record::RecordKind, time::Timestamp};
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

    /// Photos that were deleted and whose bytes may still be on disk.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_photos_to_erase(&self) -> StorageResult<Vec<Sha256>> {
        let sql = "SELECT sha256 FROM photo WHERE deleted_at IS NOT NULL AND erased_at IS NULL ORDER BY sha256";
        let rows: Vec<String> =
            on_db!(self, pool => sqlx::query_scalar(sql).fetch_all(pool).await?);
        rows.iter()
            .map(|sha256| code("photo.sha256", sha256))
            .collect()
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
    /// When the write fails.
    pub async fn create_photo(&self, photo: NewStoredPhoto) -> StorageResult<bool> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO photo (sha256, account, bytes, width, height, received_at) \
                    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (sha256) DO NOTHING";
                let done = on_tx!(tx, conn => sqlx::query(sql)
                    .bind(photo.sha256.as_str())
                    .bind(photo.account.0)
                    .bind(photo.bytes)
                    .bind(photo.width)
                    .bind(photo.height)
                    .bind(photo.received_at.0)
                    .execute(conn).await?.rows_affected());
                Ok(done == 1)
            })
        })
        .await
    }
}

impl Tx {
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
