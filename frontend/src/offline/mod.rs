//! What lies on the phone: the database, the queue and its sender, the reference data, the clock's
//! offset.

pub mod clock;
pub mod db;
pub mod export;
pub mod items;
pub mod kept;
pub mod known;
pub mod pack;
pub mod queue;
pub mod seal;
pub mod send;
pub mod sender;
mod steps;
pub mod storage;
pub mod upgrade;
pub mod upload;
