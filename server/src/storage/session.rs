//! Sessions: a hashed opaque token each, never the token itself.

use app::domain::{account::Me, ids::AccountId, time::Timestamp};

use super::{Db, StorageResult, account::AccountRow, on_db, on_tx};

const ACCOUNT: &str =
    "a.id, a.username, a.display_name, a.password_hash, a.role, a.unit, a.areas, a.active";
/// Sessions that are asked for in one statement.
const AT_ONCE: usize = 400;

/// A session that has not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSession {
    /// Whose it is.
    pub me: Me,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct SessionRow {
    token_hash: String,
    created_at: i64,
    expires_at: i64,
    #[sqlx(flatten)]
    account: AccountRow,
}

impl Db {
    /// Begins a session. Of an account's sessions no more than `most` stay: the oldest end.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_session(
        &self,
        token_hash: &str,
        account: AccountId,
        created_at: Timestamp,
        expires_at: Timestamp,
        most: u32,
    ) -> StorageResult<()> {
        let token_hash = token_hash.to_owned();
        self.write(move |tx| {
            Box::pin(async move {
                let tidy = "DELETE FROM session WHERE expires_at <= $1";
                on_tx!(tx, conn => sqlx::query(tidy).bind(created_at.0).execute(conn).await.map(drop)?);
                let sql =
                    "INSERT INTO session (token_hash, account, created_at, expires_at) VALUES ($1, $2, $3, $4)";
                on_tx!(tx, conn => sqlx::query(sql).bind(&token_hash).bind(account.0).bind(created_at.0)
                    .bind(expires_at.0).execute(conn).await.map(drop)?);
                // The new one stays, also where the clock went back.
                let bound = "DELETE FROM session WHERE account = $1 AND token_hash <> $2 AND token_hash NOT IN \
                    (SELECT token_hash FROM session WHERE account = $1 AND token_hash <> $2 \
                    ORDER BY created_at DESC, token_hash LIMIT $3)";
                on_tx!(tx, conn => sqlx::query(bound).bind(account.0).bind(&token_hash)
                    .bind(i64::from(most) - 1).execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }

    /// The session, if it has not ended and its account is active.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_session(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> StorageResult<Option<StoredSession>> {
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT s.token_hash, s.created_at, s.expires_at, {ACCOUNT} FROM session s \
            JOIN account a ON a.id = s.account WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.active"
        ));
        let row: Option<SessionRow> = on_db!(self, pool => sqlx::query_as(sql).bind(token_hash).bind(now.0).fetch_optional(pool).await?);
        let stored = row.map(|row| {
            Ok(StoredSession {
                created_at: Timestamp(row.created_at),
                expires_at: Timestamp(row.expires_at),
                me: row.account.into_account()?.me,
            })
        });
        stored.transpose()
    }

    /// Which of these sessions have not ended, and whose they are.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_sessions(
        &self,
        token_hashes: &[String],
        now: Timestamp,
    ) -> StorageResult<Vec<(String, Me)>> {
        let mut found = Vec::with_capacity(token_hashes.len());
        for some in token_hashes.chunks(AT_ONCE) {
            let places: Vec<_> = (0..some.len()).map(|i| format!("${}", i + 2)).collect();
            let sql = format!(
                "SELECT s.token_hash, s.created_at, s.expires_at, {ACCOUNT} FROM session s \
                JOIN account a ON a.id = s.account WHERE s.expires_at > $1 AND a.active AND s.token_hash IN ({})",
                places.join(", ")
            );
            let rows: Vec<SessionRow> = on_db!(self, pool => {
                let mut query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(now.0);
                for hash in some {
                    query = query.bind(hash);
                }
                query.fetch_all(pool).await?
            });
            for row in rows {
                found.push((row.token_hash, row.account.into_account()?.me));
            }
        }
        Ok(found)
    }

    /// Has a session end then. One that is gone stays gone.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn move_session_end(
        &self,
        token_hash: &str,
        expires_at: Timestamp,
    ) -> StorageResult<()> {
        let token_hash = token_hash.to_owned();
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE session SET expires_at = $2 WHERE token_hash = $1";
                on_tx!(tx, conn => sqlx::query(sql).bind(&token_hash).bind(expires_at.0)
                    .execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn delete_session(&self, token_hash: &str) -> StorageResult<()> {
        let token_hash = token_hash.to_owned();
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM session WHERE token_hash = $1";
                on_tx!(tx, conn => sqlx::query(sql).bind(&token_hash).execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }
}
