//! Reads single entries of a ZIP file, each within its limit and all within one.

use std::{collections::BTreeMap, fs::File, io::Read, sync::Arc};

use app::error::{AppError, AppResult};
use tokio::{sync::Mutex, task::spawn_blocking};
use zip::ZipArchive;

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
    /// Entries by their name below the folder that the file's own root is in.
    entries: BTreeMap<String, usize>,
    left: u64,
}

/// A name as a person's own packing may have changed it: back slashes, `./`, a folder around everything. None of what a system adds by
/// itself, of folders, and of names that lead out.
fn cleaned(name: &str) -> Option<String> {
    let name = name.replace('\\', "/");
    let is_folder = name.ends_with('/');
    let parts: Vec<_> = name
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    let is_added = |part: &&str| matches!(*part, "__MACOSX" | ".." | ".DS_Store" | "Thumbs.db");
    let last = parts.last()?;
    // Copies that a Mac makes of a file's attributes.
    let is_shadow = last.starts_with("._");
    (!is_folder && !is_shadow && !parts.iter().any(is_added)).then(|| parts.join("/"))
}

/// The entries below the one folder that has `root` in it, by their names there.
fn below(
    names: impl Iterator<Item = (usize, String)>,
    root: &str,
) -> AppResult<BTreeMap<String, usize>> {
    let named: Vec<_> = names
        .filter_map(|(number, name)| Some((cleaned(&name)?, number)))
        .collect();
    let folders: Vec<_> = named
        .iter()
        .filter_map(|(name, _)| name.strip_suffix(root))
        .filter(|folder| folder.is_empty() || folder.ends_with('/'))
        .collect();
    let folder = match folders.as_slice() {
        [] => return Err(AppError::bad_request(format!("{root} is not there"))),
        [one] => (*one).to_owned(),
        _ => {
            let words = format!("{root} is there twice: pack one queue in one file");
            return Err(AppError::bad_request(words));
        }
    };
    let mut entries = BTreeMap::new();
    for (name, number) in named {
        if let Some(name) = name.strip_prefix(&folder)
            && entries.insert(name.to_owned(), number).is_some()
        {
            return Err(AppError::bad_request(format!("{name} is there twice")));
        }
    }
    Ok(entries)
}

impl Archive {
    /// Opens a file as a program made it or as a person unpacked it and packed it anew: its entries are those beside `root`, wherever that lies.
    ///
    /// # Errors
    /// A bad request when it is no ZIP file, has too many entries, or `root` is not there exactly once.
    pub async fn open(file: File, root: &'static str, limits: ArchiveLimits) -> AppResult<Self> {
        blocking(move || {
            let zip = ZipArchive::new(file).map_err(|error| bad("the file", &error))?;
            if zip.len() > limits.entries {
                let most = limits.entries;
                return Err(AppError::bad_request(format!("more than {most} entries")));
            }
            let names = (0..zip.len()).filter_map(|number| {
                let name = zip.name_for_index(number)?.ok()?;
                Some((number, name.into_owned()))
            });
            let entries = below(names, root)?;
            let left = limits.bytes;
            Ok(Self(Arc::new(Mutex::new(Inner { zip, entries, left }))))
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
        let Some(&number) = self.entries.get(name) else {
            return Ok(None);
        };
        let entry = self.zip.by_index(number);
        let entry = entry.map_err(|error| bad(name, &error))?;
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
