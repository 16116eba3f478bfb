//! What an officer's phone transfers at the first visit: scripts, wasm, style sheet and fonts, as sent
//! to a browser that accepts brotli. The page itself is not in it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use anyhow::{Context, Result};

use super::{Budget, Row};
use crate::{
    paths,
    site::{self, Mode},
};

/// All of the first load, in kB (1,000 bytes).
pub const BUDGET: f64 = 350.0;

/// Weights of the phone's style sheets; a browser loads no font that a page doesn't use.
const PHONE_WEIGHTS: [&str; 2] = ["400", "600"];

/// One row for each kind of file, and their sum against the budget.
pub fn rows() -> Result<Vec<Row>> {
    let manifest = manifest()?;
    let parts = parts(&manifest)?;
    let sum = parts.iter().map(|(_, size)| size).sum();
    let row = |what: &str, measured, budget| Row {
        what: what.to_owned(),
        measured,
        unit: "kB",
        budget,
    };
    let mut rows: Vec<Row> = parts
        .iter()
        .map(|(what, size)| row(what, *size, Budget::None))
        .collect();
    rows.push(row("first load", sum, Budget::AtMost(BUDGET)));
    let lazy = manifest.iter().filter(|(name, path)| {
        name.ends_with(".wasm") && *name != "bienpho.wasm" && !path.contains("maplibre")
    });
    rows.push(row(
        "later: lazy pages",
        total(lazy.map(|(_, path)| path))?,
        Budget::None,
    ));
    let map = manifest
        .iter()
        .filter(|(name, _)| name.starts_with("maplibre"));
    rows.push(row(
        "later: map library",
        total(map.map(|(_, path)| path))?,
        Budget::None,
    ));
    Ok(rows)
}

/// The sum of the first load, in kB.
pub fn first_load() -> Result<f64> {
    Ok(parts(&manifest()?)?.iter().map(|(_, size)| size).sum())
}

/// The file of the code that every phone loads first.
pub fn main_wasm() -> Result<PathBuf> {
    Ok(on_disk(&path(&manifest()?, "bienpho.wasm")?))
}

/// Logical names and paths of the release site, which is built if it isn't there.
fn manifest() -> Result<BTreeMap<String, String>> {
    site::build(Mode::Release)?;
    let manifest = fs::read(paths::site().join("manifest.json"))?;
    Ok(serde_json::from_slice(&manifest)?)
}

fn path(manifest: &BTreeMap<String, String>, name: &str) -> Result<String> {
    let path = manifest.get(name).cloned();
    path.with_context(|| format!("no {name}"))
}

/// What the first load is made of, each in kB.
fn parts(manifest: &BTreeMap<String, String>) -> Result<[(&'static str, f64); 4]> {
    let is_used = |name: &str| {
        PHONE_WEIGHTS
            .iter()
            .any(|weight| name.ends_with(&format!("-{weight}.woff2")))
    };
    let fonts = manifest.iter().filter(|(name, _)| is_used(name));
    let scripts = with_imports(&path(manifest, "boot.js")?)?;
    Ok([
        (
            "scripts (boot, glue, what they import)",
            total(scripts.iter())?,
        ),
        (
            "wasm (without lazy pages)",
            total([&path(manifest, "bienpho.wasm")?])?,
        ),
        ("style sheet", total([&path(manifest, "main.css")?])?),
        ("fonts (400, 600)", total(fonts.map(|(_, path)| path))?),
    ])
}

/// A module and all it imports statically, as paths.
fn with_imports(entry: &str) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut open = vec![entry.to_owned()];
    while let Some(path) = open.pop() {
        if found.contains(&path) {
            continue;
        }
        let text = fs::read_to_string(on_disk(&path)).with_context(|| path.clone())?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        open.extend(static_imports(&text).map(|name| join(folder, name)));
        found.insert(path);
    }
    Ok(found)
}

/// The relative specifiers of `import … from "./x"` and `import "./x"`, minified or not.
fn static_imports(text: &str) -> impl Iterator<Item = &str> {
    let starts = ["from\"", "from \"", "import\"", "import \""];
    let specifiers = starts.into_iter().flat_map(move |start| {
        text.match_indices(start)
            .filter_map(move |(at, _)| text[at + start.len()..].split('"').next())
    });
    specifiers.filter(|name| name.starts_with('.'))
}

fn join(folder: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in relative.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn on_disk(path: &str) -> PathBuf {
    paths::site().join(path.trim_start_matches('/'))
}

/// Bytes on the wire in kB: the brotli sibling if there is one.
fn total<'a>(paths: impl IntoIterator<Item = &'a String>) -> Result<f64> {
    let mut bytes = 0;
    for path in paths {
        let compressed = on_disk(&format!("{path}.br"));
        let file = if compressed.exists() {
            compressed
        } else {
            on_disk(path)
        };
        bytes += fs::metadata(&file)
            .with_context(|| file.display().to_string())?
            .len();
    }
    Ok(bytes as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn static_imports_are_found_and_dynamic_ones_are_not() {
        let text =
            r#"import{a}from"./a.js";import "../b.js";import("./c.js");import x from "pkg";"#;
        let found: Vec<_> = static_imports(text).collect();
        assert_eq!(found, ["./a.js", "../b.js"]);
    }

    #[test]
    fn the_fonts_counted_are_those_of_the_phones_styles() {
        let mut styles = vec![paths::root().join("style/base.css")];
        let phone = fs::read_dir(paths::root().join("style/phone")).expect("styles");
        styles.extend(phone.map(|file| file.expect("a file").path()));
        let mut used = BTreeSet::new();
        for style in styles {
            let text = fs::read_to_string(style).expect("a style sheet");
            for start in ["font-weight: ", "font: "] {
                let values = text.split(start).skip(1);
                used.extend(
                    values.filter_map(|value| value.split([' ', ';']).next().map(str::to_owned)),
                );
            }
        }
        used.remove("inherit");
        assert!(used.iter().eq(PHONE_WEIGHTS), "{used:?}");
    }

    #[test]
    fn relative_paths_are_joined() {
        assert_eq!(join("/pkg/1/snippets", "../x.js"), "/pkg/1/x.js");
        assert_eq!(join("/pkg/1", "./snippets/y.js"), "/pkg/1/snippets/y.js");
    }
}
