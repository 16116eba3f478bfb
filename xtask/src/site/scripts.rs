//! The browser's JavaScript: wasm-bindgen's glue, the scripts Rust code brings along, and the
//! hand-written modules of frontend/js, all through esbuild.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::{Files, Mode, layout::Site, read_folder};
use crate::{paths, run};

/// Generated: the module that loads lazy chunks, and which page needs which.
pub const SPLIT_LOADER: &str = "__wasm_split.______________________.js";
pub const SPLIT_MANIFEST: &str = "__wasm_split_manifest.json";
/// How the desk's pages are called in it.
const DESK_PAGES: &str = "desk_";

/// The module that is served at the site's root, because a service worker's scope is its own folder.
const SERVICE_WORKER: &str = "sw.js";

/// The app's sender for the service worker, which can load classic scripts only: all in one file.
const SYNC: &str = "sync.js";

/// What the generated loader gets lazy chunks with; packs.rs has it do so.
const CHUNK_LOADS: &str = "import { chunk, packed } from \"./chunks.js\";\n";

/// The map's modules: what it begins with, and what comes with its first tool. Each has what it imports inside, so that a
/// page that begins with a map waits for one file instead of ten.
const MAP_SCRIPTS: [&str; 2] = ["map.js", "map-tools.js"];
/// How the modules begin that are inside those.
const MAP_PARTS: &str = "map-";

/// Modules that only the desk needs, by how their names begin.
const DESK_SCRIPTS: [&str; 2] = ["map", "push"];

/// What becomes of imports.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    /// Modules that import each other.
    Modules,
    /// Modules with everything inside that they import at once.
    Whole,
    /// A classic script, likewise.
    Classic,
}

impl Form {
    /// Its name in a job of scripts.mjs.
    const fn name(self) -> &'static str {
        match self {
            Self::Modules => "modules",
            Self::Whole => "whole",
            Self::Classic => "classic",
        }
    }
}

/// How a bundle is to come out.
struct Output {
    urls: serde_json::Value,
    define: serde_json::Value,
    form: Form,
    mode: Mode,
}

/// The group of modules of one build: what `wasm` generated and frontend/js, minified.
///
/// `import … from "maplibre-gl"` is turned into an import from `map_library`, the library's folder.
pub fn modules(generated: Files, map_library: &str, mode: Mode) -> Result<Files> {
    let work = paths::target().join("site-work/modules");
    let mut sources = generated;
    if let Some(loader) = sources.get_mut(SPLIT_LOADER) {
        loader.splice(..0, CHUNK_LOADS.bytes());
    }
    let mut written = read_folder(&paths::root().join("frontend/js"))?;
    written.remove(SERVICE_WORKER);
    written.retain(|name, _| name.ends_with(".js"));
    sources.extend(written);
    let (scripts, mut group): (Files, Files) = sources
        .into_iter()
        .partition(|(name, _)| name.ends_with(".js"));
    let map_url = format!("{map_library}/maplibre-gl.mjs");
    let mut output = Output {
        urls: json!({ "maplibre-gl": map_url }),
        define: json!({}),
        form: Form::Modules,
        mode,
    };
    let is_inside =
        |name: &&str| MAP_SCRIPTS.contains(name) || name.starts_with(MAP_PARTS) || *name == SYNC;
    let modules = scripts.keys().map(String::as_str);
    let modules: Vec<_> = modules.filter(|name| !is_inside(name)).collect();
    put(&scripts, &work)?;
    group.extend(bundle(&modules, &work, &output)?);
    output.form = Form::Whole;
    group.extend(bundle(&MAP_SCRIPTS, &work, &output)?);
    output.form = Form::Classic;
    // A classic script has no `import.meta`: sw.js says where it lies.
    output.define = json!({ "import.meta.url": "globalThis.bienphoCode" });
    group.extend(bundle(&[SYNC], &work, &output)?);
    Ok(group)
}

/// Adds `/sw.js` with what it needs to know of this build: `__BUILD__` (its name), `__ASSETS__` (paths of
/// all that the phone's pages need) and `__SYNC__` (the path of its sender).
pub fn add_service_worker(site: &mut Site, build: &str, mode: Mode) -> Result<()> {
    let source = fs::read(service_worker())?;
    let desk = desk_chunks(site)?;
    let needed = |name: &str| {
        let of_desk =
            DESK_SCRIPTS.iter().any(|script| name.starts_with(script)) || desk.contains(name);
        // The browser keeps what the worker imports with the worker itself.
        !(of_desk || name == SYNC || name.ends_with(".json"))
    };
    let names = site.names();
    let assets: Vec<_> = names
        .iter()
        .filter(|(name, _)| needed(name))
        .map(|(_, path)| path)
        .collect();
    let output = Output {
        urls: json!({}),
        define: json!({
            "__BUILD__": json!(build).to_string(),
            "__ASSETS__": json!(assets).to_string(),
            "__SYNC__": json!(names.get(SYNC)).to_string(),
        }),
        form: Form::Classic,
        mode,
    };
    let scripts = Files::from([(SERVICE_WORKER.to_owned(), source)]);
    let work = paths::target().join("site-work/service-worker");
    put(&scripts, &work)?;
    for (name, content) in bundle(&[SERVICE_WORKER], &work, &output)? {
        site.add(&name, &format!("/{name}"), content);
    }
    Ok(())
}

/// The service worker's source.
pub fn service_worker() -> PathBuf {
    paths::root().join("frontend/js").join(SERVICE_WORKER)
}

/// Files of lazy pages that none of the phone's pages needs.
fn desk_chunks(site: &Site) -> Result<BTreeSet<String>> {
    let path = site.names().get(SPLIT_MANIFEST);
    let content = path.and_then(|path| site.files.get(path.trim_start_matches('/')));
    let pages: BTreeMap<String, Vec<String>> =
        serde_json::from_slice(content.context("the build has no lazy pages")?)?;
    let (phone, desk): (Vec<_>, Vec<_>) = pages
        .into_iter()
        .partition(|(page, _)| !page.starts_with(DESK_PAGES));
    let files = |pages: Vec<(String, Vec<String>)>| -> BTreeSet<String> {
        let files = pages.into_iter().flat_map(|(_, files)| files);
        files.map(|file| format!("{file}.wasm")).collect()
    };
    Ok(&files(desk) - &files(phone))
}

/// Puts scripts where [`bundle`] reads them.
fn put(scripts: &Files, work: &Path) -> Result<()> {
    for (name, content) in scripts {
        let path = work.join("from").join(name);
        fs::create_dir_all(path.parent().unwrap_or(work))?;
        fs::write(&path, content)?;
    }
    Ok(())
}

/// What becomes of these of the scripts that were put there; they may import all of them.
fn bundle(names: &[&str], work: &Path, output: &Output) -> Result<Files> {
    let form = output.form.name();
    let (from, to) = (work.join("from"), work.join(form));
    let entries = names
        .iter()
        .map(|name| json!({ "in": from.join(name), "out": name.trim_end_matches(".js") }));
    let job = json!({
        "entries": entries.collect::<Vec<_>>(), "outdir": to, "urls": output.urls, "define": output.define,
        "form": form, "minify": output.mode == Mode::Release,
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
