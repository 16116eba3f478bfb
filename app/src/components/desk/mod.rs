//! Widgets of the desk's pages.

pub mod choice;
pub mod detail;
pub mod filter;
pub mod filter_bar;
mod filter_fields;
pub mod flag_detail;
pub mod history;
pub mod photos;
pub mod placement_detail;
pub mod reference;
pub mod shell;
pub mod shortcuts;
mod step_dialog;
mod step_photo;
pub mod steps;
pub mod symbol;
