//! Accounts.

use app::domain::{account::Me, ids::AccountId, time::Timestamp, unit::UnitCode};
use uuid::Uuid;

use super::{
    Db, StorageResult, on_db, on_tx,
    row::{code, codes, joined},
};

const COLUMNS: &str = "id, username, display_name, password_hash, role, unit, areas, active";

/// An account with what only the server knows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    /// The account as others see it.
    pub me: Me,
    /// Argon2id hash in PHC form.
    pub password_hash: String,
    /// Whether it may sign in.
    pub active: bool,
}

#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    id: Uuid,
    username: String,
    display_name: String,
    password_hash: String,
    role: String,
    unit: Option<String>,
    areas: String,
    active: bool,
}

impl AccountRow {
    pub(super) fn into_account(self) -> StorageResult<StoredAccount> {
        Ok(StoredAccount {
            me: Me {
                id: AccountId(self.id),
                username: self.username,
                display_name: self.display_name,
                role: code("account.role", &self.role)?,
                areas: codes("account.areas", &self.areas)?,
                unit: self.unit.map(UnitCode),
            },
            password_hash: self.password_hash,
            active: self.active,
        })
    }
}

impl Db {
    /// The account with that name, active or not.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_account_by_username(
        &self,
        username: &str,
    ) -> StorageResult<Option<StoredAccount>> {
        let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM account WHERE username = $1"));
        let row: Option<AccountRow> =
            on_db!(self, pool => sqlx::query_as(sql).bind(username).fetch_optional(pool).await?);
        row.map(AccountRow::into_account).transpose()
    }

    /// The account with that id, if it may sign in.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_account(&self, id: AccountId) -> StorageResult<Option<StoredAccount>> {
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM account WHERE id = $1 AND active"
        ));
        let row: Option<AccountRow> =
            on_db!(self, pool => sqlx::query_as(sql).bind(id.0).fetch_optional(pool).await?);
        row.map(AccountRow::into_account).transpose()
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_accounts(&self) -> StorageResult<Vec<StoredAccount>> {
        let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM account ORDER BY username"));
        let rows: Vec<AccountRow> =
            on_db!(self, pool => sqlx::query_as(sql).fetch_all(pool).await?);
        rows.into_iter().map(AccountRow::into_account).collect()
    }

    /// Adds an account. `false` when the name is taken.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_account(
        &self,
        account: StoredAccount,
        at: Timestamp,
    ) -> StorageResult<bool> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO account \
                    (id, username, display_name, password_hash, role, unit, areas, active, created_at) \
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (username) DO NOTHING";
                let me = &account.me;
                let done = on_tx!(tx, conn => sqlx::query(sql)
                    .bind(me.id.0)
                    .bind(&me.username)
                    .bind(&me.display_name)
                    .bind(&account.password_hash)
                    .bind(me.role.code())
                    .bind(me.unit.as_ref().map(|unit| unit.0.clone()))
                    .bind(joined(&me.areas))
                    .bind(account.active)
                    .bind(at.0)
                    .execute(conn).await?.rows_affected());
                Ok(done == 1)
            })
        })
        .await
    }

    /// Sets an account's password hash and ends its sessions. `false` when there is no such name.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn update_password(
        &self,
        username: &str,
        password_hash: &str,
    ) -> StorageResult<bool> {
        let (username, password_hash) = (username.to_owned(), password_hash.to_owned());
        self.write(move |tx| {
            Box::pin(async move {
                let update = "UPDATE account SET password_hash = $1 WHERE username = $2";
                let done = on_tx!(tx, conn => sqlx::query(update).bind(&password_hash).bind(&username)
                    .execute(conn).await?.rows_affected());
                let end = "DELETE FROM session WHERE account IN (SELECT id FROM account WHERE username = $1)";
                on_tx!(tx, conn => sqlx::query(end).bind(&username).execute(conn).await.map(drop)?);
                Ok(done == 1)
            })
        })
        .await
    }
}
