//! Reads single entries of a ZIP file, each within its limit and all within one.

use std::{fs::File, io::Read, sync::Arc};

use app::error::{AppError, AppResult};
use tokio::{sync::Mutex, task::spawn_blocking};
use zip::{ZipArchive, result::ZipError};

/// What is read of a file at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ArchiveLimits {
    /// Entries.
    pub entries: usize,
    /// Bytes of all that is read, unpacked.
    pub bytes: u64,
}

/// A ZIP file. A small one can't be made to unpack into a large one: what is read is counted as it is unpacked.
#[derive(Clone)]
pub struct Archive(Arc<Mutex<Inner>>);

struct Inner {
    zip: ZipArchive<File>,
    left: u64,
}

impl Archive {
    /// Opens a file.
    ///
    /// # Errors
    /// A bad request when it is no ZIP file or has too many entries.
    pub async fn open(file: File, limits: ArchiveLimits) -> AppResult<Self> {
        blocking(move || {
            let zip = ZipArchive::new(file).map_err(|error| bad("the file", &error))?;
            if zip.len() > limits.entries {
                let most = limits.entries;
                return Err(AppError::bad_request(format!("more than {most} entries")));
            }
            let left = limits.bytes;
            Ok(Self(Arc::new(Mutex::new(Inner { zip, left }))))
        })
        .await
    }

    /// The bytes of an entry; none when there is no such entry.
    ///
    /// # Errors
    /// A bad request when it can't be unpacked or has more than `max_bytes`.
    pub async fn read(&self, name: String, max_bytes: usize) -> AppResult<Option<Vec<u8>>> {
        let mut inner = Arc::clone(&self.0).lock_owned().await;
        blocking(move || inner.read(&name, max_bytes as u64)).await
    }
}

impl Inner {
    fn read(&mut self, name: &str, max_bytes: u64) -> AppResult<Option<Vec<u8>>> {
        let entry = match self.zip.by_name(name) {
            Err(ZipError::FileNotFound) => return Ok(None),
            found => found.map_err(|error| bad(name, &error))?,
        };
        // What an entry says of its own size is not believed.
        let most = max_bytes.min(self.left);
        let mut bytes = Vec::new();
        let read = entry.take(most + 1).read_to_end(&mut bytes);
        let length = read.map_err(|error| bad(name, &error))? as u64;
        if length > most {
            let problem = format!("{name}: more than {most} bytes");
            return Err(AppError::bad_request(problem));
        }
        self.left -= length;
        Ok(Some(bytes))
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> AppResult<T> + Send + 'static,
) -> AppResult<T> {
    spawn_blocking(work).await.unwrap_or_else(|broken| {
        tracing::error!(%broken, "a ZIP file broke its reader");
        Err(AppError::bad_request("the file can't be read"))
    })
}

fn bad(what: &str, error: &dyn std::error::Error) -> AppError {
    AppError::bad_request(format!("{what}: {error}"))
}
