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

/// The characters to keep: ASCII, all of Vietnamese in NFC (as everything here is), and the signs the
/// texts use. Anything else shows in the system's font.
const CHARACTERS: &[RangeInclusive<u32>] = &[
    0x20..=0x7E,
    0xA0..=0xA0, // no-break space
    0xA9..=0xA9, // ©
    0xAB..=0xAB, // «
    0xB0..=0xB1, // ° ±
    0xB2..=0xB2, // ²
    0xB7..=0xB7, // ·
    0xBB..=0xBB, // »
    0xC0..=0xC3, // À Á Â Ã
    0xC8..=0xCA, // È É Ê
    0xCC..=0xCD, // Ì Í
    0xD2..=0xD5, // Ò Ó Ô Õ
    0xD7..=0xD7, // ×
    0xD9..=0xDA, // Ù Ú
    0xDD..=0xDD, // Ý
    0xE0..=0xE3,
    0xE8..=0xEA,
    0xEC..=0xED,
    0xF2..=0xF5,
    0xF9..=0xFA,
    0xFD..=0xFD,
    0x102..=0x103,   // Ă ă
    0x110..=0x111,   // Đ đ
    0x128..=0x129,   // Ĩ ĩ
    0x168..=0x169,   // Ũ ũ
    0x1A0..=0x1A1,   // Ơ ơ
    0x1AF..=0x1B0,   // Ư ư
    0x1EA0..=0x1EF9, // vowels with tone marks
    0x2010..=0x2015, // dashes
    0x2018..=0x201E, // quotes
    0x2022..=0x2022, // bullet
    0x2026..=0x2026, // ellipsis
    0x20AB..=0x20AB, // ₫
    0x2190..=0x2193, // arrows
    0x2212..=0x2212, // minus
    0x2264..=0x2265, // ≤ ≥
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
    cache::through("subset2.woff2", &key, || {
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
