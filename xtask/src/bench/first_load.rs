//! What keeps an officer's first load small: its budget, and that code which belongs elsewhere stays out of
//! the file that every phone loads first. Sizes are the same on every machine, so this can fail a test.

use std::fs;

use anyhow::{Result, ensure};

use super::sizes;

/// Code that has no business in a file, by the text it brings along.
struct Stranger {
    is_there: fn(&str) -> bool,
    words: &'static str,
}

/// Text that only code which has no business on a phone's first page brings along, and what to do.
const STRANGERS: [Stranger; 2] = [
    Stranger {
        is_there: |text| text.contains("/api/fn/"),
        words: "a server function: the desk's pages call them in their view, the phone's pages ask the Device",
    },
    Stranger {
        is_there: is_derived,
        words: "a type that serde's derived code reads: what a phone reads goes through app::json",
    },
];

/// Fails when the first load is over its budget or holds code of the desk or of serde.
pub fn check() -> Result<()> {
    let size = sizes::first_load()?;
    let main = fs::read(sizes::main_wasm()?)?;
    eprintln!("  {size:.1} kB of {:.0}", sizes::BUDGET);
    let found = strangers(&main);
    ensure!(
        found.is_empty(),
        "bienpho.wasm holds {}",
        found.join("; and ")
    );
    ensure!(
        size <= sizes::BUDGET,
        "an officer's first load is {size:.1} kB of {:.0}: `cargo xtask bench --only sizes` tells the parts, \
         docs/decisions/0014 what costs how much",
        sizes::BUDGET
    );
    Ok(())
}

fn strangers(wasm: &[u8]) -> Vec<&'static str> {
    let text = String::from_utf8_lossy(wasm);
    let found = STRANGERS
        .iter()
        .filter(|stranger| (stranger.is_there)(&text));
    found.map(|stranger| stranger.words).collect()
}

/// What derived code expects, in serde's words: `struct Site with 16 elements`.
fn is_derived(text: &str) -> bool {
    text.match_indices("struct ").any(|(at, start)| {
        let mut words = text[at + start.len()..].split(' ');
        let word = |word: Option<&str>| word.unwrap_or_default().to_owned();
        let (_name, with, count, elements) = (
            words.next(),
            word(words.next()),
            word(words.next()),
            word(words.next()),
        );
        with == "with" && count.parse::<u32>().is_ok() && elements.starts_with("element")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_are_recognised() {
        assert!(strangers(b"\0/api/v1/session struct RecordRef\xff").is_empty());
        assert_eq!(strangers(b"\0x/api/fn/list_units\xff").len(), 1);
        assert_eq!(strangers(b"\xfestruct Site with 16 elements").len(), 1);
        assert_eq!(strangers(b"\xfestruct Unit with 1 element\0").len(), 1);
    }
}
