//! Flags (phiếu ghi nhận).

pub mod confirm;
pub mod correct;
pub mod dismiss;
pub mod find;
pub mod hand_over;
pub mod history;
pub mod list;
pub mod put;
pub mod record_outcome;
pub mod reopen;
pub mod resolve_review;
pub mod return_flag;
pub mod verify_removal;
pub mod withdraw;
