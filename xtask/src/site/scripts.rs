//! The browser's JavaScript: wasm-bindgen's glue, the scripts Rust code brings along, and the
//! hand-written modules of frontend/js, all through esbuild.

use std::{collections::BTreeMap, fs, io::Write, path::Path, process::Stdio};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::{Files, Mode, layout::Site, read_folder};
use crate::{paths, run};

/// The module that is served at the site's root, because a service worker's scope is its own folder.
const SERVICE_WORKER: &str = "sw.js";

/// Logical names of what every page needs, so what a service worker must have before anything else.
const FIRST_LOAD: &[&str] = &["boot.js", "bienpho.js", "bienpho.wasm", "main.css"];

/// The group of modules of one build: what `wasm` generated and frontend/js, minified.
///
/// `import … from "maplibre-gl"` is turned into an import from `map_library`, the library's folder.
pub fn modules(generated: Files, map_library: &str, mode: Mode) -> Result<Files> {
    let work = paths::target().join("site-work/modules");
    let mut sources = generated;
    let mut written = read_folder(&paths::root().join("frontend/js"))?;
    written.remove(SERVICE_WORKER);
    written.retain(|name, _| name.ends_with(".js"));
    sources.extend(written);
    let (scripts, mut group): (Files, Files) = sources
        .into_iter()
        .partition(|(name, _)| name.ends_with(".js"));
    let map_url = format!("{map_library}/maplibre-gl.mjs");
    let urls = BTreeMap::from([("maplibre-gl", map_url)]);
    group.extend(bundle(&scripts, &work, &json!(urls), &json!({}), mode)?);
    Ok(group)
}

/// Adds `/sw.js`, if frontend/js has one, with what it needs to know of this build:
/// `__BUILD__` (the group's hash), `__FIRST_LOAD__` and `__ASSETS__` (arrays of paths).
pub fn add_service_worker(site: &mut Site, build: &str, mode: Mode) -> Result<()> {
    let source = paths::root().join("frontend/js").join(SERVICE_WORKER);
    if !source.exists() {
        return Ok(());
    }
    let first = |name: &str| FIRST_LOAD.contains(&name) || name.ends_with(".woff2");
    let names = site.names();
    let first_load: Vec<_> = names
        .iter()
        .filter(|(name, _)| first(name))
        .map(|(_, path)| path)
        .collect();
    let all: Vec<_> = names.values().collect();
    let define = json!({
        "__BUILD__": json!(build).to_string(),
        "__FIRST_LOAD__": json!(first_load).to_string(),
        "__ASSETS__": json!(all).to_string(),
    });
    let scripts = Files::from([(SERVICE_WORKER.to_owned(), fs::read(&source)?)]);
    let work = paths::target().join("site-work/service-worker");
    for (name, content) in bundle(&scripts, &work, &json!({}), &define, mode)? {
        site.add(&name, &format!("/{name}"), content);
    }
    Ok(())
}

fn bundle(
    scripts: &Files,
    work: &Path,
    urls: &serde_json::Value,
    define: &serde_json::Value,
    mode: Mode,
) -> Result<Files> {
    let (from, to) = (work.join("from"), work.join("to"));
    let mut entries = Vec::new();
    for (name, content) in scripts {
        let path = from.join(name);
        fs::create_dir_all(path.parent().unwrap_or(&from))?;
        fs::write(&path, content)?;
        entries.push(json!({ "in": path, "out": name.trim_end_matches(".js") }));
    }
    let job = json!({
        "entries": entries, "outdir": to, "urls": urls, "define": define,
        "minify": mode == Mode::Release,
    });
    esbuild(&job)?;
    read_folder(&to)
}

fn esbuild(job: &serde_json::Value) -> Result<()> {
    let mut node = run::command("node");
    node.arg("xtask/src/site/scripts.mjs").stdin(Stdio::piped());
    let mut child = node.spawn().context("cannot start node")?;
    let mut input = child.stdin.take().context("node has no standard input")?;
    input.write_all(job.to_string().as_bytes())?;
    drop(input);
    let status = child.wait()?;
    if !status.success() {
        bail!("esbuild ended with {status}");
    }
    Ok(())
}
