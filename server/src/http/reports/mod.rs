//! Results of a campaign: the board, and the files that districts work with.

mod file;

pub mod area_file;
pub mod areas_csv;
pub mod areas_xlsx;
pub mod board;

pub use file::workbook;
