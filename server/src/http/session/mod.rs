//! The session: signing in, who I am, signing out.

pub mod create;
pub mod delete;
pub mod find;
