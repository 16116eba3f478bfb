//! From `frontend` to wasm and its glue: cargo, wasm-split, wasm-bindgen, wasm-opt.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use super::{Files, Mode, cache, names, read_folder};
use crate::{paths, run};

/// The name of wasm and glue; LEPTOS_OUTPUT_NAME in `.cargo/config.toml` says the same.
const NAME: &str = "bienpho";

/// The module that loads lazy chunks; the name is cargo-leptos' own, so that both builds agree.
const SPLIT_MODULE: &str = "./__wasm_split.______________________.js";

/// Names what [`optimise_all`] does, for the cache.
const OPTIMISED: &str = "binaryen-O1.wasm";

/// Builds `bienpho.wasm`, its lazy chunks, `bienpho.js` and the scripts that Rust code brings along.
///
/// `__wasm_split_manifest.json` is among them: from lazy function to the chunks to preload.
pub fn build(mode: Mode) -> Result<Files> {
    let wasm = run::step("compiling the browser's half to wasm", || compile(mode))?;
    let work = paths::target().join("site-work");
    run::step("splitting lazy routes, generating JavaScript glue", || {
        if work.exists() {
            fs::remove_dir_all(&work)?;
        }
        let main = split(&wasm, &work)?;
        bind(&main, &work.join("pkg"), mode)
    })?;
    let mut files = read_folder(&work.join("pkg"))?;
    if mode == Mode::Release {
        names::shorten(&mut files);
        run::step("optimising the wasm", || optimise_all(&mut files, &work))?;
    }
    Ok(files)
}

fn compile(mode: Mode) -> Result<PathBuf> {
    let profile = match mode {
        Mode::Release => "wasm-release",
        Mode::Dev => "dev",
    };
    let mut cargo = run::cargo();
    cargo.args([
        "build",
        "--package",
        "frontend",
        "--lib",
        "--profile",
        profile,
    ]);
    cargo.args(["--target", "wasm32-unknown-unknown"]);
    cargo
        .arg("--message-format=json-render-diagnostics")
        .stdout(Stdio::piped());
    let messages = run::output(&mut cargo)?;
    artifact(&messages, "frontend", ".wasm")
}

/// The path of what cargo built for a target, from its JSON messages.
pub fn artifact(messages: &str, target: &str, suffix: &str) -> Result<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .filter(|message| message["target"]["name"] == target)
        .filter_map(|message| {
            let names = message["filenames"].as_array()?;
            let found = names.iter().filter_map(|name| name.as_str());
            found
                .filter(|name| name.ends_with(suffix))
                .map(PathBuf::from)
                .next()
        })
        .next_back()
        .with_context(|| format!("cargo built no {suffix} for {target}"))
}

fn split(wasm: &Path, work: &Path) -> Result<PathBuf> {
    let pkg = work.join("pkg");
    fs::create_dir_all(&pkg)?;
    let input = fs::read(wasm).with_context(|| wasm.display().to_string())?;
    let main = work.join("main.wasm");
    let glue = format!("./{NAME}.js");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = &pkg;
    options.main_out_path = &main;
    options.main_module = &glue;
    options.link_name = SPLIT_MODULE;
    let result = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow::anyhow!("wasm-split: {error:?}"))?;
    let manifest: std::collections::BTreeMap<_, _> = result.prefetch_map.into_iter().collect();
    fs::write(
        pkg.join("__wasm_split_manifest.json"),
        serde_json::to_vec(&manifest)?,
    )?;
    Ok(main)
}

fn bind(main: &Path, pkg: &Path, mode: Mode) -> Result<()> {
    Bindgen::new()
        .input_path(main)
        .out_name(NAME)
        .web(true)?
        .typescript(false)
        // The lazy chunks link against the main module's table, memory and stack pointer.
        .keep_lld_exports(true)
        .demangle(false)
        .remove_name_section(mode == Mode::Release)
        .remove_producers_section(true)
        .generate(pkg)
        .context("wasm-bindgen")?;
    fs::rename(
        pkg.join(format!("{NAME}_bg.wasm")),
        pkg.join(format!("{NAME}.wasm")),
    )?;
    Ok(())
}

/// Every file through optimise.mjs, but for those whose result is known.
fn optimise_all(files: &mut Files, work: &Path) -> Result<()> {
    let folder = work.join("optimise");
    fs::create_dir_all(&folder)?;
    let names: Vec<_> = files
        .keys()
        .filter(|name| name.ends_with(".wasm"))
        .cloned()
        .collect();
    let mut new = Vec::new();
    for name in names {
        match cache::find(OPTIMISED, &files[&name]) {
            Some(known) => _ = files.insert(name, known),
            None => {
                fs::write(folder.join(&name), &files[&name])?;
                new.push(name);
            }
        }
    }
    if new.is_empty() {
        return Ok(());
    }
    let mut node = run::command("node");
    node.arg("xtask/src/site/optimise.mjs").arg(&folder);
    run::quietly(&mut node)?;
    for name in new {
        let optimised = fs::read(folder.join(&name)).with_context(|| name.clone())?;
        if !optimised.starts_with(b"\0asm") {
            bail!("{name} became no wasm");
        }
        cache::keep(OPTIMISED, &files[&name], &optimised)?;
        files.insert(name, optimised);
    }
    Ok(())
}
