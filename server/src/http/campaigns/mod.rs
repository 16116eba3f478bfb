//! Campaigns (đợt tuyên truyền).

pub mod find;
pub mod list;
