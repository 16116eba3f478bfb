//! Counts for the district's report: by unit and kind, and by grounds.

use app::domain::{area::AreaCode, ids::CampaignId};

use super::{
    Db, StorageResult,
    filter::{Filter, Value, bind_values},
    on_db,
};

/// Displays of one unit, kind and status in one area. A unit without a name in the list keeps its code.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct UnitCount {
    /// Name of the unit; none where nobody is known to have hung it.
    pub unit: Option<String>,
    /// Code of the kind.
    pub kind: String,
    /// Code of the status.
    pub status: String,
    /// Displays planned.
    pub planned: i64,
    /// Displays there.
    pub displays: i64,
    /// Of these, displays that were checked.
    pub checked: i64,
}

impl Db {
    /// Displays of a campaign in an area, by unit, kind and status.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn count_by_unit(
        &self,
        campaign: CampaignId,
        area: &AreaCode,
    ) -> StorageResult<Vec<UnitCount>> {
        let mut filter = Filter::default();
        filter.compare("campaign", "=", Value::Id(campaign.0));
        filter.area(area);
        let sql = format!(
            "SELECT COALESCE(unit.name, counted.unit) AS unit, kind, status, planned, displays, checked FROM (\
             SELECT unit, kind, status, CAST(SUM(planned_quantity) AS BIGINT) AS planned, \
             CAST(SUM(quantity) AS BIGINT) AS displays, \
             CAST(SUM(CASE WHEN checked_at IS NULL THEN 0 ELSE quantity END) AS BIGINT) AS checked \
             FROM placement{} GROUP BY unit, kind, status) AS counted \
             LEFT JOIN unit ON unit.code = counted.unit ORDER BY 1, 2, 3",
            filter.clause()
        );
        Ok(on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        }))
    }

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
