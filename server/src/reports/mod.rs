//! Results of a campaign as files: the board of all areas, and one area's Biểu 1, 2 and 3.
//!
//! [`model`] is what the backend fills in, [`tables`] turns it into titled tables, [`csv`] and
//! [`xlsx`] write those. Headers are Vietnamese whatever the reader's language: these are official papers.

pub mod csv;
pub mod model;
pub mod reality;
pub mod tables;
pub mod xlsx;
