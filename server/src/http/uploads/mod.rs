//! Photos in parts, by tus 1.0: core, creation, expiration. See docs/decisions/0016-resumable-uploads.md.

pub mod append;
pub mod create;
pub mod find;
pub mod options;
mod tus;
