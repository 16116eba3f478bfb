//! Photos (ảnh hiện trạng).

pub mod find;
pub mod put;
