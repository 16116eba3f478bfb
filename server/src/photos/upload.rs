//! Photos on their way in parts: one file each, appended as the bytes come, synced before anybody hears how long it is.
//!
//! `uploads/{account}/{sha256}`. The length of the file is the offset. One request at a time holds an upload; who
//! begins it again takes it over, because a phone only does that when its last request has died.

use std::{
    collections::HashMap,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use anyhow::Context;
use app::{
    domain::ids::AccountId,
    error::{AppError, AppResult},
};
use bytes::Bytes;
use futures::{StreamExt, stream::BoxStream};
use tokio::{
    fs::{self, File, OpenOptions},
    io::AsyncWriteExt,
    sync::Notify,
    time::timeout,
};
use tokio_util::sync::CancellationToken;

use crate::storage::UploadKey;

/// Longest silence within a body. A line that died without a word would hold its upload for ever.
const SILENCE: Duration = Duration::from_secs(30);
/// How long a request that was told to end may take to put down what it has.
const TAKE_OVER: Duration = Duration::from_secs(10);

/// The bytes of a request as they come.
pub type Part = BoxStream<'static, Result<Bytes, axum::Error>>;

/// The folder of uploads; cheap to clone.
#[derive(Debug, Clone)]
pub struct UploadStore {
    folder: PathBuf,
    held: Arc<Mutex<HashMap<UploadKey, CancellationToken>>>,
    freed: Arc<Notify>,
}

/// An upload that this request alone may change, until it is dropped.
#[derive(Debug)]
pub struct Held {
    store: UploadStore,
    key: UploadKey,
    file: PathBuf,
    told_to_end: CancellationToken,
}

impl UploadStore {
    /// Opens the folder, making it if it isn't there.
    ///
    /// # Errors
    /// When it can't be made.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("upload folder {}", folder.display()))?;
        Ok(Self {
            folder: folder.to_owned(),
            held: Arc::default(),
            freed: Arc::default(),
        })
    }

    fn held(&self) -> MutexGuard<'_, HashMap<UploadKey, CancellationToken>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file_of(&self, key: &UploadKey) -> PathBuf {
        self.folder
            .join(key.account.to_string())
            .join(key.sha256.as_str())
    }

    /// Holds an upload, unless another request does.
    pub fn hold(&self, key: &UploadKey) -> Option<Held> {
        let mut held = self.held();
        if held.contains_key(key) {
            return None;
        }
        let told_to_end = CancellationToken::new();
        held.insert(key.clone(), told_to_end.clone());
        Some(Held {
            store: self.clone(),
            key: key.clone(),
            file: self.file_of(key),
            told_to_end,
        })
    }

    /// Holds an upload; a request that holds it is told to end and keeps what it has received.
    ///
    /// # Errors
    /// [`AppError::UploadLocked`] when it does not let go.
    pub async fn take_over(&self, key: &UploadKey) -> AppResult<Held> {
        let waiting = async {
            loop {
                // Before the look: what is freed after it is not missed.
                let freed = self.freed.notified();
                if let Some(held) = self.hold(key) {
                    return held;
                }
                if let Some(holder) = self.held().get(key) {
                    holder.cancel();
                }
                freed.await;
            }
        };
        timeout(TAKE_OVER, waiting)
            .await
            .map_err(|_| AppError::UploadLocked)
    }

    /// Bytes of an upload that are durable, whoever holds it.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn offset(&self, key: &UploadKey) -> anyhow::Result<u64> {
        offset_of(&self.file_of(key)).await
    }

    /// Every upload that has a file.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn list(&self) -> anyhow::Result<Vec<UploadKey>> {
        let mut keys = Vec::new();
        for (account, folder) in children(&self.folder).await? {
            let Ok(account) = account.parse::<AccountId>() else {
                continue;
            };
            let files = children(&folder).await?.into_iter();
            keys.extend(files.filter_map(|(name, _)| {
                let sha256 = name.parse().ok()?;
                Some(UploadKey { account, sha256 })
            }));
        }
        Ok(keys)
    }
}

/// Whether a part ended within its upload.
enum Fits {
    All,
    NotAll,
}

impl Held {
    /// Bytes that are durable.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn offset(&self) -> anyhow::Result<u64> {
        offset_of(&self.file).await
    }

    /// Appends what comes until it ends, up to `length` bytes in all; gives how many are durable then. What came before
    /// a line broke, fell silent or was taken over is kept.
    ///
    /// # Errors
    /// [`AppError::PastEnd`] when more came than the upload is long, of which nothing is kept; a bad request when the body broke off.
    pub async fn append(&self, part: Part, length: u64) -> AppResult<u64> {
        let mut file = self.open().await.map_err(disk)?;
        let offset = file
            .metadata()
            .await
            .map_err(|error| disk(error.into()))?
            .len();
        let received = self
            .receive(part, &mut file, length - offset.min(length))
            .await;
        // Bytes beyond the end say that these are of something else: none of them is kept, and the upload stands where it stood.
        let received = match received {
            Ok(Fits::All) => Ok(()),
            Ok(Fits::NotAll) => {
                file.set_len(offset)
                    .await
                    .map_err(|error| disk(error.into()))?;
                Err(AppError::PastEnd { length, offset })
            }
            Err(error) => Err(error),
        };
        let kept = async {
            file.flush().await?;
            file.sync_all().await?;
            anyhow::Ok(file.metadata().await?.len())
        };
        let kept = kept.await.map_err(disk)?;
        received.map(|()| kept)
    }

    async fn receive(&self, mut part: Part, file: &mut File, mut room: u64) -> AppResult<Fits> {
        loop {
            let next = tokio::select! {
                next = timeout(SILENCE, part.next()) => next,
                () = self.told_to_end.cancelled() => return Err(AppError::UploadLocked),
            };
            let bytes = match next {
                Ok(None) => return Ok(Fits::All),
                Ok(Some(Ok(bytes))) => bytes,
                Ok(Some(Err(_))) | Err(_) => {
                    return Err(AppError::bad_request("the body ended early"));
                }
            };
            let fits = bytes.len().min(usize::try_from(room).unwrap_or(usize::MAX));
            let write = file.write_all(&bytes[..fits]).await;
            write.map_err(|error| disk(error.into()))?;
            if fits < bytes.len() {
                file.flush().await.map_err(|error| disk(error.into()))?;
                return Ok(Fits::NotAll);
            }
            room -= fits as u64;
        }
    }

    async fn open(&self) -> anyhow::Result<File> {
        let told = || format!("upload {}", self.file.display());
        let folder = self.file.parent().context("an upload has a folder")?;
        if !fs::try_exists(&self.file).await? {
            fs::create_dir_all(folder).await.with_context(told)?;
            File::create(&self.file).await.with_context(told)?;
            sync_folder(folder).await?;
            sync_folder(&self.store.folder).await?;
        }
        let file = OpenOptions::new().append(true).open(&self.file).await;
        file.with_context(told)
    }

    /// All of its bytes.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn read(&self) -> anyhow::Result<Bytes> {
        Ok(fs::read(&self.file).await?.into())
    }

    /// Deletes its bytes.
    ///
    /// # Errors
    /// When the disk refuses. That there are none is fine.
    pub async fn delete(&self) -> anyhow::Result<()> {
        match fs::remove_file(&self.file).await {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            Err(_) => Ok(()),
            Ok(()) => match self.file.parent() {
                Some(folder) => sync_folder(folder).await,
                None => Ok(()),
            },
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.store.held().remove(&self.key);
        self.store.freed.notify_waiters();
    }
}

async fn offset_of(path: &Path) -> anyhow::Result<u64> {
    let file = match File::open(path).await {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        opened => opened?,
    };
    // The length first: what comes meanwhile is not promised.
    let length = file.metadata().await?.len();
    file.sync_all().await?;
    Ok(length)
}

async fn children(folder: &Path) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let mut entries = match fs::read_dir(folder).await {
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(found);
        }
        opened => opened?,
    };
    while let Some(entry) = entries.next_entry().await? {
        if let Ok(name) = entry.file_name().into_string() {
            found.push((name, entry.path()));
        }
    }
    Ok(found)
}

async fn sync_folder(folder: &Path) -> anyhow::Result<()> {
    Ok(File::open(folder).await?.sync_all().await?)
}

fn disk(error: anyhow::Error) -> AppError {
    tracing::error!(error = format!("{error:#}"), "the upload folder failed");
    AppError::Internal
}
