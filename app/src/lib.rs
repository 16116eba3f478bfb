//! What the server and the browser of Biển Phố share: domain, rules, geography, pages.
//!
//! Nothing here knows the database, the HTTP server or the browser's own interfaces; see [`ports`].

#[macro_use]
pub mod json;

pub mod api;
pub mod app;
pub mod components;
pub mod domain;
pub mod error;
pub mod geo;
pub mod i18n;
pub mod order;
pub mod pages;
pub mod paths;
pub mod phone;
pub mod ports;
pub mod problem;
pub mod queue;
