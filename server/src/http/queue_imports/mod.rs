//! Queues that phones exported.

pub mod create;
