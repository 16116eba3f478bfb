//! A phone's exported queue: the file's form, version 1.
//!
//! `queue.json` lists the items, `records/{id}.json` has the exact bytes of each payload, `photos/{sha256}.jpg` those of
//! each photo. Nothing is ever unpacked to a path: the only names asked for are made here, from ids and hashes.

mod archive;
mod manifest;

pub use archive::{Archive, ArchiveLimits};
pub use manifest::{MANIFEST, Manifest, ManifestItem, without_mark};

#[cfg(test)]
mod tests;
