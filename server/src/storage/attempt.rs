//! Counts of sign-in attempts: how many are left of each kind, for all servers together.

use app::{domain::time::Timestamp, error::AppError};

use super::{Db, StorageResult, on_tx};

/// One count that an attempt is taken from. It is kept as the moment at which everything taken has come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meter {
    /// What is counted; nothing that tells a name or an address.
    pub key: String,
    /// Attempts that may be taken at once.
    pub burst: u32,
    /// Milliseconds in which one comes back.
    pub interval_ms: i64,
    /// Whether a success gives back all that was taken, not only its own attempt.
    pub is_cleared: bool,
}

impl Meter {
    const fn window_ms(&self) -> i64 {
        self.interval_ms.saturating_mul(self.burst as i64)
    }
}

impl Db {
    /// Takes one attempt of each meter, or nothing at all.
    ///
    /// # Errors
    /// [`AppError::TooManyAttempts`] with the seconds until each has one again; when the write fails.
    pub async fn take_attempt(&self, mut meters: Vec<Meter>, now: Timestamp) -> StorageResult<()> {
        // In one order everywhere, so that two servers never wait for each other.
        meters.sort_by(|a, b| a.key.cmp(&b.key));
        self.write(move |tx| {
            Box::pin(async move {
                let tidy = "DELETE FROM sign_in_attempt WHERE full_at <= $1";
                on_tx!(tx, conn => sqlx::query(tidy).bind(now.0).execute(conn).await.map(drop)?);
                // A clock that was ahead and was put right leaves no count beyond its window.
                let take = "INSERT INTO sign_in_attempt (meter, full_at) VALUES ($1, $2) \
                    ON CONFLICT (meter) DO UPDATE SET full_at = $3 + CASE \
                    WHEN sign_in_attempt.full_at > $4 THEN $4 \
                    WHEN sign_in_attempt.full_at < $5 THEN $5 \
                    ELSE sign_in_attempt.full_at END RETURNING full_at";
                let mut wait_ms = 0;
                for meter in &meters {
                    let last = now.0.saturating_add(meter.window_ms());
                    let full_at: i64 = on_tx!(tx, conn => sqlx::query_scalar(take)
                        .bind(&meter.key)
                        .bind(now.0 + meter.interval_ms)
                        .bind(meter.interval_ms)
                        .bind(last)
                        .bind(now.0)
                        .fetch_one(conn).await?);
                    wait_ms = wait_ms.max(full_at - last);
                }
                if wait_ms > 0 {
                    let retry_after_s = u32::try_from((wait_ms + 999) / 1000).unwrap_or(u32::MAX);
                    return Err(AppError::TooManyAttempts { retry_after_s }.into());
                }
                Ok(())
            })
        })
        .await
    }

    /// Gives an attempt back that succeeded.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn give_back_attempt(&self, mut meters: Vec<Meter>) -> StorageResult<()> {
        meters.sort_by(|a, b| a.key.cmp(&b.key));
        self.write(move |tx| {
            Box::pin(async move {
                let (clear, back) = (
                    "DELETE FROM sign_in_attempt WHERE meter = $1",
                    "UPDATE sign_in_attempt SET full_at = full_at - $2 WHERE meter = $1",
                );
                for meter in &meters {
                    on_tx!(tx, conn => {
                        let query = if meter.is_cleared {
                            sqlx::query(clear).bind(&meter.key)
                        } else {
                            sqlx::query(back).bind(&meter.key).bind(meter.interval_ms)
                        };
                        query.execute(conn).await.map(drop)?;
                    });
                }
                Ok(())
            })
        })
        .await
    }
}
