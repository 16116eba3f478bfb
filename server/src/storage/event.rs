//! The event log. Entries are added in the transaction of the change they tell of; `seal` chains them later.

use std::{
    collections::{BTreeMap, BTreeSet},
    slice,
};

use app::domain::{
    event::HistoryEntry,
    ids::{AccountId, EventId},
    record::RecordKind,
    role::Role,
    time::Timestamp,
};
use uuid::Uuid;

use super::{
    Db, StorageResult, Tx,
    event_row::EventRow,
    filter::{Filter, Value, bind_values, text},
    on_db, on_tx,
    row::{optional_code, row_values, rows_at_once},
};

/// An entry to be added.
#[derive(Debug, Clone, PartialEq)]
pub struct NewEvent {
    /// Its id (UUID version 7).
    pub id: EventId,
    /// The server's time.
    pub at: Timestamp,
    /// Who acted; nobody for the clock.
    pub actor: Option<(AccountId, Role)>,
    /// Kind of record.
    pub record: RecordKind,
    /// Its id.
    pub record_id: Uuid,
    /// Code of the action.
    pub action: &'static str,
    /// Status before.
    pub from: Option<&'static str>,
    /// Status after.
    pub to: Option<&'static str>,
    /// Reason.
    pub reason: Option<String>,
}

/// Parameters of a row that is written.
const VALUES: usize = 11;

#[derive(sqlx::FromRow)]
struct HistoryRow {
    id: Uuid,
    at: i64,
    actor: Option<Uuid>,
    role: Option<String>,
    action: String,
    from_status: Option<String>,
    to_status: Option<String>,
    reason: Option<String>,
}

impl Db {
    /// A record's entries, oldest first. Entries of one moment keep the order of their making by their ids.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_history(
        &self,
        record_id: Uuid,
        reader: AccountId,
    ) -> StorageResult<Vec<HistoryEntry>> {
        let sql = "SELECT id, at, actor, role, action, from_status, to_status, reason FROM event \
            WHERE record_id = $1 ORDER BY at, id";
        let rows: Vec<HistoryRow> =
            on_db!(self, pool => sqlx::query_as(sql).bind(record_id).fetch_all(pool).await?);
        rows.into_iter()
            .map(|row| {
                Ok(HistoryEntry {
                    id: EventId(row.id),
                    at: Timestamp(row.at),
                    role: optional_code("event.role", row.role.as_deref())?,
                    mine: row.actor == Some(reader.0),
                    action: row.action,
                    from: row.from_status,
                    to: row.to_status,
                    reason: row.reason,
                })
            })
            .collect()
    }
}

/// What an account did to a record.
const DEEDS: &str = "SELECT action FROM event WHERE record_id = $1 AND actor = $2 ORDER BY at, id";
/// Whether a step was ever taken.
const HAS_EVENT: &str = "SELECT COUNT(*) FROM event WHERE record_id = $1 AND action = $2";

impl Db {
    /// Codes of what this account did to each of these records, in order. For second-person rules only: it is asked of the
    /// reader alone, never of another account.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_deeds(
        &self,
        account: AccountId,
        records: &[Uuid],
    ) -> StorageResult<BTreeMap<Uuid, Vec<String>>> {
        let mut deeds: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
        let mine = |filter: &mut Filter| filter.compare("actor", "=", Value::Id(account.0));
        for (record, action) in self.list_actions(records, mine).await? {
            deeds.entry(record).or_default().push(action);
        }
        Ok(deeds)
    }

    /// Those of these records of which the log has this action.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_with_event(
        &self,
        records: &[Uuid],
        action: &str,
    ) -> StorageResult<BTreeSet<Uuid>> {
        let such = |filter: &mut Filter| filter.compare("action", "=", text(action));
        let found = self.list_actions(records, such).await?;
        Ok(found.into_iter().map(|(record, _)| record).collect())
    }

    /// The records and actions of those of their entries that `condition` lets through, oldest first.
    async fn list_actions(
        &self,
        records: &[Uuid],
        condition: impl Fn(&mut Filter),
    ) -> StorageResult<Vec<(Uuid, String)>> {
        let mut all = Vec::new();
        for some in records.chunks(rows_at_once(1)) {
            let mut filter = Filter::default();
            condition(&mut filter);
            filter.one_of("record_id", some.iter().copied().map(Value::Id));
            let sql = format!(
                "SELECT record_id, action FROM event{} ORDER BY at, id",
                filter.clause()
            );
            let found: Vec<(Uuid, String)> = on_db!(self, pool => {
                let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).persistent(false);
                bind_values!(query, &filter.values).fetch_all(pool).await?
            });
            all.extend(found);
        }
        Ok(all)
    }
}

impl Tx {
    /// Codes of what this account did to the record, in order.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_deeds(
        &mut self,
        account: AccountId,
        record_id: Uuid,
    ) -> StorageResult<Vec<String>> {
        Ok(on_tx!(self, conn => {
            sqlx::query_scalar(DEEDS).bind(record_id).bind(account.0).fetch_all(conn).await?
        }))
    }

    /// Whether the log has this action of the record.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn has_event(&mut self, record_id: Uuid, action: &str) -> StorageResult<bool> {
        let count: i64 = on_tx!(self, conn => {
            sqlx::query_scalar(HAS_EVENT).bind(record_id).bind(action).fetch_one(conn).await?
        });
        Ok(count > 0)
    }

    /// Adds an entry, with the program's mark on it.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_event(&mut self, event: &NewEvent) -> StorageResult<()> {
        self.create_events(slice::from_ref(event)).await
    }

    /// Adds entries, with the program's mark on each.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_events(&mut self, events: &[NewEvent]) -> StorageResult<()> {
        for some in events.chunks(rows_at_once(VALUES)) {
            let key = self.key.get();
            let mark = |event| key.map(|key| EventRow::from(event).mark_by(key));
            let marks: Vec<_> = some.iter().map(mark).collect();
            let sql = format!(
                "INSERT INTO event (id, at, actor, role, record, record_id, action, from_status, to_status, reason, mark) \
                 VALUES {}",
                row_values(some.len(), 0, VALUES)
            );
            on_tx!(self, conn => {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for (event, mark) in some.iter().zip(&marks) {
                    query = query
                        .bind(event.id.0)
                        .bind(event.at.0)
                        .bind(event.actor.map(|(account, _)| account.0))
                        .bind(event.actor.map(|(_, role)| role.code()))
                        .bind(event.record.code())
                        .bind(event.record_id)
                        .bind(event.action)
                        .bind(event.from)
                        .bind(event.to)
                        .bind(&event.reason)
                        .bind(mark);
                }
                query.execute(conn).await.map(drop)?;
            });
        }
        Ok(())
    }
}
