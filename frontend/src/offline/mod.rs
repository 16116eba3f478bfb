//! What lies on the phone: the database, the queue and its sender, the reference data, the clock's
//! offset.

pub mod clock;
pub mod db;
pub mod export;
pub mod pack;
pub mod queue;
pub mod sender;
pub mod storage;
pub mod thumbs;
mod upload;
