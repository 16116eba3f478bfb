//! Sites by their code, for who looks for one.

use app::domain::ids::{CampaignId, PlacementId};
use uuid::Uuid;

use super::{
    Db, StorageResult,
    filter::{Filter, Scope, Value, bind_values, text},
    on_db,
};

/// A site as a search finds it.
#[derive(Debug, Clone, PartialEq)]
pub struct FoundSite {
    /// Its code.
    pub code: String,
    /// Its street.
    pub street: String,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Its placement.
    pub placement: PlacementId,
}

impl Db {
    /// Sites whose code begins with `key`, of which it has the letters and digits alone, in capitals; by code, at most `most`.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_sites_by_code(
        &self,
        campaign: Option<CampaignId>,
        key: &str,
        scope: &Scope,
        most: u32,
    ) -> StorageResult<Vec<FoundSite>> {
        let mut filter = Filter::default();
        if let Some(campaign) = campaign {
            filter.compare("campaign", "=", Value::Id(campaign.0));
        }
        let plain =
            "REPLACE(REPLACE(REPLACE(REPLACE(UPPER(code), '-', ''), ' ', ''), '.', ''), '/', '')";
        filter.compare(plain, "LIKE", text(format!("{key}%")));
        filter.scope(scope, "status");
        let sql = format!(
            "SELECT code, street, lon, lat, placement FROM site{} ORDER BY code, id LIMIT {most}",
            filter.clause()
        );
        let rows: Vec<(String, String, f64, f64, Uuid)> = on_db!(self, pool => {
            bind_values!(sqlx::query_as(sqlx::AssertSqlSafe(sql)), &filter.values).fetch_all(pool).await?
        });
        let site = |(code, street, lon, lat, placement)| FoundSite {
            code,
            street,
            lon,
            lat,
            placement: PlacementId(placement),
        };
        Ok(rows.into_iter().map(site).collect())
    }
}
