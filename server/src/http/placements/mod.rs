//! Placements (vị trí treo): displays that are really there.

pub mod find;
pub mod history;
pub mod list;
pub mod put;
