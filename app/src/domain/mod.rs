//! The domain: one noun a file, its types and its rules. No I/O, no clock, no randomness.

pub mod account;
pub mod area;
pub mod board;
pub mod campaign;
pub mod check_in;
pub mod condition;
pub mod display_kind;
pub mod event;
pub mod field_pack;
pub mod flag;
pub mod ground;
pub mod ids;
pub mod invalid;
pub mod location_class;
pub mod map;
pub mod nearby;
pub mod photo;
pub mod placement;
pub mod position;
pub mod query;
pub mod record;
pub mod role;
pub mod site;
pub mod time;
pub mod unit;
pub mod vocabulary;
