//! Placements (vị trí treo): displays that are really there.

pub mod cancel;
pub mod find;
pub mod history;
pub mod list;
pub mod put;
pub mod report_fixed;
pub mod report_installed;
pub mod report_removed;
pub mod request_fix;
pub mod verify;
pub mod verify_removal;
