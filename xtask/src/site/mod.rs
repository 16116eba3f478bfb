//! `cargo xtask build`: everything a browser loads, into target/site.
//!
//! cargo → wasm-split → wasm-bindgen → wasm-opt ([`wasm`]); small chunks packed ([`packs`]); hand-written and generated modules through
//! esbuild ([`scripts`]); fonts and style sheets ([`fonts`], [`style`]); then hashed names, brotli and
//! gzip ([`layout`], [`compress`]). The server reads the result through `manifest.json`.

mod cache;
mod compress;
mod fonts;
mod layout;
mod names;
mod packs;
mod scripts;
mod style;
mod wasm;

pub use wasm::artifact;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::Path,
};

use anyhow::{Context, Result};

use self::layout::Site;
use crate::{paths, run, stamp, tools};

/// The files of one folder: name relative to it (with `/`), content.
type Files = BTreeMap<String, Vec<u8>>;

/// How the browser's files are built.
#[derive(clap::Args)]
pub struct Args {
    /// Small and compressed; the default.
    #[arg(long, conflicts_with = "dev")]
    release: bool,
    /// Quick to build: unoptimised wasm, nothing compressed.
    #[arg(long)]
    dev: bool,
}

/// Whether to spend time on size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mode {
    Release,
    Dev,
}

/// Builds the site in the mode that was asked for.
pub fn run(args: &Args) -> Result<()> {
    let mode = if args.dev { Mode::Dev } else { Mode::Release };
    build(mode)?;
    eprintln!("target/site is ready.");
    Ok(())
}

/// Builds the site unless it is up to date.
pub fn build(mode: Mode) -> Result<()> {
    let lock = stamp::lock()?;
    build_locked(mode, &lock)
}

/// [`build`] for who holds the lock already, because more than the site is built under it.
pub fn build_locked(mode: Mode, _lock: &File) -> Result<()> {
    tools::ensure_wasm_target()?;
    tools::ensure_npm_packages()?;
    let wanted = stamp::fingerprint(stamp::SITE_INPUTS, &format!("{mode:?}"))?;
    if stamp::is_fresh(&paths::site(), &wanted) {
        eprintln!("▸ the browser's files are up to date");
        return Ok(());
    }
    let site = assemble(mode)?;
    stamp::forget(&paths::site())?;
    site.write(&paths::site())?;
    stamp::remember(&paths::site(), &wanted)
}

fn assemble(mode: Mode) -> Result<Site> {
    let mut generated = wasm::build(mode)?;
    packs::pack(&mut generated)?;
    run::step("scripts, styles, fonts, map library", || {
        let mut site = Site::default();
        let map_library = add_map_library(&mut site)?;
        let group = scripts::modules(generated, &map_library, mode)?;
        site.add_group(group);
        let faces = fonts::add(&mut site)?;
        let css = style::bundle(&paths::root().join("style/main.css"), &faces)?;
        site.add_hashed("main.css", css.into_bytes());
        add_public(&mut site)?;
        let mut sources = read_folder(&paths::root().join("app/src"))?;
        sources.insert("sw.js".to_owned(), fs::read(scripts::service_worker())?);
        let build = site.add_build(&sources);
        scripts::add_service_worker(&mut site, &build, mode)?;
        site.add_manifest()?;
        Ok(site)
    })
    .and_then(|mut site| {
        if mode == Mode::Release {
            run::step("compressing (brotli 11, gzip 9)", || {
                compress::add_siblings(&mut site.files)
            })?;
        }
        Ok(site)
    })
}

/// MapLibre's module, its worker (which it looks for beside itself) and its style sheet.
///
/// Returns the folder, which has the library's version in its name: it stays in the browser's cache
/// over releases of ours.
fn add_map_library(site: &mut Site) -> Result<String> {
    let package = fs::read(paths::npm("maplibre-gl/package.json"))?;
    let package: serde_json::Value = serde_json::from_slice(&package)?;
    let version = package["version"]
        .as_str()
        .context("maplibre-gl has no version")?;
    let folder = format!("/pkg/maplibre-gl-{version}");
    for name in [
        "maplibre-gl.mjs",
        "maplibre-gl-worker.mjs",
        "maplibre-gl.css",
    ] {
        let text = fs::read_to_string(paths::npm(&format!("maplibre-gl/dist/{name}")))?;
        site.add(
            name,
            &format!("{folder}/{name}"),
            without_source_map(&text).into_bytes(),
        );
    }
    Ok(folder)
}

fn without_source_map(text: &str) -> String {
    text.lines()
        .filter(|line| !line.starts_with("//# sourceMappingURL="))
        .map(|line| format!("{line}\n"))
        .collect()
}

/// Files that keep their names: icons and the web manifest, by which installed apps know them.
fn add_public(site: &mut Site) -> Result<()> {
    let folder = paths::root().join("frontend/public");
    for (name, content) in read_folder(&folder)? {
        site.add(&name, &format!("/{name}"), content);
    }
    Ok(())
}

/// All files below a folder; none if it isn't there.
fn read_folder(folder: &Path) -> Result<Files> {
    let mut files = Files::new();
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop().filter(|current| current.is_dir()) {
        for entry in fs::read_dir(&current).with_context(|| current.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let name = path
                .strip_prefix(folder)?
                .to_string_lossy()
                .replace('\\', "/");
            files.insert(name, fs::read(&path)?);
        }
    }
    Ok(files)
}
