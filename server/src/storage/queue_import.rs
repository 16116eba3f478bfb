//! Who brought in which record from a phone's exported queue.

use std::collections::BTreeSet;

use app::domain::{ids::AccountId, record::RecordKind, time::Timestamp};
use uuid::Uuid;

use super::{
    Db, StorageResult, Tx,
    filter::{Filter, Value, bind_values},
    on_db, on_tx,
    row::rows_at_once,
};

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
        for some in records.chunks(rows_at_once(1)) {
            let mut filter = Filter::default();
            filter.compare("imported_by", "=", Value::Id(by.0));
            filter.one_of("record_id", some.iter().copied().map(Value::Id));
            let sql = format!("SELECT record_id FROM queue_import{}", filter.clause());
            let found: Vec<Uuid> = on_db!(self, pool => {
                let query = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).persistent(false);
                bind_values!(query, &filter.values).fetch_all(pool).await?
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

    /// Whether anybody but this account brought in the record, or asked for the change of that id.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn was_imported_by_another(
        &mut self,
        id: Uuid,
        than: AccountId,
    ) -> StorageResult<bool> {
        let sql = "SELECT COUNT(*) FROM queue_import WHERE record_id = $1 AND imported_by <> $2";
        let others: i64 = on_tx!(self, conn => {
            sqlx::query_scalar(sql).bind(id).bind(than.0).fetch_one(conn).await?
        });
        Ok(others > 0)
    }
}
