//! Small chunks of lazy pages travel together. wasm-split makes a file of whatever some pages share, some three hundred of
//! mostly less than a kilobyte: the map's page asked for two hundred of them, and nothing compresses so short a text. So
//! they lie one after the other in a few files; the loader names each by its bytes (`pack_desk.wasm#120-480`), and
//! `frontend/js/chunks.js` cuts them out.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result, ensure};

use super::{
    Files,
    scripts::{SPLIT_LOADER, SPLIT_MANIFEST},
};

/// Below this many bytes a chunk is packed.
const SMALL: usize = 8 * 1024;

/// The packs, by how the pages begin that need one of their chunks; a chunk lies in the first that fits. What each page of
/// the phone needs is apart from what its later pages need, and the desk's apart from both.
const PACKS: [(&str, &str); 3] = [
    ("pack_first", "phone_device"),
    ("pack_phone", "phone_"),
    ("pack_desk", "desk_"),
];

/// Puts the small chunks into packs, in the files, in the loader and in the list of what a page needs.
pub fn pack(files: &mut Files) -> Result<()> {
    let manifest = files.get(SPLIT_MANIFEST).context("no lazy pages")?;
    let mut pages: BTreeMap<String, Vec<String>> = serde_json::from_slice(manifest)?;
    let loader = files.remove(SPLIT_LOADER).context("nothing loads chunks")?;
    let mut loader = String::from_utf8(loader)?;
    let chunks: BTreeSet<String> = pages.values().flatten().cloned().collect();
    let mut packed = BTreeMap::new();
    for chunk in chunks {
        let file = format!("{chunk}.wasm");
        let is_small = |content: &Vec<u8>| content.len() < SMALL;
        let Some(pack) = pack_of(&chunk, &pages).filter(|_| files.get(&file).is_some_and(is_small))
        else {
            continue;
        };
        let content = files.remove(&file).unwrap_or_default();
        let whole = files.entry(format!("{pack}.wasm")).or_default();
        let from = whole.len();
        whole.extend(content);
        let (old, to) = (format!("\"./{file}\""), whole.len());
        ensure!(loader.contains(&old), "the loader doesn't name {file}");
        loader = loader.replace(&old, &format!("\"./{pack}.wasm#{from}-{to}\""));
        packed.insert(chunk, pack);
    }
    for needed in pages.values_mut() {
        let mut seen = BTreeSet::new();
        for name in needed.iter_mut() {
            if let Some(pack) = packed.get(name) {
                *name = (*pack).to_owned();
            }
        }
        needed.retain(|name| seen.insert(name.clone()));
    }
    files.insert(SPLIT_MANIFEST.to_owned(), serde_json::to_vec(&pages)?);
    files.insert(SPLIT_LOADER.to_owned(), loader.into_bytes());
    Ok(())
}

fn pack_of(chunk: &str, pages: &BTreeMap<String, Vec<String>>) -> Option<&'static str> {
    let needs = |start: &str| {
        let mut pages = pages.iter().filter(|(page, _)| page.starts_with(start));
        pages.any(|(_, chunks)| chunks.iter().any(|needed| needed == chunk))
    };
    let found = PACKS.iter().find(|(_, pages)| needs(pages));
    found.map(|(pack, _)| *pack)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_chunks_lie_in_the_pack_of_who_needs_them_first_and_are_named_by_their_bytes() {
        let manifest = r#"{
            "desk_map_7": ["chunk_0", "chunk_1", "chunk_2", "split_map"],
            "phone_list_7": ["chunk_0", "chunk_1"],
            "phone_device_7": ["chunk_0"]
        }"#;
        let loader = r#"new URL("./chunk_0.wasm", u), new URL("./chunk_1.wasm", u), new URL("./chunk_2.wasm", u), new URL("./split_map.wasm", u)"#;
        let mut files = Files::from([
            (SPLIT_MANIFEST.to_owned(), manifest.into()),
            (SPLIT_LOADER.to_owned(), loader.into()),
            ("chunk_0.wasm".to_owned(), b"first".to_vec()),
            ("chunk_1.wasm".to_owned(), b"phone".to_vec()),
            ("chunk_2.wasm".to_owned(), vec![7; SMALL]),
            ("split_map.wasm".to_owned(), b"map".to_vec()),
            ("bienpho.wasm".to_owned(), b"main".to_vec()),
        ]);
        pack(&mut files).expect("packs");
        let pages: BTreeMap<String, Vec<String>> =
            serde_json::from_slice(&files[SPLIT_MANIFEST]).expect("a list");
        assert_eq!(
            pages["desk_map_7"],
            ["pack_first", "pack_phone", "chunk_2", "pack_desk"]
        );
        assert_eq!(pages["phone_list_7"], ["pack_first", "pack_phone"]);
        assert_eq!(
            files[SPLIT_LOADER],
            br#"new URL("./pack_first.wasm#0-5", u), new URL("./pack_phone.wasm#0-5", u), new URL("./chunk_2.wasm", u), new URL("./pack_desk.wasm#0-3", u)"#
        );
        assert_eq!(files["pack_desk.wasm"], b"map");
        let names: Vec<_> = files
            .keys()
            .filter(|name| name.ends_with(".wasm"))
            .collect();
        assert_eq!(
            names,
            [
                "bienpho.wasm",
                "chunk_2.wasm",
                "pack_desk.wasm",
                "pack_first.wasm",
                "pack_phone.wasm"
            ]
        );
    }
}
