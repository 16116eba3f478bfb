//! Flags (phiếu ghi nhận).

pub mod confirm;
pub mod correct;
pub mod dismiss;
pub mod find;
pub mod history;
pub mod list;
pub mod put;
pub mod return_flag;
pub mod withdraw;
