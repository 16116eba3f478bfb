//! The contract of every storage method, on SQLite and on PostgreSQL.

mod access_log;
mod accounts;
mod attempts;
mod clock;
mod counts;
mod events;
mod geography;
mod lists;
mod map;
mod notifications;
mod past;
mod photos;
mod places;
mod pushes;
mod queue_imports;
mod reality;
mod receipts;
mod records;
mod reference;
mod schema;
mod sites;
mod steps;
mod tiles;
mod uploads;
mod verify;
mod writer;
