//! Who brought in which record from a phone's exported queue.

use std::collections::BTreeSet;

use app::domain::{ids::AccountId, record::RecordKind, time::Timestamp};
use uuid::Uuid;

use super::{Db, StorageResult, Tx, on_db, on_tx};

impl Db {
    /// Which of these records this account brought in.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_imported(
        &self,
        by: AccountId,
        records: &[Uuid],
    ) -> StorageResult<BTreeSet<Uuid>> {
        let mut imported = BTreeSet::new();
        // Not one statement with a list: the two engines bind lists differently, and a page is one look at an index each.
        for record in records {
            let sql =
                "SELECT record_id FROM queue_import WHERE record_id = $1 AND imported_by = $2";
            let found: Option<Uuid> = on_db!(self, pool => {
                sqlx::query_scalar(sql).bind(record).bind(by.0).fetch_optional(pool).await?
            });
            imported.extend(found);
        }
        Ok(imported)
    }
}

impl Tx {
    /// Notes who brought in a record.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_import(
        &mut self,
        record: RecordKind,
        id: Uuid,
        by: AccountId,
        at: Timestamp,
    ) -> StorageResult<()> {
        let sql = "INSERT INTO queue_import (record_id, record, imported_by, imported_at) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (record_id, imported_by) DO NOTHING";
        on_tx!(self, conn => sqlx::query(sql).bind(id).bind(record.code()).bind(by.0).bind(at.0)
            .execute(conn).await.map(drop)?);
        Ok(())
    }

    /// Whether this account brought in the record, or, of a placement, the report of its removal.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn was_imported_by(&mut self, id: Uuid, by: AccountId) -> StorageResult<bool> {
        let sql = "SELECT record_id FROM queue_import WHERE record_id = $1 AND imported_by = $2";
        let found: Option<Uuid> = on_tx!(self, conn => {
            sqlx::query_scalar(sql).bind(id).bind(by.0).fetch_optional(conn).await?
        });
        Ok(found.is_some())
    }
}
