//! The server as a black box: real HTTP against the real routes, one file a part of the API.

mod areas;
mod clock;
mod corrections;
mod field;
mod flags;
mod journey;
mod lists;
mod live;
mod openapi;
mod owner;
mod pages;
mod photos;
mod police;
mod problems;
mod queue_imports;
mod queue_versions;
mod records;
mod relay;
mod reports;
mod restart;
mod roles;
mod security;
mod session;
mod tiles;
mod uploads;
