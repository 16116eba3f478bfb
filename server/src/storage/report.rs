//! Counts for the district's report: flags by grounds. Those of placements are in `reality`.

use app::domain::{area::AreaCode, flag::FlagTransition, ids::CampaignId};

use super::{
    Db, StorageResult,
    filter::{Filter, Scope, Value, bind_values, text},
    on_db,
};

impl Db {
    /// Flags seen during a campaign in an area, of those in `scope` that a second person ever confirmed: grounds (codes separated by
    /// spaces), code of the status, how many.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn count_by_grounds(
        &self,
        campaign: CampaignId,
        area: &AreaCode,
        scope: &Scope,
    ) -> StorageResult<Vec<(String, String, i64)>> {
        let mut filter = Filter::default();
        filter.scope(scope, "status");
        let confirm = filter.value(text(FlagTransition::Confirm));
        filter.raw(format!(
            "EXISTS (SELECT 1 FROM event WHERE record_id = flag.id AND action = {confirm})"
        ));
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
