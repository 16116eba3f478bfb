//! The hash chain over the event log. Entries are sealed in batches, apart from the writes that made them,
//! so that no writer waits for the chain; [`Db::verify_events`] finds what was changed, removed or slipped in.

use app::domain::time::Timestamp;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{Db, StorageResult, Tx, on_db, on_tx};

/// Entries sealed in one transaction.
const BATCH: i64 = 500;
/// Entries read at a time by the verification.
const PAGE: i64 = 5000;
/// How much older than the newest sealed entry a late one may be. A write takes seconds, not minutes.
const LATE_MS: i64 = 600_000;

/// What the verification found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VerifyReport {
    /// Sealed entries that were read.
    pub sealed: i64,
    /// Entries that wait to be sealed.
    pub waiting: i64,
    /// What is wrong, in the chain's order.
    pub problems: Vec<ChainProblem>,
}

/// Something wrong with the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainProblem {
    /// The entry is not what was sealed.
    Changed {
        /// Its place in the chain.
        seq: i64,
        /// The entry.
        id: Uuid,
    },
    /// An entry that was sealed is not there.
    Missing {
        /// Its place in the chain.
        seq: i64,
    },
    /// An entry was put in that was never sealed in its turn.
    Added {
        /// The entry.
        id: Uuid,
    },
}

#[derive(sqlx::FromRow)]
struct EventRow {
    id: Uuid,
    at: i64,
    actor: Option<Uuid>,
    role: Option<String>,
    record: String,
    record_id: Uuid,
    action: String,
    from_status: Option<String>,
    to_status: Option<String>,
    reason: Option<String>,
    seq: Option<i64>,
    hash: Option<String>,
}

const COLUMNS: &str =
    "id, at, actor, role, record, record_id, action, from_status, to_status, reason, seq, hash";

impl EventRow {
    /// The hash of this entry at `seq` after `previous`. Every field goes in with its length, so that no two
    /// different entries read the same.
    fn hash_after(&self, seq: i64, previous: &str) -> String {
        let mut hasher = Sha256::new();
        let mut add = |field: Option<&[u8]>| match field {
            Some(bytes) => {
                hasher.update((bytes.len() as u64 + 1).to_be_bytes());
                hasher.update(bytes);
            }
            None => hasher.update(0_u64.to_be_bytes()),
        };
        add(Some(previous.as_bytes()));
        add(Some(&seq.to_be_bytes()));
        add(Some(self.id.as_bytes()));
        add(Some(&self.at.to_be_bytes()));
        add(self.actor.as_ref().map(|id| id.as_bytes().as_slice()));
        add(self.role.as_deref().map(str::as_bytes));
        add(Some(self.record.as_bytes()));
        add(Some(self.record_id.as_bytes()));
        add(Some(self.action.as_bytes()));
        add(self.from_status.as_deref().map(str::as_bytes));
        add(self.to_status.as_deref().map(str::as_bytes));
        add(self.reason.as_deref().map(str::as_bytes));
        hex::encode(hasher.finalize())
    }
}

impl Db {
    /// Seals the oldest entries that wait, at most one batch; gives how many. Several servers may call it: the
    /// chain's head is held while a batch is sealed.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn seal_events(&self) -> StorageResult<u64> {
        let waiting: Option<i32> = on_db!(self, pool => {
            sqlx::query_scalar("SELECT 1 FROM event WHERE seq IS NULL LIMIT 1").fetch_optional(pool).await?
        });
        if waiting.is_none() {
            return Ok(0);
        }
        self.write(|tx| Box::pin(tx.seal_batch())).await
    }

    /// Reads the whole log and checks the chain.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn verify_events(&self) -> StorageResult<VerifyReport> {
        let mut report = VerifyReport::default();
        let head = "SELECT seq, hash, last_at FROM event_chain WHERE id = 1";
        let (head_seq, head_hash, last_at): (i64, String, i64) =
            on_db!(self, pool => sqlx::query_as(head).fetch_one(pool).await?);
        let sql = format!("SELECT {COLUMNS} FROM event WHERE seq > $1 ORDER BY seq LIMIT {PAGE}");
        let (mut walk, mut after) = (Walk::to(head_seq), i64::MIN);
        loop {
            let sql = sqlx::AssertSqlSafe(sql.clone());
            let rows: Vec<EventRow> =
                on_db!(self, pool => sqlx::query_as(sql).bind(after).fetch_all(pool).await?);
            let Some(last) = rows.last() else { break };
            after = last.seq.unwrap_or(i64::MAX);
            for row in &rows {
                walk.check(row, &mut report);
            }
        }
        walk.end(&head_hash, &mut report);
        let sql = "SELECT id, at FROM event WHERE seq IS NULL ORDER BY at, id";
        let waiting: Vec<(Uuid, i64)> =
            on_db!(self, pool => sqlx::query_as(sql).fetch_all(pool).await?);
        for (id, at) in waiting {
            if at < last_at - LATE_MS {
                report.problems.push(ChainProblem::Added { id });
            } else {
                report.waiting += 1;
            }
        }
        Ok(report)
    }
}

/// The chain as far as it was followed.
struct Walk {
    head_seq: i64,
    expected: i64,
    /// Hashes that the next entry may have been sealed after: what the entry before says and what it should say.
    /// They differ when it was changed, and the one after it is then whole all the same.
    previous: [String; 2],
}

impl Walk {
    fn to(head_seq: i64) -> Self {
        Self {
            head_seq,
            expected: 1,
            previous: Default::default(),
        }
    }

    /// The next entry in the order of their places.
    fn check(&mut self, row: &EventRow, report: &mut VerifyReport) {
        let seq = row.seq.unwrap_or_default();
        if !(1..=self.head_seq).contains(&seq) {
            report.problems.push(ChainProblem::Added { id: row.id });
            return;
        }
        report.sealed += 1;
        let stored = row.hash.clone().unwrap_or_default();
        let [said, should] = self
            .previous
            .each_ref()
            .map(|hash| row.hash_after(seq, hash));
        if self.skip_to(seq, report) {
            // After a gap the link to the entry before is not known; the gap itself is reported.
            self.previous = [stored.clone(), stored];
        } else {
            if said != stored && should != stored {
                let id = row.id;
                report.problems.push(ChainProblem::Changed { seq, id });
            }
            self.previous = [stored, said];
        }
        self.expected = seq + 1;
    }

    /// Reports the places before `seq` where nothing is; whether there were any.
    fn skip_to(&mut self, seq: i64, report: &mut VerifyReport) -> bool {
        let missing = self.expected..seq;
        let any = !missing.is_empty();
        report
            .problems
            .extend(missing.map(|seq| ChainProblem::Missing { seq }));
        any
    }

    /// The chain's head is the last entry's hash.
    fn end(mut self, head_hash: &str, report: &mut VerifyReport) {
        self.skip_to(self.head_seq + 1, report);
        if self.previous[0] != head_hash && report.problems.is_empty() {
            let seq = self.head_seq;
            report.problems.push(ChainProblem::Missing { seq });
        }
    }
}

impl Tx {
    async fn seal_batch(&mut self) -> StorageResult<u64> {
        let head = format!(
            "SELECT seq, hash, last_at FROM event_chain WHERE id = 1{}",
            self.for_update()
        );
        let (mut seq, mut hash, mut last_at): (i64, String, i64) =
            on_tx!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(head)).fetch_one(conn).await?);
        // One that is far older than what is sealed already was not made by a write: it is left for `verify`.
        let sql = format!(
            "SELECT {COLUMNS} FROM event WHERE seq IS NULL AND at >= $1 ORDER BY at, id LIMIT {BATCH}"
        );
        let rows: Vec<EventRow> = on_tx!(self, conn => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(last_at - LATE_MS).fetch_all(conn).await?
        });
        for row in &rows {
            seq += 1;
            hash = row.hash_after(seq, &hash);
            last_at = last_at.max(row.at);
            let sql = "UPDATE event SET seq = $2, hash = $3 WHERE id = $1";
            on_tx!(self, conn => sqlx::query(sql).bind(row.id).bind(seq).bind(&hash).execute(conn).await.map(drop)?);
        }
        let sql = "UPDATE event_chain SET seq = $1, hash = $2, last_at = $3 WHERE id = 1";
        on_tx!(self, conn => sqlx::query(sql).bind(seq).bind(&hash).bind(last_at).execute(conn).await.map(drop)?);
        Ok(rows.len() as u64)
    }
}

impl Db {
    /// Seals everything that waits.
    ///
    /// # Errors
    /// When a write fails.
    pub async fn seal_all_events(&self) -> StorageResult<u64> {
        let mut all = 0;
        loop {
            match self.seal_events().await? {
                0 => return Ok(all),
                sealed => all += sealed,
            }
        }
    }

    /// The server's time of the newest entry, for a check of the clock.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn newest_event_at(&self) -> StorageResult<Option<Timestamp>> {
        let newest: Option<i64> = on_db!(self, pool => sqlx::query_scalar("SELECT MAX(at) FROM event").fetch_one(pool).await?);
        Ok(newest.map(Timestamp))
    }
}
