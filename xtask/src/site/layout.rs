//! Paths of the site: what is hashed how, the manifest, and writing it all to disk.
//!
//! `/pkg/<hash>/…` is the group of modules that refer to each other by relative names: boot script,
//! wasm-bindgen's glue, the wasm and its lazy chunks, hand-written modules. One hash over all of them
//! keeps those names true. `/pkg/<name>.<hash>.<ext>` are files that stand alone, and `/pkg/<name>-<version>/`
//! is a library. All of `/pkg/` may be cached for ever. Anything else keeps its name.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::Files;

/// A site in memory.
#[derive(Default)]
pub struct Site {
    /// Path without the leading slash → content.
    pub files: Files,
    /// Logical name → path, as the server reads it from `manifest.json`.
    names: BTreeMap<String, String>,
}

impl Site {
    /// Adds a file at a path (with leading slash) that is known under a logical name.
    pub fn add(&mut self, logical: &str, path: &str, content: Vec<u8>) {
        self.names.insert(logical.to_owned(), path.to_owned());
        self.files
            .insert(path.trim_start_matches('/').to_owned(), content);
    }

    /// Adds a file that stands alone; returns its path, which has the content's hash in it.
    pub fn add_hashed(&mut self, logical: &str, content: Vec<u8>) -> String {
        let (stem, extension) = logical.rsplit_once('.').unwrap_or((logical, "bin"));
        let path = format!(
            "/pkg/{stem}.{}.{extension}",
            short_hash([content.as_slice()])
        );
        self.add(logical, &path, content);
        path
    }

    /// Adds modules that refer to each other by relative names; returns the hash over all of them.
    pub fn add_group(&mut self, group: Files) -> String {
        let parts = group
            .iter()
            .flat_map(|(name, content)| [name.as_bytes(), content]);
        let hash = short_hash(parts);
        for (name, content) in group {
            self.add(&name, &format!("/pkg/{hash}/{name}"), content);
        }
        hash
    }

    /// Adds `build.txt`, the name of this build, and returns it; to be called when everything else of
    /// the site has been added but the service worker.
    ///
    /// It is the hash over all files and over `sources`: what pages look like and isn't in a file here.
    pub fn add_build(&mut self, sources: &Files) -> String {
        let parts = self.files.iter().chain(sources);
        let build = short_hash(parts.flat_map(|(name, content)| [name.as_bytes(), content]));
        let content = format!("{build}\n").into_bytes();
        self.files.insert("build.txt".to_owned(), content);
        build
    }

    /// Logical names with their paths.
    pub fn names(&self) -> &BTreeMap<String, String> {
        &self.names
    }

    /// Adds `manifest.json`; to be called when everything else has been added.
    pub fn add_manifest(&mut self) -> Result<()> {
        let manifest = serde_json::to_vec_pretty(&self.names)?;
        self.files.insert("manifest.json".to_owned(), manifest);
        Ok(())
    }

    /// Puts the site in place of the one that is there.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let new = folder.with_extension("new");
        remove(&new)?;
        for (name, content) in &self.files {
            let path = new.join(name);
            fs::create_dir_all(path.parent().unwrap_or(&new))?;
            fs::write(&path, content).with_context(|| path.display().to_string())?;
        }
        remove(folder)?;
        fs::rename(&new, folder).with_context(|| folder.display().to_string())
    }
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| folder.display().to_string())
        }
        _ => Ok(()),
    }
}

/// Twelve hex digits: 48 bits, plenty for a few hundred builds.
fn short_hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(Sha256::digest(part));
    }
    hex::encode(&hash.finalize()[..6])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(content: &str) -> Files {
        let files = [
            ("boot.js", "import './bienpho.js'"),
            ("bienpho.js", content),
        ];
        files
            .map(|(name, content)| (name.to_owned(), content.as_bytes().to_vec()))
            .into()
    }

    #[test]
    fn one_changed_module_renames_the_whole_group() {
        let mut site = Site::default();
        let before = site.add_group(group("1"));
        assert_eq!(site.names()["boot.js"], format!("/pkg/{before}/boot.js"));
        assert_eq!(before, Site::default().add_group(group("1")));
        assert_ne!(before, Site::default().add_group(group("2")));
    }

    #[test]
    fn a_change_of_any_file_or_source_is_another_build() {
        let build = |files: &[(&str, &str)], source: &str| {
            let mut site = Site::default();
            for (name, content) in files {
                site.add(name, &format!("/{name}"), content.as_bytes().to_vec());
            }
            site.add_build(&group(source))
        };
        let first = build(&[("icon.svg", "1")], "1");
        assert_eq!(first, build(&[("icon.svg", "1")], "1"));
        assert_ne!(first, build(&[("icon.svg", "2")], "1"));
        assert_ne!(first, build(&[("icon.svg", "1")], "2"));
    }

    #[test]
    fn a_file_that_stands_alone_is_named_by_its_content() {
        let mut site = Site::default();
        let path = site.add_hashed("main.css", b"a{}".to_vec());
        assert!(
            path.starts_with("/pkg/main.") && path.ends_with(".css"),
            "{path}"
        );
        assert_eq!(site.files[path.trim_start_matches('/')], b"a{}");
    }
}
