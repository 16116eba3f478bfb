//! Photos: made fit to be stored, and kept on disk under the hash they were sent under.

mod process;
mod store;

pub use process::{PhotoLimits, Processed};
pub use store::{PhotoSize, PhotoStore};
