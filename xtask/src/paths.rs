//! Where things lie in the checkout.

use std::path::PathBuf;

/// The workspace's root.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map(PathBuf::from)
        .expect("xtask lies in the workspace's root")
}

/// Where xtask's own results go; not where cargo's go, which CARGO_TARGET_DIR may move.
pub fn target() -> PathBuf {
    root().join("target")
}

/// The browser's files as the server reads or embeds them.
pub fn site() -> PathBuf {
    target().join("site")
}

/// The server and the site as one file, in a folder beneath `target`.
pub fn one_file(folder: &str) -> PathBuf {
    target()
        .join(folder)
        .join(format!("bienpho{}", std::env::consts::EXE_SUFFIX))
}

/// A file of an installed npm package.
pub fn npm(file: &str) -> PathBuf {
    root().join("node_modules").join(file)
}
