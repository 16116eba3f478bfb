//! What people chose to be told of, and when they were.

use app::domain::{
    ids::AccountId,
    notification::{Choice, NotificationSettings},
    time::Timestamp,
};
use uuid::Uuid;

use super::{Db, StorageResult, on_db, on_tx};

/// What one person chose, and when they were told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoredNotification {
    /// The choice.
    pub settings: NotificationSettings,
    /// When they looked at the worklist last.
    pub seen_at: Option<Timestamp>,
    /// Since when the next mail tells.
    pub mailed_at: Option<Timestamp>,
    /// When a mail was tried last.
    pub tried_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct NotificationRow {
    account: Uuid,
    email: String,
    choices: String,
    lang: String,
    seen_at: Option<i64>,
    mailed_at: Option<i64>,
    tried_at: Option<i64>,
}

impl NotificationRow {
    fn into_stored(self) -> (AccountId, StoredNotification) {
        // What only a later release can tell is passed over: one that was put back still tells the rest.
        let choice = |pair: &str| {
            let (topic, channel) = pair.split_once(':')?;
            Some(Choice {
                topic: topic.parse().ok()?,
                channel: channel.parse().ok()?,
            })
        };
        let stored = StoredNotification {
            settings: NotificationSettings {
                email: self.email,
                choices: self.choices.split_whitespace().filter_map(choice).collect(),
                lang: self.lang,
            },
            seen_at: self.seen_at.map(Timestamp),
            mailed_at: self.mailed_at.map(Timestamp),
            tried_at: self.tried_at.map(Timestamp),
        };
        (AccountId(self.account), stored)
    }
}

fn joined(choices: &[Choice]) -> String {
    let pairs = choices
        .iter()
        .map(|choice| format!("{}:{}", choice.topic, choice.channel));
    pairs.collect::<Vec<_>>().join(" ")
}

const COLUMNS: &str = "account, email, choices, lang, seen_at, mailed_at, tried_at";

impl Db {
    /// What this person chose; the default for who chose nothing.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_notification(&self, account: AccountId) -> StorageResult<StoredNotification> {
        let sql = format!("SELECT {COLUMNS} FROM notification_setting WHERE account = $1");
        let row: Option<NotificationRow> = on_db!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(account.0).fetch_optional(pool).await?
        });
        let found = row.map(NotificationRow::into_stored);
        Ok(found.map(|(_, stored)| stored).unwrap_or_default())
    }

    /// Everybody with an address who may sign in.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_mail_notifications(
        &self,
    ) -> StorageResult<Vec<(AccountId, StoredNotification)>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM notification_setting \
             WHERE email <> '' AND account IN (SELECT id FROM account WHERE active) ORDER BY account"
        );
        let rows: Vec<NotificationRow> = on_db!(self, pool => {
            sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(pool).await?
        });
        Ok(rows.into_iter().map(NotificationRow::into_stored).collect())
    }

    /// Keeps what a person chose. Mails tell of what comes from `now` on where none was wanted before.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn update_notification_settings(
        &self,
        account: AccountId,
        settings: NotificationSettings,
        now: Timestamp,
    ) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO notification_setting (account, email, choices, lang, mailed_at) \
                    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (account) DO UPDATE SET email = excluded.email, \
                    choices = excluded.choices, lang = excluded.lang, tried_at = NULL, \
                    mailed_at = CASE WHEN notification_setting.email = '' THEN excluded.mailed_at \
                    ELSE notification_setting.mailed_at END";
                on_tx!(tx, conn => sqlx::query(sql)
                    .bind(account.0)
                    .bind(&settings.email)
                    .bind(joined(&settings.choices))
                    .bind(&settings.lang)
                    .bind(now.0)
                    .execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }

    /// Notes that a person looked at the worklist.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn mark_digest_seen(&self, account: AccountId, at: Timestamp) -> StorageResult<()> {
        let default = NotificationSettings::default();
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO notification_setting (account, email, choices, lang, seen_at) \
                    VALUES ($1, '', $2, $3, $4) ON CONFLICT (account) DO UPDATE SET seen_at = excluded.seen_at";
                on_tx!(tx, conn => sqlx::query(sql)
                    .bind(account.0)
                    .bind(joined(&default.choices))
                    .bind(&default.lang)
                    .bind(at.0)
                    .execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }

    /// Notes that a mail is being tried, and, once it is on its way, that it told of everything up to `mailed`.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn mark_digest_mailed(
        &self,
        account: AccountId,
        tried: Timestamp,
        mailed: Option<Timestamp>,
    ) -> StorageResult<()> {
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE notification_setting SET tried_at = $2, mailed_at = COALESCE($3, mailed_at) \
                    WHERE account = $1";
                on_tx!(tx, conn => sqlx::query(sql)
                    .bind(account.0)
                    .bind(tried.0)
                    .bind(mailed.map(|at| at.0))
                    .execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }
}
