//! Planned sites (điểm treo trong kế hoạch).

pub mod find;
pub mod list;
