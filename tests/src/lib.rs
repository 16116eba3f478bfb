//! What the tests share: a fresh database on either engine, builders of records, a running server.

pub mod build;
pub mod db;
pub mod random;
