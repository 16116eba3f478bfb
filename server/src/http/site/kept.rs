//! The files of builds that were served before: a page of an older build still finds the parts it
//! had not loaded yet.
//!
//! `assets/<build>/` in the data folder is a small site of its own: what lies under `/pkg/`, its
//! `manifest.json`, and the time it was last the present build. Several servers may share the
//! folder: a build appears and goes whole, by a rename.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    time::UNIX_EPOCH,
};

use app::domain::time::Timestamp;
use axum::{
    body::Body,
    http::{HeaderMap, Method, Response, Uri},
};

use super::{IMMUTABLE_PREFIX, MANIFEST, Site, negotiation::safe_path};

/// Builds that stay served besides the present one.
const KEPT_BUILDS: usize = 2;

/// When the build was last the present one: milliseconds since 1970, as text.
const SERVED_AT: &str = "served-at";

/// Ending of folders that are being written or deleted.
const UNFINISHED: &str = ".part";

/// Age from which an unfinished folder is what a crash left behind, in milliseconds.
const ABANDONED_AFTER_MS: i64 = 3_600_000;

/// The folder with the files of each build.
pub struct Kept {
    folder: PathBuf,
}

impl Kept {
    /// Keeps what `site` has and forgets all but the last builds before it. Done when it is on the disk.
    ///
    /// `now` orders the builds: the later ones stay.
    ///
    /// # Errors
    /// When the folder can't be written. A build is there whole or not at all.
    pub fn keep(folder: &Path, site: &Site, now: Timestamp) -> io::Result<Self> {
        let kept = Self {
            folder: folder.to_owned(),
        };
        fs::create_dir_all(folder)?;
        if let Some(build) = site.build().filter(|build| is_build(build)) {
            if !folder.join(build).is_dir() {
                kept.add(build, site)?;
            }
            kept.mark(build, now)?;
            kept.prune(build, now)?;
        }
        Ok(kept)
    }

    /// The answer to a request for a file of an earlier build; `None` if no kept build has it.
    pub fn respond(
        &self,
        method: &Method,
        uri: &Uri,
        headers: &HeaderMap,
    ) -> Option<Response<Body>> {
        let path = safe_path(uri.path()).filter(|_| uri.path().starts_with(IMMUTABLE_PREFIX))?;
        let mut folders = self.builds().ok()?.into_iter().map(|(_, folder)| folder);
        let folder = folders.find(|folder| folder.join(path).is_file())?;
        Site::open(Some(&folder))
            .ok()?
            .respond(method, uri, headers)
    }

    fn add(&self, build: &str, site: &Site) -> io::Result<()> {
        let unfinished = self.unfinished(build);
        let write = || -> io::Result<()> {
            for path in site.assets().map(|(_, path)| path) {
                let path = path.trim_start_matches('/');
                // A browser that takes gzip only gets it uncompressed.
                for name in [path.to_owned(), format!("{path}.br")] {
                    if let Some(content) = site.read(&name).filter(|_| path.starts_with("pkg/")) {
                        write_synced(&unfinished.join(&name), &content)?;
                    }
                }
            }
            let manifest = site.read(MANIFEST).unwrap_or_default();
            write_synced(&unfinished.join(MANIFEST), &manifest)?;
            sync_tree(&unfinished)?;
            fs::rename(&unfinished, self.folder.join(build))?;
            sync_folder(&self.folder)
        };
        write().or_else(|error| {
            // What can't be removed now is abandoned and goes later.
            let _ = fs::remove_dir_all(&unfinished);
            // Another server may have been quicker.
            if self.folder.join(build).is_dir() {
                Ok(())
            } else {
                Err(error)
            }
        })
    }

    fn mark(&self, build: &str, now: Timestamp) -> io::Result<()> {
        let folder = self.folder.join(build);
        let partial = folder.join(format!("{SERVED_AT}.{}", std::process::id()));
        write_synced(&partial, now.0.to_string().as_bytes())?;
        fs::rename(partial, folder.join(SERVED_AT))?;
        sync_folder(&folder)
    }

    /// Removes all but the present build and the last ones before it, and what crashes left behind.
    fn prune(&self, present: &str, now: Timestamp) -> io::Result<()> {
        let others = self
            .builds()?
            .into_iter()
            .filter(|(_, folder)| folder.file_name().is_none_or(|name| name != present));
        for (_, folder) in others.skip(KEPT_BUILDS) {
            let gone = self.unfinished(&folder.file_name().unwrap_or_default().to_string_lossy());
            // Another server may be removing it too.
            if fs::rename(&folder, &gone).is_ok() {
                fs::remove_dir_all(gone)?;
            }
        }
        for entry in fs::read_dir(&self.folder)?.flatten() {
            let is_unfinished = entry.file_name().to_string_lossy().ends_with(UNFINISHED);
            if is_unfinished && is_abandoned(&entry.path(), now) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }

    /// Every complete build, the one that was served last first.
    fn builds(&self) -> io::Result<Vec<(i64, PathBuf)>> {
        let mut builds = Vec::new();
        for entry in fs::read_dir(&self.folder)?.flatten() {
            if is_build(&entry.file_name().to_string_lossy()) {
                let served_at = fs::read_to_string(entry.path().join(SERVED_AT));
                let served_at = served_at.ok().and_then(|text| text.parse().ok());
                // Without its time it was added a moment ago, or by a server that crashed right then.
                builds.push((served_at.unwrap_or_default(), entry.path()));
            }
        }
        builds.sort_unstable_by(|a, b| b.cmp(a));
        Ok(builds)
    }

    fn unfinished(&self, build: &str) -> PathBuf {
        let process = std::process::id();
        self.folder.join(format!("{build}.{process}{UNFINISHED}"))
    }
}

/// Builds are named in lower-case letters and digits; nothing else in the folder is.
fn is_build(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    !name.is_empty() && name.bytes().all(plain)
}

fn is_abandoned(folder: &Path, now: Timestamp) -> bool {
    let changed = fs::metadata(folder).and_then(|metadata| metadata.modified());
    let since_epoch = changed.map(|at| at.duration_since(UNIX_EPOCH).unwrap_or_default());
    since_epoch.is_ok_and(|at| now.0 - at.as_millis() as i64 > ABANDONED_AFTER_MS)
}

fn write_synced(path: &Path, content: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = File::create(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Files that were created or renamed are there after a power cut only once their folder is synced.
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn sync_tree(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_tree(&entry.path())?;
        }
    }
    sync_folder(folder)
}

#[cfg(test)]
#[path = "kept_tests.rs"]
mod tests;
