//! Campaigns with their messages.

use app::domain::{campaign::Campaign, ids::CampaignId};
use uuid::Uuid;

use super::{Db, StorageError, StorageResult, Tx, on_db, on_tx, row::code};

const COLUMNS: &str = "id, code, name, document_no, starts_on, ends_on, report_due_on, boundary_set, retention_days, messages, sample";

#[derive(sqlx::FromRow)]
struct CampaignRow {
    id: Uuid,
    code: String,
    name: String,
    document_no: String,
    starts_on: String,
    ends_on: String,
    report_due_on: String,
    boundary_set: String,
    retention_days: i32,
    messages: String,
    sample: bool,
}

impl CampaignRow {
    fn into_campaign(self) -> StorageResult<Campaign> {
        Ok(Campaign {
            id: CampaignId(self.id),
            code: self.code,
            name: self.name,
            document_no: self.document_no,
            starts_on: code("campaign.starts_on", &self.starts_on)?,
            ends_on: code("campaign.ends_on", &self.ends_on)?,
            report_due_on: code("campaign.report_due_on", &self.report_due_on)?,
            boundary_set: code("campaign.boundary_set", &self.boundary_set)?,
            retention_days: self.retention_days,
            messages: serde_json::from_str(&self.messages)
                .map_err(|error| StorageError::corrupt("campaign.messages", error))?,
            sample: self.sample,
        })
    }
}

impl Db {
    /// All campaigns, newest window first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_campaigns(&self) -> StorageResult<Vec<Campaign>> {
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM campaign ORDER BY starts_on DESC, code"
        ));
        let rows: Vec<CampaignRow> =
            on_db!(self, pool => sqlx::query_as(sql).fetch_all(pool).await?);
        rows.into_iter().map(CampaignRow::into_campaign).collect()
    }

    /// One campaign.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_campaign(&self, id: CampaignId) -> StorageResult<Option<Campaign>> {
        let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM campaign WHERE id = $1"));
        let row: Option<CampaignRow> =
            on_db!(self, pool => sqlx::query_as(sql).bind(id.0).fetch_optional(pool).await?);
        row.map(CampaignRow::into_campaign).transpose()
    }

    /// The campaign with that code.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_campaign_by_code(&self, campaign: &str) -> StorageResult<Option<Campaign>> {
        let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM campaign WHERE code = $1"));
        let row: Option<CampaignRow> =
            on_db!(self, pool => sqlx::query_as(sql).bind(campaign).fetch_optional(pool).await?);
        row.map(CampaignRow::into_campaign).transpose()
    }

    /// Adds a campaign. `false` when the id or the code is taken.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_campaign(&self, campaign: Campaign) -> StorageResult<bool> {
        let messages = serde_json::to_string(&campaign.messages)
            .map_err(|error| StorageError::corrupt("campaign.messages", error))?;
        self.write(move |tx| {
            Box::pin(async move {
                let sql = sqlx::AssertSqlSafe(format!(
                    "INSERT INTO campaign ({COLUMNS}) \
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING"
                ));
                let done = on_tx!(tx, conn => sqlx::query(sql)
                    .bind(campaign.id.0)
                    .bind(&campaign.code)
                    .bind(&campaign.name)
                    .bind(&campaign.document_no)
                    .bind(campaign.starts_on.iso())
                    .bind(campaign.ends_on.iso())
                    .bind(campaign.report_due_on.iso())
                    .bind(campaign.boundary_set.code())
                    .bind(campaign.retention_days)
                    .bind(&messages)
                    .bind(campaign.sample)
                    .execute(conn).await?.rows_affected());
                Ok(done == 1)
            })
        })
        .await
    }
}

impl Tx {
    /// One campaign, within the transaction.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_campaign(&mut self, id: CampaignId) -> StorageResult<Option<Campaign>> {
        let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM campaign WHERE id = $1"));
        let row: Option<CampaignRow> =
            on_tx!(self, conn => sqlx::query_as(sql).bind(id.0).fetch_optional(conn).await?);
        row.map(CampaignRow::into_campaign).transpose()
    }
}
