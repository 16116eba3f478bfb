//! One page a file, named like its route.

pub mod admin;
pub mod areas;
pub mod check_in;
pub mod done;
pub mod export;
pub mod flag;
pub mod home;
pub mod lazy;
pub mod list;
pub mod map;
pub mod me;
pub mod not_found;
pub mod notifications;
pub mod offline;
pub mod plan_import;
pub mod queue;
pub mod queue_import;
pub mod reality;
pub mod record;
pub mod record_flag;
pub mod record_placement;
pub mod records;
pub mod route;
pub mod sign_in;
pub mod visit;
pub mod work;
