//! Counts for the district's report: flags by grounds. Those of placements are in `reality`.

use app::domain::{area::AreaCode, ids::CampaignId};

use super::{
    Db, StorageResult,
    filter::{Filter, Value, bind_values},
    on_db,
};

impl Db {
    /// Flags seen during a campaign in an area: grounds (codes separated by spaces), code of the status, how many.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn count_by_grounds(
        &self,
        campaign: CampaignId,
        area: &AreaCode,
    ) -> StorageResult<Vec<(String, String, i64)>> {
        let mut filter = Filter::default();
        filter.compare("campaign", "=", Value::Id(campaign.0));
        filter.area(area);
        let sql = format!(
            "SELECT grounds, status, COUNT(*) FROM flag{} GROUP BY grounds, status ORDER BY grounds, status",
            filter.clause()
        );
        Ok(on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        }))
    }
}
