//! Photos on disk, named by the hash they were sent under.
//!
//! A photo is written to a temporary file, synced, renamed, and its folder synced, before
//! [`PhotoStore::put`] returns; the thumbnail first, so that a photo that is there has one.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, Weak},
};

use anyhow::Context;
use app::{domain::photo::Sha256, error::AppResult};
use bytes::Bytes;
use object_store::{ObjectStoreExt, local::LocalFileSystem, path::Path as Key};

use super::{
    files::{self, PhotoFile},
    process::{PhotoLimits, Processed, Processor},
};

/// Photos that are worked on at this moment, by their hash.
type Held = HashMap<Sha256, Weak<tokio::sync::Mutex<()>>>;

/// Which of the two stored pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PhotoSize {
    /// The photo.
    Full,
    /// Its thumbnail.
    Thumb,
}

/// The folder of photos; cheap to clone.
#[derive(Debug, Clone)]
pub struct PhotoStore {
    files: Arc<LocalFileSystem>,
    folder: PathBuf,
    held: Arc<Mutex<Held>>,
    processor: Processor,
}

impl PhotoStore {
    /// Opens the folder, making it if it isn't there.
    ///
    /// # Errors
    /// When it can't be made or isn't a folder.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let told = || format!("photo folder {}", folder.display());
        std::fs::create_dir_all(folder).with_context(told)?;
        let files = LocalFileSystem::new_with_prefix(folder)
            .with_context(told)?
            .with_fsync(true);
        Ok(Self {
            files: Arc::new(files),
            folder: folder.to_owned(),
            held: Arc::default(),
            processor: Processor::new(PhotoLimits::default()),
        })
    }

    /// The same with other limits for [`Self::process`].
    #[must_use]
    pub fn with_limits(self, limits: PhotoLimits) -> Self {
        Self {
            processor: Processor::new(limits),
            ..self
        }
    }

    /// Holds a photo until the guard is dropped: who writes or deletes its files, or decides about them by its row, does so one after the other.
    /// Other servers that share the folder aren't kept out.
    pub async fn hold(&self, hash: &Sha256) -> tokio::sync::OwnedMutexGuard<()> {
        let lock = {
            let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
            held.retain(|_, lock| lock.strong_count() > 0);
            match held.get(hash).and_then(Weak::upgrade) {
                Some(lock) => lock,
                None => {
                    let lock = Arc::default();
                    held.insert(hash.clone(), Arc::downgrade(&lock));
                    lock
                }
            }
        };
        lock.lock_owned().await
    }

    /// Makes an upload fit to be stored: decoded, upright, bounded, re-encoded without metadata.
    /// Nothing is written.
    ///
    /// # Errors
    /// `TooLarge`, `NotAJpeg` or `TooManyPixels`.
    pub async fn process(&self, upload: Bytes) -> AppResult<Processed> {
        self.processor.process(upload).await
    }

    /// Stores a photo durably. Storing it again changes nothing that can be seen.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn put(&self, hash: &Sha256, jpeg: Bytes, thumb: Bytes) -> anyhow::Result<()> {
        for (size, bytes) in [(PhotoSize::Thumb, thumb), (PhotoSize::Full, jpeg)] {
            self.files
                .put(&key(hash, size), bytes.into())
                .await
                .with_context(|| format!("storing photo {hash}"))?;
        }
        Ok(())
    }

    /// The bytes of a photo, or `None` when there is no such photo.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn get(&self, hash: &Sha256, size: PhotoSize) -> anyhow::Result<Option<Bytes>> {
        match self.files.get(&key(hash, size)).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error).with_context(|| format!("reading photo {hash}")),
        }
    }

    /// Whether the photo and its thumbnail are on disk.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn has(&self, hash: &Sha256) -> anyhow::Result<bool> {
        for size in [PhotoSize::Full, PhotoSize::Thumb] {
            match self.files.head(&key(hash, size)).await {
                Ok(_) => {}
                Err(object_store::Error::NotFound { .. }) => return Ok(false),
                Err(error) => {
                    return Err(error).with_context(|| format!("looking for photo {hash}"));
                }
            }
        }
        Ok(true)
    }

    /// Every file of one of [`super::SHARDS`] parts of the folder, whatever it is.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn list(&self, shard: u8) -> anyhow::Result<Vec<PhotoFile>> {
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || files::list(&folder, shard)).await?
    }

    /// Deletes a file for good; whether it was there.
    ///
    /// # Errors
    /// When the disk refuses.
    pub async fn delete_file(&self, file: &PhotoFile) -> anyhow::Result<bool> {
        let path = file.path.clone();
        tokio::task::spawn_blocking(move || files::delete(&path)).await?
    }

    /// Deletes a photo and its thumbnail for good; the folder is synced, so that neither comes back.
    ///
    /// # Errors
    /// When the disk refuses. A photo that isn't there is fine.
    pub async fn delete(&self, hash: &Sha256) -> anyhow::Result<()> {
        for size in [PhotoSize::Full, PhotoSize::Thumb] {
            match self.files.delete(&key(hash, size)).await {
                Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
                Err(error) => return Err(error).with_context(|| format!("deleting photo {hash}")),
            }
        }
        let file = self.files.path_to_filesystem(&key(hash, PhotoSize::Full))?;
        tokio::task::spawn_blocking(move || sync_folder_of(&file)).await?
    }

    /// Where a photo's file lies, whether or not there is one.
    ///
    /// # Errors
    /// Never for a hash.
    pub fn path_of(&self, hash: &Sha256, size: PhotoSize) -> anyhow::Result<PathBuf> {
        Ok(self.files.path_to_filesystem(&key(hash, size))?)
    }

    /// Whether photos can be written now: writes and deletes a small file.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(&self) -> anyhow::Result<()> {
        let probe = Key::from("probe");
        self.files
            .put(&probe, Bytes::from_static(b"probe").into())
            .await
            .context("photo folder can't be written")?;
        self.files
            .delete(&probe)
            .await
            .context("photo folder can't be cleaned")
    }
}

/// `ab/abcd….jpg`: 256 folders keep each of them short.
fn key(hash: &Sha256, size: PhotoSize) -> Key {
    let digits = hash.as_str();
    let suffix = match size {
        PhotoSize::Full => "jpg",
        PhotoSize::Thumb => "thumb.jpg",
    };
    Key::from(format!("{}/{digits}.{suffix}", &digits[..2]))
}

fn sync_folder_of(file: &Path) -> anyhow::Result<()> {
    let Some(folder) = file.parent().filter(|folder| folder.exists()) else {
        return Ok(());
    };
    std::fs::File::open(folder)?
        .sync_all()
        .with_context(|| format!("syncing {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash() -> Sha256 {
        "ab".repeat(32).parse().expect("a hash")
    }

    fn store() -> (tempfile::TempDir, PhotoStore) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = PhotoStore::open(&folder.path().join("photos")).expect("opens");
        (folder, store)
    }

    #[tokio::test]
    async fn a_photo_comes_back_after_reopening() {
        let (folder, store) = store();
        store
            .put(
                &hash(),
                Bytes::from_static(b"full"),
                Bytes::from_static(b"small"),
            )
            .await
            .expect("stored");
        let again = PhotoStore::open(&folder.path().join("photos")).expect("opens");
        assert_eq!(
            again.get(&hash(), PhotoSize::Full).await.expect("read"),
            Some(Bytes::from_static(b"full"))
        );
        assert_eq!(
            again.get(&hash(), PhotoSize::Thumb).await.expect("read"),
            Some(Bytes::from_static(b"small"))
        );
    }

    #[tokio::test]
    async fn a_deleted_photo_leaves_no_file() {
        let (folder, store) = store();
        store
            .put(
                &hash(),
                Bytes::from_static(b"full"),
                Bytes::from_static(b"small"),
            )
            .await
            .expect("stored");
        store.delete(&hash()).await.expect("deleted");
        store.delete(&hash()).await.expect("deleting again is fine");
        assert_eq!(
            store.get(&hash(), PhotoSize::Full).await.expect("read"),
            None
        );
        let left = std::fs::read_dir(folder.path().join("photos/ab"))
            .expect("the folder")
            .count();
        assert_eq!(left, 0);
    }

    #[tokio::test]
    async fn the_check_writes_and_cleans_up() {
        let (folder, store) = store();
        store.check().await.expect("writable");
        assert_eq!(
            std::fs::read_dir(folder.path().join("photos"))
                .expect("the folder")
                .count(),
            0
        );
        std::fs::remove_dir_all(folder.path().join("photos")).expect("removed");
        std::fs::write(folder.path().join("photos"), b"a file in the way").expect("written");
        assert!(store.check().await.is_err());
    }
}
