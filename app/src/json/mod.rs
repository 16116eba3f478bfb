//! JSON as the phone reads and writes it: small code instead of serde's.
//!
//! The code that serde derives for two dozen types, with buffers for the flattened and tagged ones and
//! tables to print and parse any float, was a seventh of what a phone loads before its first page. So what
//! a phone keeps and sends goes through here; the server and the desk use serde. `tests.rs` holds the two to
//! the same text for every type.
//!
//! Numbers are read and written with 15 significant digits, which a double holds exactly.

mod failure;
mod read;
#[macro_use]
mod shape;
#[cfg(test)]
mod tests;
mod value;
mod write;

pub use read::{number, parse};
pub use shape::{Read, Shape, Write, WriteFields};
pub use value::{Fields, Json};
pub use write::Writer;

/// What `text` says; `None` where it isn't JSON or not of this shape.
pub fn read<T: Read>(text: &str) -> Option<T> {
    T::read(parse(text)?)
}

/// The JSON of `value`, without white space.
pub fn write(value: &dyn Write) -> String {
    let mut writer = Writer::default();
    value.write(&mut writer);
    writer.finish()
}
