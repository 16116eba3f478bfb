//! Leases: which of several servers of one database does a job now.

use app::domain::time::Timestamp;
use uuid::Uuid;

use super::{Db, StorageResult, on_tx};

impl Db {
    /// Takes or prolongs the lease of this name, or gives false when another holds it still.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn take_lease(
        &self,
        name: &'static str,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> StorageResult<bool> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO lease (name, holder, held_until) VALUES ($1, $2, $3) \
                    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until \
                    WHERE lease.holder = excluded.holder OR lease.held_until <= $4";
                let done = on_tx!(tx, conn => sqlx::query(sql)
                    .bind(name)
                    .bind(holder)
                    .bind(until.0)
                    .bind(now.0)
                    .execute(conn).await?.rows_affected());
                Ok(done == 1)
            })
        })
        .await
    }

    /// Gives the lease back, if this one holds it.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn drop_lease(&self, name: &'static str, holder: Uuid) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM lease WHERE name = $1 AND holder = $2";
                on_tx!(tx, conn => sqlx::query(sql).bind(name).bind(holder)
                    .execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }
}
