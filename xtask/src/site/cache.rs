//! Results that are slow to make and depend on their input alone, kept in target/site-cache.

use std::fs;

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::paths;

/// The kept result of `make` for this input, or a new one. `kind` names tool, version and settings.
pub fn through(
    kind: &str,
    input: &[u8],
    make: impl FnOnce() -> Result<Vec<u8>>,
) -> Result<Vec<u8>> {
    let folder = paths::target().join("site-cache");
    let file = folder.join(format!(
        "{}.{kind}",
        hex::encode(&Sha256::digest(input)[..16])
    ));
    if let Ok(known) = fs::read(&file) {
        return Ok(known);
    }
    let made = make()?;
    fs::create_dir_all(&folder)?;
    let partial = folder.join(format!("{}-{kind}.part", std::process::id()));
    fs::write(&partial, &made)?;
    fs::rename(&partial, &file)?;
    Ok(made)
}
