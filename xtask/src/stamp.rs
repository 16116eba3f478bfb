//! Whether a result is up to date: one hash over the contents of everything it is made from. And that
//! two xtasks don't make the same result at the same time.

use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::paths;

/// What the browser's files are made from, relative to the root.
pub const SITE_INPUTS: &[&str] = &[
    ".cargo",
    "Cargo.lock",
    "Cargo.toml",
    "app",
    "data",
    "frontend",
    "package-lock.json",
    "rust-toolchain.toml",
    "style",
    "xtask",
];

/// What the server has inside it besides the browser's files.
pub const SERVER_INPUTS: &[&str] = &["migrations", "server"];

/// The hash of files and folders, by name and content.
pub fn fingerprint(inputs: &[&str], settings: &str) -> Result<String> {
    let mut files = Vec::new();
    for input in inputs {
        collect(&paths::root().join(input), &mut files)?;
    }
    files.sort();
    let mut hash = Sha256::new();
    hash.update(settings);
    for file in files {
        let content = fs::read(&file).with_context(|| file.display().to_string())?;
        hash.update(file.to_string_lossy().as_bytes());
        hash.update(Sha256::digest(&content));
    }
    Ok(hex::encode(hash.finalize()))
}

/// Waits until no other xtask of this checkout builds, and keeps others waiting until it is dropped.
pub fn lock() -> Result<File> {
    fs::create_dir_all(paths::target())?;
    let file = File::create(paths::target().join("xtask.lock"))?;
    match file.try_lock() {
        Ok(()) => return Ok(file),
        Err(TryLockError::WouldBlock) => eprintln!("▸ another xtask is building: waiting for it"),
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    file.lock()?;
    Ok(file)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
    } else if path.is_dir() {
        for entry in fs::read_dir(path).with_context(|| path.display().to_string())? {
            collect(&entry?.path(), files)?;
        }
    }
    Ok(())
}

/// Whether `result` exists and was made from this fingerprint.
pub fn is_fresh(result: &Path, fingerprint: &str) -> bool {
    result.exists() && fs::read_to_string(stamp_of(result)).is_ok_and(|old| old == fingerprint)
}

/// Forgets that `result` was complete: called before it is touched.
pub fn forget(result: &Path) -> Result<()> {
    match fs::remove_file(stamp_of(result)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

/// Remembers what `result` was made from: called when it is complete.
pub fn remember(result: &Path, fingerprint: &str) -> Result<()> {
    fs::write(stamp_of(result), fingerprint).context("cannot write the stamp")
}

fn stamp_of(result: &Path) -> PathBuf {
    let mut name = result.as_os_str().to_owned();
    name.push(".stamp");
    PathBuf::from(name)
}
