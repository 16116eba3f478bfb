//! Check-ins (lượt kiểm tra).

pub mod find;
pub mod list;
pub mod put;
