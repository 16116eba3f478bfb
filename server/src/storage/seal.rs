//! The hash chain over the event log. Entries are sealed in batches, apart from the writes that made them,
//! so that no writer waits for the chain; [`Db::verify_events`] finds what was changed, removed or added.

use std::{fmt, str::FromStr};

use app::domain::time::Timestamp;

use super::{
    Db, StorageResult, Tx,
    event_row::{COLUMNS, EventRow},
    on_db, on_tx,
    row::{row_values, rows_at_once},
};

/// Entries sealed in one transaction.
const BATCH: i64 = 500;
/// Parameters of one entry as it is sealed.
const VALUES: usize = 3;

/// How far the chain goes: noted elsewhere, it shows later that nothing up to it was rewritten.
/// Written `SEQ:HASH`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChainHead {
    /// Place of the last sealed entry; 0 while there is none.
    pub seq: i64,
    /// Its hash in hexadecimal digits; empty while there is none.
    pub hash: String,
}

impl fmt::Display for ChainHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, self.hash)
    }
}

impl FromStr for ChainHead {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words = "write SEQ:HASH as `bienpho verify` prints it: a whole number and 64 hexadecimal digits";
        let (seq, hash) = text.split_once(':').ok_or(words)?;
        let seq = seq.parse().ok().filter(|seq| *seq > 0).ok_or(words)?;
        let hash = hash.to_ascii_lowercase();
        let is_hash = hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hash.then_some(Self { seq, hash }).ok_or(words.into())
    }
}

impl Db {
    /// Seals entries that wait, at most one batch; gives how many. Several servers may call it: the
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

    /// The chain's head.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn event_head(&self) -> StorageResult<ChainHead> {
        let sql = "SELECT seq, hash FROM event_chain WHERE id = 1";
        let (seq, hash) = on_db!(self, pool => sqlx::query_as(sql).fetch_one(pool).await?);
        Ok(ChainHead { seq, hash })
    }

    /// Whether the entry at the chain's end was marked by the key in use, or is older than it. When not, another
    /// server writes with another key, or the entry isn't the program's. With no key there is nothing to compare.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn newest_event_is_marked(&self) -> StorageResult<bool> {
        let sql = format!("SELECT {COLUMNS} FROM event WHERE seq = (SELECT MAX(seq) FROM event)");
        let sql = sqlx::AssertSqlSafe(sql);
        let newest: Option<EventRow> =
            on_db!(self, pool => sqlx::query_as(sql).fetch_optional(pool).await?);
        Ok(match (newest, self.key().get()) {
            (Some(row), Some(key)) => row.is_marked_by(key),
            _ => true,
        })
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

impl Tx {
    /// Takes whatever waits, also what the program did not write: sealed it can't be taken away unseen any more, and
    /// the verification names it by its missing mark. Times only order a batch, so a wrong clock does no harm.
    async fn seal_batch(&mut self) -> StorageResult<u64> {
        let head = format!(
            "SELECT seq, hash, last_at FROM event_chain WHERE id = 1{}",
            self.for_update()
        );
        let (mut seq, mut hash, mut last_at): (i64, String, i64) =
            on_tx!(self, conn => sqlx::query_as(sqlx::AssertSqlSafe(head)).fetch_one(conn).await?);
        let sql =
            format!("SELECT {COLUMNS} FROM event WHERE seq IS NULL ORDER BY at, id LIMIT {BATCH}");
        let rows: Vec<EventRow> = on_tx!(self, conn => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?
        });
        let mut sealed = Vec::with_capacity(rows.len());
        for row in &rows {
            seq += 1;
            hash = row.hash_after(seq, &hash);
            last_at = last_at.max(row.at);
            sealed.push((row.id, seq, hash.clone()));
        }
        for some in sealed.chunks(rows_at_once(VALUES)) {
            let sql = format!(
                "WITH sealed (id, seq, hash) AS (VALUES {}) \
                 UPDATE event SET seq = sealed.seq, hash = sealed.hash FROM sealed WHERE event.id = sealed.id",
                row_values(some.len(), 0, VALUES)
            );
            on_tx!(self, conn => {
                let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
                for (id, seq, hash) in some {
                    query = query.bind(id).bind(seq).bind(hash);
                }
                query.execute(conn).await.map(drop)?
            });
        }
        // Nothing reads `last_at` any more but the release before, should it be put back.
        let sql = "UPDATE event_chain SET seq = $1, hash = $2, last_at = $3 WHERE id = 1";
        on_tx!(self, conn => sqlx::query(sql).bind(seq).bind(&hash).bind(last_at).execute(conn).await.map(drop)?);
        Ok(rows.len() as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_written() {
        let head = ChainHead {
            seq: 12,
            hash: "ab".repeat(32),
        };
        assert_eq!(head.to_string().parse(), Ok(head.clone()));
        assert_eq!(head.to_string().to_uppercase().parse(), Ok(head));
        for wrong in [
            "",
            "12",
            "12:",
            "0:00",
            "x:ab",
            &format!("0:{}", "ab".repeat(32)),
        ] {
            assert!(wrong.parse::<ChainHead>().is_err(), "{wrong}");
        }
    }
}
