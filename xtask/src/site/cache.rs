//! Results that are slow to make and depend on their input alone, kept in target/site-cache.

use std::{fs, path::PathBuf};

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::paths;

/// The kept result of `make` for this input, or a new one. `kind` names tool, version and settings.
pub fn through(
    kind: &str,
    input: &[u8],
    make: impl FnOnce() -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    if let Some(known) = find(kind, input) {
        return Ok(known);
    }
    let made = make()?;
    keep(kind, input, &made)?;
    Ok(made)
}

/// The kept result for this input.
pub fn find(kind: &str, input: &[u8]) -> Option<Vec<u8>> {
    fs::read(file(kind, input)).ok()
}

/// Keeps the result for this input.
pub fn keep(kind: &str, input: &[u8], made: &[u8]) -> Result<()> {
    let file = file(kind, input);
    let partial = file.with_extension(format!("{}.part", std::process::id()));
    fs::create_dir_all(folder())?;
    fs::write(&partial, made)?;
    fs::rename(&partial, &file)?;
    Ok(())
}

fn folder() -> PathBuf {
    paths::target().join("site-cache")
}

fn file(kind: &str, input: &[u8]) -> PathBuf {
    let hash = hex::encode(&Sha256::digest(input)[..16]);
    folder().join(format!("{hash}.{kind}"))
}
