//! Be Vietnam Pro, self-hosted: the weights the design uses, cut down to the characters Vietnamese and
//! English need, and their @font-face rules.

use std::{fmt::Write as _, fs, io::Write as _, ops::RangeInclusive, process::Stdio};

use anyhow::{Context, Result, bail};

use super::{cache, layout::Site};
use crate::{paths, run};

const FAMILY: &str = "Be Vietnam Pro";
const PACKAGE: &str = "@expo-google-fonts/be-vietnam-pro";

/// CSS weight and the package's name for it.
const WEIGHTS: &[(u32, &str)] = &[
    (400, "400Regular"),
    (500, "500Medium"),
    (600, "600SemiBold"),
    (700, "700Bold"),
];

/// The characters to keep. Anything else shows in the system's font.
const CHARACTERS: &[RangeInclusive<u32>] = &[
    0x20..=0x7E,   // ASCII
    0xA0..=0xFF,   // Latin-1, which has half of Vietnamese's vowels
    0x102..=0x103, // Ă ă
    0x110..=0x111, // Đ đ
    0x128..=0x129, // Ĩ ĩ
    0x168..=0x169, // Ũ ũ
    0x1A0..=0x1A1, // Ơ ơ
    0x1AF..=0x1B0, // Ư ư
    0x300..=0x303, // combining marks, for text that isn't NFC
    0x309..=0x309,
    0x323..=0x323,
    0x1EA0..=0x1EF9, // vowels with tone marks
    0x2010..=0x2026, // dashes, quotes, bullet, ellipsis
    0x2032..=0x2033,
    0x20AB..=0x20AB, // ₫
    0x2190..=0x2193,
    0x2212..=0x2212,
    0x2248..=0x2248,
    0x2264..=0x2265,
];

/// Adds the font files and returns the style sheet that names them.
///
/// Logical names are `be-vietnam-pro-400.woff2` and so on, for preload links.
pub fn add(site: &mut Site) -> Result<String> {
    let mut css = String::new();
    let range = unicode_range();
    for (weight, name) in WEIGHTS {
        let file = format!("{PACKAGE}/{name}/BeVietnamPro_{name}.ttf");
        let original = fs::read(paths::npm(&file)).with_context(|| file.clone())?;
        let subset = subset(&original).with_context(|| file.clone())?;
        let url = site.add_hashed(&format!("be-vietnam-pro-{weight}.woff2"), subset);
        writeln!(
            css,
            "@font-face {{ font-family: \"{FAMILY}\"; font-style: normal; font-weight: {weight}; \
             font-display: swap; src: url({url}) format(\"woff2\"); unicode-range: {range}; }}"
        )?;
    }
    Ok(css)
}

fn subset(original: &[u8]) -> Result<Vec<u8>> {
    let characters: String = CHARACTERS
        .iter()
        .cloned()
        .flatten()
        .filter_map(char::from_u32)
        .collect();
    let key = [original, characters.as_bytes()].concat();
    cache::through("subset1.woff2", &key, || {
        let mut node = run::command("node");
        node.arg("xtask/src/site/fonts.mjs").arg(&characters);
        let mut child = node.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        // The script reads all of its input before it writes, so this can't block.
        child
            .stdin
            .take()
            .context("node has no standard input")?
            .write_all(original)?;
        let output = child.wait_with_output()?;
        if !output.status.success() || !output.stdout.starts_with(b"wOF2") {
            bail!("the font could not be subset ({})", output.status);
        }
        Ok(output.stdout)
    })
}

fn unicode_range() -> String {
    let ranges = CHARACTERS
        .iter()
        .map(|range| match (range.start(), range.end()) {
            (start, end) if start == end => format!("U+{start:X}"),
            (start, end) => format!("U+{start:X}-{end:X}"),
        });
    ranges.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every letter of the Vietnamese alphabet with every tone, in NFC, upper and lower case.
    const ALPHABET: &str =
        "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ";

    #[test]
    fn all_of_vietnamese_is_kept() {
        let kept = |c: char| CHARACTERS.iter().any(|range| range.contains(&u32::from(c)));
        for letter in ALPHABET.chars().chain(ALPHABET.to_uppercase().chars()) {
            assert!(kept(letter), "{letter}");
        }
    }
}
