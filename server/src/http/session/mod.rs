//! The session: signing in, who I am, signing out, what is pushed to its browser.

pub mod create;
pub mod delete;
pub mod find;
pub mod push;
