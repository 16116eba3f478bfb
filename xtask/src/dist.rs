//! `cargo xtask dist`: the release server with the site inside it, as one file.

use std::{fs, path::PathBuf, process::Stdio};

use anyhow::{Context, Result};

use crate::{
    paths, run,
    site::{self, Mode},
    stamp,
};

/// Builds target/dist/bienpho unless it is up to date, and returns its path.
pub fn build() -> Result<PathBuf> {
    let lock = stamp::lock()?;
    let binary = paths::dist_binary();
    let inputs = [stamp::SITE_INPUTS, stamp::SERVER_INPUTS].concat();
    let wanted = stamp::fingerprint(&inputs, "dist")?;
    if stamp::is_fresh(&binary, &wanted) {
        eprintln!("▸ {} is up to date", relative(&binary));
        return Ok(binary);
    }
    site::build_locked(Mode::Release, &lock)?;
    let built = run::step("compiling the server (release)", compile)?;
    stamp::forget(&binary)?;
    let folder = binary.parent().context("target/dist has a parent")?;
    fs::create_dir_all(folder)?;
    // Not over the old file: it may be running.
    let new = binary.with_extension("new");
    fs::copy(&built, &new).with_context(|| built.display().to_string())?;
    fs::rename(&new, &binary)?;
    stamp::remember(&binary, &wanted)?;
    let size = fs::metadata(&binary)?.len();
    eprintln!(
        "▸ {} ({:.1} MB) is ready",
        relative(&binary),
        size as f64 / 1e6
    );
    Ok(binary)
}

fn compile() -> Result<PathBuf> {
    let mut cargo = run::cargo();
    cargo.args([
        "build",
        "--release",
        "--package",
        "server",
        "--bin",
        "bienpho",
    ]);
    cargo.args([
        "--features",
        "server/embed-site",
        "--message-format=json-render-diagnostics",
    ]);
    let messages = run::output(cargo.stdout(Stdio::piped()))?;
    site::artifact(
        &messages,
        "bienpho",
        &format!("bienpho{}", std::env::consts::EXE_SUFFIX),
    )
}

fn relative(path: &std::path::Path) -> String {
    let root = paths::root();
    path.strip_prefix(&root)
        .unwrap_or(path)
        .display()
        .to_string()
}
