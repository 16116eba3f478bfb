//! Photos: made fit to be stored, kept on disk under the hash they were sent under, and put together from their parts.

mod files;
mod process;
mod store;
mod upload;

pub use files::{PhotoFile, SHARDS};
pub use process::{PhotoLimits, Processed};
pub use store::{PhotoSize, PhotoStore};
pub use upload::{Held, Part, UploadStore};
