//! Be Vietnam Pro, self-hosted: the subsets and weights the design uses, and their @font-face rules.

use std::{fmt::Write, fs};

use anyhow::{Context, Result};

use super::layout::Site;
use crate::paths;

const FAMILY: &str = "Be Vietnam Pro";
const PACKAGE: &str = "@fontsource/be-vietnam-pro";
const SUBSETS: &[&str] = &["latin", "vietnamese"];
const WEIGHTS: &[u32] = &[400, 600, 700];

/// Adds the font files and returns the style sheet that names them.
///
/// Logical names are `be-vietnam-pro-latin-400.woff2` and so on, for preload links.
pub fn add(site: &mut Site) -> Result<String> {
    let ranges = fs::read(paths::npm(&format!("{PACKAGE}/unicode.json")))
        .context("the font's unicode ranges")?;
    let ranges: serde_json::Value = serde_json::from_slice(&ranges)?;
    let mut css = String::new();
    for weight in WEIGHTS {
        for subset in SUBSETS {
            let file = format!("{PACKAGE}/files/be-vietnam-pro-{subset}-{weight}-normal.woff2");
            let content = fs::read(paths::npm(&file)).with_context(|| file.clone())?;
            let url = site.add_hashed(&format!("be-vietnam-pro-{subset}-{weight}.woff2"), content);
            let range = ranges[subset]
                .as_str()
                .with_context(|| format!("no range of {subset}"))?;
            writeln!(
                css,
                "@font-face {{ font-family: \"{FAMILY}\"; font-style: normal; font-weight: {weight}; \
                 font-display: swap; src: url({url}) format(\"woff2\"); unicode-range: {range}; }}"
            )?;
        }
    }
    Ok(css)
}
