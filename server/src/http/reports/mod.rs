//! Results of a campaign: the board, and the files that districts work with.

mod file;

pub mod area_file;
pub mod areas_csv;
pub mod areas_xlsx;
pub mod board;
pub mod reality;
pub mod reality_csv;
pub mod reality_xlsx;

pub use file::workbook;
