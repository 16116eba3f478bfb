//! Where the bytes of a site come from.

use std::{borrow::Cow, path::PathBuf};

#[cfg(feature = "embed-site")]
#[derive(rust_embed::RustEmbed)]
#[folder = "../target/site"]
struct Embedded;

/// A folder, or this binary.
pub enum Source {
    /// What `cargo xtask dist` put into the binary.
    #[cfg(feature = "embed-site")]
    Embedded,
    /// What a build left in a folder.
    Folder(PathBuf),
}

impl Source {
    /// The site inside this binary, if it has one.
    pub fn embedded() -> Option<Self> {
        #[cfg(feature = "embed-site")]
        return Some(Self::Embedded);
        #[cfg(not(feature = "embed-site"))]
        None
    }

    /// A file by its path inside the site.
    pub fn read(&self, path: &str) -> Option<Cow<'static, [u8]>> {
        match self {
            #[cfg(feature = "embed-site")]
            Self::Embedded => Embedded::get(path).map(|file| file.data),
            Self::Folder(folder) => std::fs::read(folder.join(path)).ok().map(Cow::Owned),
        }
    }
}
