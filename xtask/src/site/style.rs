//! The style sheet: style/main.css and what it imports in one minified file, without the tokens
//! nobody uses (Open Props has hundreds of them).

use std::{collections::BTreeSet, path::Path};

use anyhow::{Context, Result, anyhow};
use lightningcss::{
    bundler::{Bundler, FileProvider},
    declaration::DeclarationBlock,
    properties::{Property, custom::CustomPropertyName},
    rules::{CssRule, CssRuleList},
    stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet},
    targets::{Browsers, Targets},
};

use super::read_folder;
use crate::paths;

/// Bundles `main` with `faces` (the @font-face rules) before it.
///
/// No style sheet yet means an empty bundle, so that the build works from the first day.
pub fn bundle(main: &Path, faces: &str) -> Result<String> {
    let provider = FileProvider::new();
    let mut css = String::new();
    if main.exists() {
        let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
        let sheet = bundler.bundle(main).map_err(|error| anyhow!("{error}"))?;
        css = finish(sheet, &names_in_sources()?)?;
    }
    let faces =
        StyleSheet::parse(faces, ParserOptions::default()).map_err(|error| anyhow!("{error}"))?;
    Ok(print(&faces)? + &css)
}

/// Chrome of early 2023 (what old Android phones stop at), iOS 16 and Firefox ESR 115.
fn targets() -> Targets {
    let version = |major: u32, minor: u32| Some(major << 16 | minor << 8);
    Targets::from(Browsers {
        android: version(109, 0),
        chrome: version(109, 0),
        edge: version(109, 0),
        firefox: version(115, 0),
        ios_saf: version(16, 0),
        safari: version(16, 0),
        samsung: version(20, 0),
        ..Browsers::default()
    })
}

fn finish(mut sheet: StyleSheet, used_elsewhere: &BTreeSet<String>) -> Result<String> {
    sheet
        .minify(MinifyOptions {
            targets: targets(),
            ..MinifyOptions::default()
        })
        .map_err(|error| anyhow!("{error}"))?;
    // A token may be used by another token only, so one pass isn't enough.
    loop {
        let css = print(&sheet)?;
        let mut used = references(&css, "var(--");
        used.extend(used_elsewhere.iter().cloned());
        if remove_unused(&mut sheet.rules, &used) == 0 {
            return Ok(css);
        }
    }
}

fn print(sheet: &StyleSheet) -> Result<String> {
    let options = PrinterOptions {
        minify: true,
        targets: targets(),
        ..PrinterOptions::default()
    };
    let result = sheet.to_css(options).map_err(|error| anyhow!("{error}"))?;
    Ok(result.code)
}

/// Custom properties that Rust or JavaScript code names, as in `style="--progress: 3"`.
fn names_in_sources() -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for folder in ["app/src", "frontend/src", "frontend/js"] {
        for (name, content) in read_folder(&paths::root().join(folder))? {
            let text = String::from_utf8(content).with_context(|| format!("{folder}/{name}"))?;
            names.extend(references(&text, "--"));
        }
    }
    Ok(names)
}

/// The names (with their two dashes) that follow `marker`, which ends in two dashes.
fn references(text: &str, marker: &str) -> BTreeSet<String> {
    let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    text.match_indices(marker)
        .map(|(at, _)| &text[at + marker.len()..])
        .map(|rest| &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())])
        .filter(|name| !name.is_empty())
        .map(|name| format!("--{name}"))
        .collect()
}

/// Removes declarations of custom properties that are not in `used`; returns how many.
fn remove_unused(rules: &mut CssRuleList, used: &BTreeSet<String>) -> usize {
    let mut removed = 0;
    for rule in &mut rules.0 {
        removed += match rule {
            CssRule::Style(rule) => {
                remove_in_block(&mut rule.declarations, used) + remove_unused(&mut rule.rules, used)
            }
            CssRule::NestedDeclarations(rule) => remove_in_block(&mut rule.declarations, used),
            CssRule::Media(rule) => remove_unused(&mut rule.rules, used),
            CssRule::Supports(rule) => remove_unused(&mut rule.rules, used),
            CssRule::LayerBlock(rule) => remove_unused(&mut rule.rules, used),
            CssRule::Container(rule) => remove_unused(&mut rule.rules, used),
            CssRule::Scope(rule) => remove_unused(&mut rule.rules, used),
            CssRule::StartingStyle(rule) => remove_unused(&mut rule.rules, used),
            _ => 0,
        };
    }
    rules.0.retain(|rule| match rule {
        CssRule::Style(rule) => !rule.is_empty(),
        CssRule::Media(rule) => !rule.rules.0.is_empty(),
        CssRule::Supports(rule) => !rule.rules.0.is_empty(),
        _ => true,
    });
    removed
}

fn remove_in_block(block: &mut DeclarationBlock, used: &BTreeSet<String>) -> usize {
    let before = block.declarations.len();
    block.declarations.retain(|property| match property {
        Property::Custom(custom) => match &custom.name {
            CustomPropertyName::Custom(name) => used.contains(name.0.as_ref()),
            CustomPropertyName::Unknown(_) => true,
        },
        _ => true,
    });
    before - block.declarations.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finished(css: &str, used_elsewhere: &[&str]) -> String {
        let sheet = StyleSheet::parse(css, ParserOptions::default()).expect("css");
        let used = used_elsewhere
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        finish(sheet, &used).expect("minified")
    }

    #[test]
    fn a_token_that_nothing_uses_is_removed_and_so_is_what_only_it_used() {
        let css = ":root{--a:var(--b);--b:1px;--c:2px}p{margin:var(--c)}";
        assert_eq!(finished(css, &[]), ":root{--c:2px}p{margin:var(--c)}");
    }

    #[test]
    fn a_token_that_code_names_stays() {
        assert_eq!(finished(":root{--a:1px}", &["--a"]), ":root{--a:1px}");
    }

    #[test]
    fn names_are_found_in_code() {
        let found = references("style=\"--progress: 3\" x-- --é2;", "--");
        assert_eq!(
            found,
            BTreeSet::from(["--progress", "--é2"].map(str::to_owned))
        );
    }

    #[test]
    fn new_syntax_is_written_for_the_phones_we_serve() {
        let css = finished("a{color:red;&:hover{color:blue}}", &[]);
        assert_eq!(css, "a{color:red}a:hover{color:#00f}");
    }
}
