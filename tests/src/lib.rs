//! What the tests share: a fresh database on either engine, builders of records, a running server.

pub mod app;
pub mod archive;
pub mod build;
pub mod client;
pub mod db;
pub mod demo;
pub mod line;
pub mod mailbox;
pub mod payload;
pub mod photo;
pub mod push_service;
pub mod queue_file;
pub mod random;
pub mod steps;
pub mod upload;
