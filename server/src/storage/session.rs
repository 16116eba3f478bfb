//! Sessions: a hashed opaque token each, never the token itself.

use app::domain::{account::Me, ids::AccountId, time::Timestamp};

use super::{Db, StorageResult, account::AccountRow, on_db, on_tx};

impl Db {
    /// Begins a session.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_session(
        &self,
        token_hash: &str,
        account: AccountId,
        created_at: Timestamp,
        expires_at: Timestamp,
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
                Ok(())
            })
        })
        .await
    }

    /// Whose session it is, if it has not expired and the account is active.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_session(
        &self,
        token_hash: &str,
        now: Timestamp,
    ) -> StorageResult<Option<Me>> {
        let sql = "SELECT a.id, a.username, a.display_name, a.password_hash, a.role, a.unit, a.areas, a.active \
            FROM session s JOIN account a ON a.id = s.account \
            WHERE s.token_hash = $1 AND s.expires_at > $2 AND a.active";
        let row: Option<AccountRow> = on_db!(self, pool => sqlx::query_as(sql).bind(token_hash).bind(now.0).fetch_optional(pool).await?);
        Ok(row
            .map(AccountRow::into_account)
            .transpose()?
            .map(|account| account.me))
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
