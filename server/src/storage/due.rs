//! What the clock has to move: records whose time is over, a batch at a time.

use app::domain::{
    ids::{CampaignId, FlagId, PlacementId},
    time::Timestamp,
};
use uuid::Uuid;

use super::{Db, StorageResult, on_db};

impl Db {
    /// Placements of the campaign that hang and are not yet due for removal, at most `limit` of them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_placements_to_expire(
        &self,
        campaign: CampaignId,
        limit: u32,
    ) -> StorageResult<Vec<PlacementId>> {
        // The states are written out as in the partial index, which holds nothing of a campaign that is over.
        let sql = "SELECT id FROM placement WHERE campaign = $1 AND status IN ('installed', 'verified', 'needs_fix') \
            ORDER BY id LIMIT $2";
        let ids: Vec<Uuid> = on_db!(self, pool => {
            sqlx::query_scalar(sql).bind(campaign.0).bind(i64::from(limit)).fetch_all(pool).await?
        });
        Ok(ids.into_iter().map(PlacementId).collect())
    }

    /// Flags that nobody has decided on and that have not changed since before this moment, at most `limit` of them.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_flags_to_lapse(
        &self,
        before: Timestamp,
        limit: u32,
    ) -> StorageResult<Vec<FlagId>> {
        let sql = "SELECT id FROM flag WHERE status IN ('recorded', 'returned') AND updated_at < $1 \
            ORDER BY updated_at, id LIMIT $2";
        let ids: Vec<Uuid> = on_db!(self, pool => {
            sqlx::query_scalar(sql).bind(before.0).bind(i64::from(limit)).fetch_all(pool).await?
        });
        Ok(ids.into_iter().map(FlagId).collect())
    }
}
