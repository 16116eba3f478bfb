//! The hashes of photos that were erased: a line each in a file that no restored database touches. Lines are only ever added, and two such files
//! are joined by putting one behind the other.

use std::{
    collections::BTreeSet,
    fs::{File, OpenOptions},
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use anyhow::Context;
use app::domain::photo::Sha256;

/// Digits of a hash.
const DIGITS: usize = 64;

/// The ledger; cheap to clone. Several servers may share its file.
#[derive(Debug, Clone)]
pub struct Ledger {
    file: PathBuf,
    known: Arc<Mutex<Known>>,
}

#[derive(Debug, Default)]
struct Known {
    hashes: BTreeSet<Sha256>,
    /// Bytes of the file that are among them.
    read: u64,
}

impl Ledger {
    /// Opens the ledger. There is no file before the first photo is erased.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn open(file: &Path) -> anyhow::Result<Self> {
        let ledger = Self {
            file: file.to_owned(),
            known: Arc::default(),
        };
        ledger.all()?;
        Ok(ledger)
    }

    /// Whether this photo was erased, by any server that shares the file.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn holds(&self, photo: &Sha256) -> anyhow::Result<bool> {
        self.with(|known| known.hashes.contains(photo))
    }

    /// All photos that were erased.
    ///
    /// # Errors
    /// When the file can't be read.
    pub fn all(&self) -> anyhow::Result<BTreeSet<Sha256>> {
        self.with(|known| known.hashes.clone())
    }

    /// Notes photos as erased, durably.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add(&self, photos: &[Sha256]) -> anyhow::Result<()> {
        let known = self.all()?;
        let mut text = String::new();
        for photo in photos.iter().filter(|photo| !known.contains(*photo)) {
            text.push_str(photo.as_str());
            text.push('\n');
        }
        if text.is_empty() {
            return Ok(());
        }
        self.append(&text)
            .with_context(|| format!("the ledger of erased photos {}", self.file.display()))
    }

    fn append(&self, text: &str) -> anyhow::Result<()> {
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut options = OpenOptions::new();
        // One write, so that lines of several servers don't mix.
        let mut file = options
            .create(true)
            .append(true)
            .mode(0o600)
            .open(&self.file)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        if let Some(folder) = self.file.parent().filter(|folder| folder.is_dir()) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Reads what was added since the last look.
    fn with<T>(&self, ask: impl FnOnce(&Known) -> T) -> anyhow::Result<T> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .read_on(&self.file)
            .with_context(|| format!("the ledger of erased photos {}", self.file.display()))?;
        Ok(ask(&known))
    }
}

impl Known {
    fn read_on(&mut self, path: &Path) -> anyhow::Result<()> {
        let mut file = match File::open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            opened => opened?,
        };
        let length = file.metadata()?.len();
        if length == self.read {
            return Ok(());
        }
        // Another file was put in its place. What was erased stays so.
        let from = if length < self.read { 0 } else { self.read };
        file.seek(SeekFrom::Start(from))?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        // A line that is being written is read next time.
        let whole = text
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |at| at + 1);
        self.hashes.extend(hashes(&text[..whole]));
        self.read = from + whole as u64;
        Ok(())
    }
}

/// The hashes of whole lines. A line that a crash cut off stands before the next one's hash; words are passed over.
fn hashes(text: &[u8]) -> impl Iterator<Item = Sha256> {
    let lines = text.split(|byte| *byte == b'\n');
    lines.filter_map(|line| {
        let line = line.trim_ascii_end();
        let last = &line[line.len().saturating_sub(DIGITS)..];
        std::str::from_utf8(last).ok()?.parse().ok()
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn hash(digits: &str) -> Sha256 {
        digits.repeat(32).parse().expect("a hash")
    }

    #[test]
    fn what_was_added_is_there_for_whoever_opens_it_and_for_who_has_it_open() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("photos.erased");
        let (one, other) = (Ledger::open(&file), Ledger::open(&file));
        let (one, other) = (one.expect("opens"), other.expect("opens"));
        assert!(!one.holds(&hash("ab")).expect("read") && !file.exists());
        one.add(&[hash("ab"), hash("cd")]).expect("written");
        one.add(&[hash("ab")]).expect("written");
        other.add(&[hash("ef")]).expect("written");
        for ledger in [&one, &other, &Ledger::open(&file).expect("opens")] {
            let all = ledger.all().expect("read");
            assert_eq!(Vec::from_iter(all), [hash("ab"), hash("cd"), hash("ef")]);
        }
        let facts = std::fs::metadata(&file).expect("there");
        assert_eq!(facts.len(), 3 * (DIGITS as u64 + 1), "nothing twice");
        assert_eq!(facts.permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_line_that_a_crash_cut_off_hides_no_other() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("photos.erased");
        let (whole, cut) = (hash("cd"), hash("ab"));
        let text = format!("# words\n{whole}\n{}", &cut.as_str()[..20]);
        std::fs::write(&file, text).expect("written");
        let ledger = Ledger::open(&file).expect("opens");
        assert_eq!(Vec::from_iter(ledger.all().expect("read")), [hash("cd")]);
        ledger.add(&[hash("ef")]).expect("written");
        for ledger in [&ledger, &Ledger::open(&file).expect("opens")] {
            let all = ledger.all().expect("read");
            assert_eq!(Vec::from_iter(all), [hash("cd"), hash("ef")]);
        }
    }
}
