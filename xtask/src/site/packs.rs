//! Small chunks of lazy pages travel together. wasm-split makes a file of whatever some pages share, some three hundred of
//! mostly less than a kilobyte: the map's page asked for two hundred of them, nothing compresses so short a text, and a
//! phone takes as long to compile and instantiate a module of one function as one of a thousand. So binaryen's wasm-merge
//! makes one module of those that the same kind of pages need; each of them loads that (`packed` in `frontend/js/chunks.js`).

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use anyhow::{Context, Result, bail, ensure};
use wasmparser::{Parser, Payload, TypeRef, ValType};

use super::{
    Files, cache,
    scripts::{SPLIT_LOADER, SPLIT_MANIFEST},
};
use crate::{paths, run};

/// Below this many bytes a chunk is packed.
const SMALL: usize = 8 * 1024;

/// The packs, by how the pages begin that need one of their chunks; a chunk lies in the first that fits. What each page of
/// the phone needs is apart from what its later pages need, and the desk's apart from both.
const PACKS: [(&str, &str); 3] = [
    ("pack_first", "phone_device"),
    ("pack_phone", "phone_"),
    ("pack_desk", "desk_"),
];

/// What chunks import from.
const SPLIT_MODULE: &str = "__wasm_split";

/// Names what [`merge`] does, for the cache.
const MERGED: &str = "binaryen-merged.wasm";

/// What rustc assumes of a browser, as in optimise.mjs.
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Merges the small chunks into packs, in the files, in the loader and in the list of what a page needs.
pub fn pack(files: &mut Files) -> Result<()> {
    let manifest = files.get(SPLIT_MANIFEST).context("no lazy pages")?;
    let mut pages: BTreeMap<String, Vec<String>> = serde_json::from_slice(manifest)?;
    let loader = files.remove(SPLIT_LOADER).context("nothing loads chunks")?;
    let mut loader = String::from_utf8(loader)?;
    let chunks: BTreeSet<String> = pages.values().flatten().cloned().collect();
    let mut packed = BTreeMap::new();
    let mut packs = BTreeMap::<_, Files>::new();
    for chunk in chunks {
        let file = format!("{chunk}.wasm");
        let old = fetched(&file);
        ensure!(loader.contains(&old), "the loader doesn't fetch {file}");
        let is_small = |content: &Vec<u8>| content.len() < SMALL;
        let Some(pack) = pack_of(&chunk, &pages).filter(|_| files.get(&file).is_some_and(is_small))
        else {
            loader = loader.replace(&old, &asked_for(&file));
            continue;
        };
        loader = loader.replace(&old, &from_pack(pack));
        let content = files.remove(&file).unwrap_or_default();
        packs.entry(pack).or_default().insert(file, content);
        packed.insert(chunk, pack);
    }
    for (pack, chunks) in packs {
        files.insert(format!("{pack}.wasm"), merge(&chunks)?);
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

/// How wasm-split's loader fetches a chunk and instantiates it.
fn fetched(file: &str) -> String {
    format!(
        r#"const src = fetch(new URL("./{file}", import.meta.url));
    src.catch(() => {{}});
    return async (imports) => (WebAssembly.instantiateStreaming(src, imports));"#
    )
}

/// The same by `chunk` in `frontend/js/chunks.js`, which tries again.
fn asked_for(file: &str) -> String {
    format!(r#"return chunk(new URL("./{file}", import.meta.url));"#)
}

/// The same for a chunk that lies in a pack.
fn from_pack(pack: &str) -> String {
    format!(r#"return packed(new URL("./{pack}.wasm", import.meta.url));"#)
}

/// One module of these.
fn merge(chunks: &Files) -> Result<Vec<u8>> {
    let parts = chunks.iter().flat_map(|(name, content)| {
        let length = content.len().to_le_bytes().to_vec();
        [name.clone().into_bytes(), length, content.clone()]
    });
    let input: Vec<u8> = parts.flatten().collect();
    cache::through(MERGED, &input, || merge_anew(chunks))
}

fn merge_anew(chunks: &Files) -> Result<Vec<u8>> {
    let work = paths::target().join(format!("site-work/packs-{}", std::process::id()));
    fs::create_dir_all(&work)?;
    let (shared, merged) = (work.join("shared.wat"), work.join("merged"));
    fs::write(&shared, shared_by(chunks)?)?;
    let mut node = run::command("node");
    node.arg(paths::npm("binaryen/bin/wasm-merge"));
    node.args([shared.as_os_str(), SPLIT_MODULE.as_ref()]);
    for (name, content) in chunks {
        let file = work.join(name);
        fs::write(&file, content)?;
        node.args([file.as_os_str(), name.as_ref()]);
    }
    node.args(FEATURES).arg("--output").arg(&merged);
    run::quietly(&mut node)?;
    let made = fs::read(&merged).context("wasm-merge wrote nothing")?;
    fs::remove_dir_all(&work)?;
    Ok(made)
}

/// A module, as text, of all that these import from wasm-split's, the memory above all: with it among them, they are
/// merged into a module that imports each once, from `shared`, where `packed` in `frontend/js/chunks.js` gives it.
fn shared_by(chunks: &Files) -> Result<String> {
    let mut shared = BTreeMap::new();
    for (file, content) in chunks {
        for payload in Parser::new(0).parse_all(content) {
            let Payload::ImportSection(imports) = payload? else {
                continue;
            };
            for import in imports.into_imports() {
                let import = import?;
                ensure!(import.module == SPLIT_MODULE, "{file} imports {import:?}");
                let (kind, has) = match import.ty {
                    TypeRef::Memory(memory) => ("memory", format!("{}", memory.initial)),
                    TypeRef::Table(table) => ("table", format!("{} funcref", table.initial)),
                    TypeRef::Global(global) if global.content_type == ValType::I32 => {
                        ("global", "(mut i32)".to_owned())
                    }
                    other => bail!("{file} imports {other:?}"),
                };
                shared.insert(import.name, (kind, has));
            }
        }
    }
    let imports = shared.iter().map(|(name, (kind, has))| {
        format!(r#"(import "shared" "{name}" ({kind} ${name} {has})) (export "{name}" ({kind} ${name}))"#)
    });
    Ok(format!("(module {})", imports.collect::<String>()))
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
    use wasm_encoder::{
        CodeSection, ConstExpr, DataSection, ElementSection, Elements, Function, FunctionSection,
        ImportSection, MemoryType, Module, RefType, TableType, TypeSection,
    };

    use super::*;

    /// A chunk with a function, its place in the table and a word in memory.
    fn chunk(slot: i32, word: &str) -> Vec<u8> {
        let mut module = Module::new();
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], []);
        let memory = MemoryType {
            minimum: 20,
            maximum: None,
            memory64: false,
            shared: false,
            page_size_log2: None,
        };
        let table = TableType {
            element_type: RefType::FUNCREF,
            minimum: 90,
            maximum: None,
            table64: false,
            shared: false,
        };
        imports.import(SPLIT_MODULE, "memory", memory);
        imports.import(SPLIT_MODULE, "table", table);
        let (mut functions, mut elements) = (FunctionSection::new(), ElementSection::new());
        functions.function(0);
        let place = ConstExpr::i32_const(slot);
        elements.active(None, &place, Elements::Functions([0].as_slice().into()));
        let (mut code, mut data) = (CodeSection::new(), DataSection::new());
        let mut body = Function::new([]);
        body.instructions().end();
        code.function(&body);
        data.active(0, &place, word.bytes());
        module.section(&types).section(&imports).section(&functions);
        module.section(&elements).section(&code).section(&data);
        module.finish()
    }

    #[test]
    fn small_chunks_are_one_module_with_others_of_who_needs_them_first() {
        crate::tools::ensure_npm_packages().expect("npm's packages");
        let manifest = r#"{
            "desk_map_7": ["chunk_0", "chunk_1", "chunk_2", "chunk_3", "split_map"],
            "phone_list_7": ["chunk_0", "chunk_1"],
            "phone_device_7": ["chunk_0"]
        }"#;
        let names = ["chunk_0", "chunk_1", "chunk_2", "chunk_3", "split_map"];
        let loads = names.map(|name| fetched(&format!("{name}.wasm")));
        let mut files = Files::from([
            (SPLIT_MANIFEST.to_owned(), manifest.into()),
            (SPLIT_LOADER.to_owned(), loads.join(";").into()),
            ("chunk_0.wasm".to_owned(), chunk(0, "zero")),
            ("chunk_1.wasm".to_owned(), chunk(1, "one")),
            ("chunk_2.wasm".to_owned(), chunk(2, &"two".repeat(SMALL))),
            ("chunk_3.wasm".to_owned(), chunk(3, "three")),
            ("split_map.wasm".to_owned(), chunk(4, "four")),
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
        let loads = [
            from_pack("pack_first"),
            from_pack("pack_phone"),
            asked_for("chunk_2.wasm"),
            from_pack("pack_desk"),
            from_pack("pack_desk"),
        ];
        assert_eq!(files[SPLIT_LOADER], loads.join(";").as_bytes());
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
        let desk = &files["pack_desk.wasm"];
        let has = |text: &[u8]| desk.windows(text.len()).any(|part| part == text);
        assert!(desk.starts_with(b"\0asm") && has(b"three") && has(b"four"));
        // The memory is one for all, and comes from where the browser's script gives it.
        let memory = b"\x06shared\x06memory";
        let imports = desk.windows(memory.len()).filter(|part| part == memory);
        assert_eq!(imports.count(), 1);
        assert!(!has(b"__wasm_split\x06memory"));
    }
}
