//! Which photos the sweep looks at: those that live, those that are to go, those that no record named in time.

use app::domain::{ids::CampaignId, photo::Sha256, time::Timestamp};

use super::{Db, StorageResult, on_db, on_tx, photo::hashes};

impl Db {
    /// Photos that were deleted and whose bytes may still be on disk.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_photos_to_erase(&self) -> StorageResult<Vec<Sha256>> {
        let sql = "SELECT sha256 FROM photo WHERE deleted_at IS NOT NULL AND erased_at IS NULL ORDER BY sha256";
        let rows: Vec<String> =
            on_db!(self, pool => sqlx::query_scalar(sql).fetch_all(pool).await?);
        hashes(&rows)
    }

    /// The photos whose bytes are to be on disk and whose hash begins with this hexadecimal digit, 0 to 15, in order.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_living_photos(&self, digit: u8) -> StorageResult<Vec<Sha256>> {
        let sql = "SELECT sha256 FROM photo WHERE sha256 >= $1 AND sha256 < $2 AND deleted_at IS NULL ORDER BY sha256";
        // After the digits 0 to 9 and a to f comes g.
        let bound = |digit: u8| {
            char::from_digit(digit.into(), 17)
                .unwrap_or('g')
                .to_string()
        };
        let rows: Vec<String> = on_db!(self, pool => {
            sqlx::query_scalar(sql).bind(bound(digit)).bind(bound(digit + 1)).fetch_all(pool).await?
        });
        hashes(&rows)
    }

    /// Photos that no record has named and that came before that time, at most so many.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_unclaimed_photos(
        &self,
        before: Timestamp,
        limit: u32,
    ) -> StorageResult<Vec<Sha256>> {
        let sql = "SELECT sha256 FROM photo WHERE record IS NULL AND deleted_at IS NULL AND received_at < $1 \
            ORDER BY sha256 LIMIT $2";
        let rows: Vec<String> = on_db!(self, pool => {
            sqlx::query_scalar(sql).bind(before.0).bind(i64::from(limit)).fetch_all(pool).await?
        });
        hashes(&rows)
    }

    /// Photos of a campaign's placements, visits and flags that are not deleted, at most so many.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_photos_of_campaign(
        &self,
        campaign: CampaignId,
        limit: u32,
    ) -> StorageResult<Vec<Sha256>> {
        let sql = "SELECT p.sha256 FROM photo p WHERE p.deleted_at IS NULL AND ( \
            (p.record = 'placement' AND p.record_id IN (SELECT id FROM placement WHERE campaign = $1)) \
            OR (p.record = 'flag' AND p.record_id IN (SELECT id FROM flag WHERE campaign = $1)) \
            OR (p.record = 'check_in' AND p.record_id IN (SELECT c.id FROM check_in c \
                JOIN placement ON placement.id = c.placement WHERE placement.campaign = $1))) LIMIT $2";
        let rows: Vec<String> = on_db!(self, pool => {
            sqlx::query_scalar(sql).bind(campaign.0).bind(i64::from(limit)).fetch_all(pool).await?
        });
        hashes(&rows)
    }

    /// Forgets a photo that no record has named and that came before that time, as if it had never come. `false` when there is none such.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn forget_photo(&self, sha256: Sha256, before: Timestamp) -> StorageResult<bool> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM photo WHERE sha256 = $1 AND record IS NULL AND deleted_at IS NULL AND received_at < $2";
                let done = on_tx!(tx, conn => sqlx::query(sql).bind(sha256.as_str()).bind(before.0)
                    .execute(conn).await?.rows_affected());
                Ok(done == 1)
            })
        })
        .await
    }
}
