//! Browsers that are pushed to, and the key that signs what they get.

use app::domain::{
    ids::AccountId,
    push::{PushKeys, PushSubscription},
    time::Timestamp,
};
use uuid::Uuid;

use super::{Db, StorageResult, on_db, on_tx};

/// A browser that is pushed to, and when it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSubscription {
    /// Hash of the token of the session that asked for it.
    pub session: String,
    /// Whose session it is.
    pub account: AccountId,
    /// Where to, and what to encrypt with.
    pub subscription: PushSubscription,
    /// Since when the next push tells.
    pub pushed_at: Timestamp,
    /// When there was last a look at what is to be told.
    pub tried_at: Option<Timestamp>,
}

#[derive(sqlx::FromRow)]
struct SubscriptionRow {
    session: String,
    account: Uuid,
    endpoint: String,
    p256dh: String,
    auth: String,
    pushed_at: i64,
    tried_at: Option<i64>,
}

impl From<SubscriptionRow> for StoredSubscription {
    fn from(row: SubscriptionRow) -> Self {
        Self {
            session: row.session,
            account: AccountId(row.account),
            subscription: PushSubscription {
                endpoint: row.endpoint,
                keys: PushKeys {
                    p256dh: row.p256dh,
                    auth: row.auth,
                },
            },
            pushed_at: Timestamp(row.pushed_at),
            tried_at: row.tried_at.map(Timestamp),
        }
    }
}

impl Db {
    /// Browsers of everybody who is signed in there and may sign in.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn list_push_subscriptions(
        &self,
        now: Timestamp,
    ) -> StorageResult<Vec<StoredSubscription>> {
        let sql = "SELECT p.session, s.account, p.endpoint, p.p256dh, p.auth, p.pushed_at, p.tried_at \
            FROM push_subscription p JOIN session s ON s.token_hash = p.session JOIN account a ON a.id = s.account \
            WHERE s.expires_at > $1 AND a.active ORDER BY p.session";
        let rows: Vec<SubscriptionRow> =
            on_db!(self, pool => sqlx::query_as(sql).bind(now.0).fetch_all(pool).await?);
        Ok(rows.into_iter().map(Into::into).collect())
    }

    /// Keeps where a session's browser is pushed to; it is told of what comes from `now` on. The same again changes nothing. A
    /// browser that another session had belongs to this one now.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn put_push_subscription(
        &self,
        session: &str,
        subscription: &PushSubscription,
        now: Timestamp,
    ) -> StorageResult<()> {
        let (session, subscription) = (session.to_owned(), subscription.clone());
        self.write(move |tx| {
            Box::pin(async move {
                let move_here = "DELETE FROM push_subscription WHERE endpoint = $1 AND session <> $2";
                on_tx!(tx, conn => sqlx::query(move_here).bind(&subscription.endpoint).bind(&session)
                    .execute(conn).await.map(drop)?);
                let sql = "INSERT INTO push_subscription (session, endpoint, p256dh, auth, pushed_at) \
                    VALUES ($1, $2, $3, $4, $5) ON CONFLICT (session) DO UPDATE SET endpoint = excluded.endpoint, \
                    p256dh = excluded.p256dh, auth = excluded.auth";
                on_tx!(tx, conn => sqlx::query(sql)
                    .bind(&session)
                    .bind(&subscription.endpoint)
                    .bind(&subscription.keys.p256dh)
                    .bind(&subscription.keys.auth)
                    .bind(now.0)
                    .execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }

    /// Forgets where a session's browser is pushed to.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn delete_push_subscription(&self, session: &str) -> StorageResult<()> {
        let session = session.to_owned();
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "DELETE FROM push_subscription WHERE session = $1";
                on_tx!(tx, conn => sqlx::query(sql).bind(&session).execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }

    /// Notes that there was a look at what is to be told, and, once it is on its way, that it told of everything up to `pushed`.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn mark_digest_pushed(
        &self,
        session: &str,
        tried: Timestamp,
        pushed: Option<Timestamp>,
    ) -> StorageResult<()> {
        let session = session.to_owned();
        self.write(move |tx| {
            Box::pin(async move {
                let sql = "UPDATE push_subscription SET tried_at = $2, pushed_at = COALESCE($3, pushed_at) \
                    WHERE session = $1";
                on_tx!(tx, conn => sqlx::query(sql)
                    .bind(&session)
                    .bind(tried.0)
                    .bind(pushed.map(|at| at.0))
                    .execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }

    /// The key that signs pushes, as text.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn find_push_key(&self) -> StorageResult<Option<String>> {
        let sql = "SELECT secret FROM push_key WHERE id = 1";
        Ok(on_db!(self, pool => sqlx::query_scalar(sql).fetch_optional(pool).await?))
    }

    /// Keeps a first key. Of two servers that do so at once one is first, and the other's is dropped.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn create_push_key(&self, secret: &str) -> StorageResult<()> {
        let secret = secret.to_owned();
        self.write(move |tx| {
            Box::pin(async move {
                let sql =
                    "INSERT INTO push_key (id, secret) VALUES (1, $1) ON CONFLICT (id) DO NOTHING";
                on_tx!(tx, conn => sqlx::query(sql).bind(&secret).execute(conn).await.map(drop)?);
                Ok(())
            })
        })
        .await
    }
}
