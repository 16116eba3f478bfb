//! `cargo xtask dist`: the release server with the site inside it, as one file. The tests take the same
//! file of an unoptimised server: the optimised one alone compiles for minutes.

use std::{fs, path::PathBuf, process::Stdio};

use anyhow::{Context, Result};

use crate::{
    check, paths, run,
    site::{self, Mode},
    stamp,
};

/// How the server in the file is compiled; the browser's files are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Optimised: target/dist/bienpho, what is deployed.
    Release,
    /// As the other tests have it: target/dist-dev/bienpho.
    Dev,
}

impl Profile {
    const fn folder(self) -> &'static str {
        match self {
            Self::Release => "dist",
            Self::Dev => "dist-dev",
        }
    }
}

/// Builds the file unless it is up to date, and returns its path.
pub fn build(profile: Profile) -> Result<PathBuf> {
    let lock = stamp::lock()?;
    let binary = paths::one_file(profile.folder());
    let inputs = [stamp::SITE_INPUTS, stamp::SERVER_INPUTS].concat();
    let wanted = stamp::fingerprint(&inputs, profile.folder())?;
    if stamp::is_fresh(&binary, &wanted) {
        eprintln!("▸ {} is up to date", relative(&binary));
        return Ok(binary);
    }
    site::build_locked(Mode::Release, &lock)?;
    let step = match profile {
        Profile::Release => "compiling the server (release)",
        Profile::Dev => "compiling the server with the site inside",
    };
    let built = run::step(step, || compile(profile))?;
    stamp::forget(&binary)?;
    let folder = binary.parent().context("the file has a folder")?;
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

fn compile(profile: Profile) -> Result<PathBuf> {
    let mut cargo = run::cargo();
    cargo.args(["build", "--bin", "bienpho"]);
    match profile {
        Profile::Release => _ = cargo.args(["--release", "--package", "server"]),
        // With what the tests have compiled before.
        Profile::Dev => check::select_native(&mut cargo),
    }
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
