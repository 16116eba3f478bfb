//! The access log (nhật ký truy cập): every read of a flag's photo and every export.

use app::domain::{ids::AccountId, time::Timestamp};
use uuid::Uuid;

use super::{Db, StorageResult, on_db, on_tx};

impl Db {
    /// Notes a read. `subject` names the record or the export, never a person.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn log_access(
        &self,
        id: Uuid,
        at: Timestamp,
        account: AccountId,
        action: &'static str,
        subject: String,
    ) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO access_log (id, at, account, action, subject) VALUES ($1, $2, $3, $4, $5)";
                on_tx!(tx, conn => sqlx::query(sql).bind(id).bind(at.0).bind(account.0).bind(action).bind(&subject)
                    .execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }

    /// The newest entries as (moment, action, subject).
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_access(&self, limit: u32) -> StorageResult<Vec<(Timestamp, String, String)>> {
        let sql = "SELECT at, action, subject FROM access_log ORDER BY at DESC, id DESC LIMIT $1";
        let rows: Vec<(i64, String, String)> =
            on_db!(self, pool => sqlx::query_as(sql).bind(i64::from(limit)).fetch_all(pool).await?);
        Ok(rows
            .into_iter()
            .map(|(at, action, subject)| (Timestamp(at), action, subject))
            .collect())
    }
}
