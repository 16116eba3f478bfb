//! SQLite's one writer: it commits the writes that wait at that moment together, so that one fsync
//! serves them all. Each write has a savepoint of its own, so one that fails undoes only itself.

use std::panic::AssertUnwindSafe;

use futures::{FutureExt, future::BoxFuture};
use sqlx::{ConnectOptions, SqliteConnection, sqlite::SqliteConnectOptions};
use tokio::sync::{mpsc, oneshot};

use super::{
    StorageError, StorageResult,
    db::{Engine, SharedKey, Tx},
};

/// Writes that wait before a caller has to wait for room.
const WAITING: usize = 4096;

/// Tells the caller once it is known whether the batch was committed.
type Reply = Box<dyn FnOnce(Result<(), String>) + Send>;
/// A write: runs inside its savepoint, says whether to keep it, and how to tell its caller.
type Job = Box<dyn for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, (bool, Reply)> + Send>;

enum Order {
    Write(Job),
    Alone(Job),
    Close(oneshot::Sender<()>),
}

/// Handle to the writer's task. Cheap to clone.
#[derive(Clone)]
pub struct Writer {
    orders: mpsc::Sender<Order>,
}

impl Writer {
    /// Opens the writing connection and starts its task.
    pub(super) async fn open(
        options: &SqliteConnectOptions,
        max_batch: usize,
        key: SharedKey,
    ) -> sqlx::Result<Self> {
        let connection = options.clone().connect().await?;
        let (orders, waiting) = mpsc::channel(WAITING);
        let tx = Tx {
            on: Engine::Sqlite(Box::new(connection)),
            key,
        };
        tokio::spawn(run(tx, waiting, max_batch.max(1)));
        Ok(Self { orders })
    }

    /// Runs `body` in a batch; returns when it is durable or undone.
    pub(super) async fn write<T, F>(&self, body: F) -> StorageResult<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, StorageResult<T>> + Send + 'static,
    {
        self.order(body, Order::Write).await
    }

    /// Runs `body` outside any batch and transaction, for migrations.
    pub(super) async fn run_alone<T, F>(&self, body: F) -> StorageResult<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, StorageResult<T>> + Send + 'static,
    {
        self.order(body, Order::Alone).await
    }

    async fn order<T, F>(&self, body: F, wrap: impl FnOnce(Job) -> Order) -> StorageResult<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Tx) -> BoxFuture<'c, StorageResult<T>> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |tx| {
            Box::pin(async move {
                // A fault in one body must not take the writer, and with it all later writes, down.
                let result = AssertUnwindSafe(body(tx))
                    .catch_unwind()
                    .await
                    .unwrap_or_else(|_| Err(StorageError::NotCommitted("it panicked".into())));
                let keep = result.is_ok();
                let reply: Reply = Box::new(move |committed| {
                    let answer = match committed {
                        Ok(()) => result,
                        Err(problem) => result.and(Err(StorageError::NotCommitted(problem))),
                    };
                    // The caller may have gone away; the write stands all the same.
                    let _ = tell.send(answer);
                });
                (keep, reply)
            })
        });
        self.orders
            .send(wrap(job))
            .await
            .map_err(|_| StorageError::Closed)?;
        told.await.map_err(|_| StorageError::Closed)?
    }

    /// Ends the task after the writes that wait.
    pub(super) async fn close(&self) {
        let (tell, told) = oneshot::channel();
        if self.orders.send(Order::Close(tell)).await.is_ok() {
            let _ = told.await;
        }
    }
}

async fn run(mut tx: Tx, mut orders: mpsc::Receiver<Order>, max_batch: usize) {
    while let Some(first) = orders.recv().await {
        let after = match first {
            Order::Write(job) => batch(&mut tx, job, &mut orders, max_batch).await,
            other => Some(other),
        };
        match after {
            Some(Order::Alone(job)) => {
                let (_, reply) = job(&mut tx).await;
                reply(Ok(()));
            }
            Some(Order::Close(tell)) => {
                close(tx).await;
                let _ = tell.send(());
                return;
            }
            Some(Order::Write(_)) | None => {}
        }
    }
    close(tx).await;
}

/// Commits `first` and what else waits, at most `max_batch` writes; returns an order that ends a batch.
async fn batch(
    tx: &mut Tx,
    first: Job,
    orders: &mut mpsc::Receiver<Order>,
    max_batch: usize,
) -> Option<Order> {
    let mut replies = Vec::new();
    let mut after = None;
    let mut begun = execute(tx, "BEGIN IMMEDIATE").await;
    let mut next = Some(first);
    while let Some(job) = next.take() {
        if begun.is_ok() {
            begun = savepoint(tx, job, &mut replies).await;
        } else {
            let (_, reply) = job(tx).await;
            replies.push(reply);
        }
        if replies.len() < max_batch && begun.is_ok() {
            match orders.try_recv() {
                Ok(Order::Write(job)) => next = Some(job),
                Ok(other) => after = Some(other),
                Err(_) => {}
            }
        }
    }
    let committed = match begun {
        Ok(()) => execute(tx, "COMMIT").await,
        Err(error) => Err(error),
    };
    if committed.is_err() {
        // Nothing of this batch is kept; each caller hears so.
        let _ = execute(tx, "ROLLBACK").await;
    }
    let outcome = committed.map_err(|error| error.to_string());
    for reply in replies {
        reply(outcome.clone());
    }
    after
}

async fn savepoint(tx: &mut Tx, job: Job, replies: &mut Vec<Reply>) -> sqlx::Result<()> {
    execute(tx, "SAVEPOINT one").await?;
    let (keep, reply) = job(tx).await;
    replies.push(reply);
    if !keep {
        execute(tx, "ROLLBACK TO one").await?;
    }
    execute(tx, "RELEASE one").await
}

async fn execute(tx: &mut Tx, sql: &'static str) -> sqlx::Result<()> {
    let connection: &mut SqliteConnection = match &mut tx.on {
        Engine::Sqlite(connection) => connection,
        Engine::Postgres(_) => return Err(sqlx::Error::WorkerCrashed),
    };
    sqlx::query(sql).execute(connection).await.map(drop)
}

async fn close(tx: Tx) {
    use sqlx::Connection;
    if let Engine::Sqlite(connection) = tx.on
        && let Err(error) = connection.close().await
    {
        tracing::warn!(%error, "the writing connection did not close cleanly");
    }
}
