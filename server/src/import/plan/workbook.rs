//! XLSX: every sheet as a table. A workbook is a ZIP file that may claim anything, so what it unpacks to is bounded
//! before it is read, and cells are taken one at a time, never as the rectangle that the sheet says it has.

use std::io::Cursor;

use app::domain::plan::PlanRemark;
use calamine::{Data, DataRef, Reader, Xlsx};

use super::cells::{Cell, Grid, MAX_COLUMNS, MAX_ROWS, Merged};
use crate::import::clean;

/// Most bytes that a workbook may unpack to.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;
/// Most sheets that are looked at.
const MAX_SHEETS: usize = 20;
/// Most work that a workbook may make, in characters of its cells and cells of its merged ranges: a text is kept once
/// in the file and may stand in a million cells, a range is a few bytes and may cover four million.
const MOST_WORK: u64 = 20_000_000;
/// What filling one merged cell costs, in characters.
const MERGED_CELL: u64 = 4;
/// Days between the epochs of spreadsheets of the Macintosh and of Windows.
const FROM_1904: f64 = 1462.0;

/// What is wrong with the file: the remark and what was found.
pub type Wrong = (PlanRemark, Vec<String>);

/// The tables of a workbook, those of visible sheets first as they stand.
///
/// # Errors
/// What is no workbook, or larger than can be read.
pub fn grids(bytes: &[u8]) -> Result<Vec<Grid>, Wrong> {
    check_size(bytes)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let names: Vec<String> = book.sheet_names().into_iter().take(MAX_SHEETS).collect();
    let mut grids = Vec::new();
    let mut work = Work(MOST_WORK);
    for name in names {
        // A sheet of charts has no cells.
        if let Ok(grid) = sheet(&mut book, &name, &mut work) {
            grids.push(grid?);
        }
    }
    Ok(grids)
}

fn broken(error: impl std::fmt::Display) -> Wrong {
    (PlanRemark::NotAWorkbook, vec![error.to_string()])
}

fn check_size(bytes: &[u8]) -> Result<(), Wrong> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut unpacked = 0_u64;
    for index in 0..zip.len() {
        let mut entry = zip.by_index(index).map_err(broken)?;
        // Counted, not believed: the size in the directory may lie.
        let limit = MAX_UNPACKED.saturating_sub(unpacked).saturating_add(1);
        let mut entry = std::io::Read::take(&mut entry, limit);
        unpacked += std::io::copy(&mut entry, &mut std::io::sink()).map_err(broken)?;
        if unpacked > MAX_UNPACKED {
            return Err(too_large());
        }
    }
    Ok(())
}

fn too_large() -> Wrong {
    (
        PlanRemark::TooLarge,
        vec![MAX_ROWS.to_string(), MAX_COLUMNS.to_string()],
    )
}

/// Work that is left for a workbook. It is counted, so that the same file is refused on any machine.
struct Work(u64);

impl Work {
    fn spend(&mut self, units: u64) -> Result<(), Wrong> {
        let left = self.0.checked_sub(units);
        self.0 = left.ok_or_else(|| (PlanRemark::TooMuchWork, Vec::new()))?;
        Ok(())
    }
}

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// A sheet's table, or that it is too large; the outer error where it has no cells.
fn sheet(
    book: &mut Book<'_>,
    name: &str,
    work: &mut Work,
) -> Result<Result<Grid, Wrong>, calamine::XlsxError> {
    let mut grid = Grid {
        sheet: Some(name.to_owned()),
        ..Grid::default()
    };
    let mut cells = book.worksheet_cells_reader(name)?;
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        let chars = match cell.get_value() {
            DataRef::String(text) => text.len(),
            DataRef::SharedString(text) => text.len(),
            _ => 0,
        };
        if let Err(wrong) = work.spend(1 + chars as u64) {
            return Ok(Err(wrong));
        }
        let Some(cell) = value(cell.get_value()) else {
            continue;
        };
        match u16::try_from(column) {
            Ok(column) if row < MAX_ROWS && column < MAX_COLUMNS => grid.put(row + 1, column, cell),
            _ => return Ok(Err(too_large())),
        }
    }
    drop(cells);
    let merged = book.merge_cells_by_sheet_name(name)?;
    let column =
        |column: u32| u16::try_from(column.min(u32::from(MAX_COLUMNS))).unwrap_or(MAX_COLUMNS);
    grid.merged = (merged.into_iter())
        .filter(|at| at.start.0 < MAX_ROWS && at.start.1 < u32::from(MAX_COLUMNS))
        .map(|at| Merged {
            rows: (at.start.0 + 1, at.end.0.min(MAX_ROWS) + 1),
            columns: (column(at.start.1), column(at.end.1)),
        })
        .collect();
    for merged in &grid.merged {
        let rows = u64::from(merged.rows.1.saturating_sub(merged.rows.0)) + 1;
        let columns = u64::from(merged.columns.1.saturating_sub(merged.columns.0)) + 1;
        if let Err(wrong) = work.spend(MERGED_CELL * rows * columns) {
            return Ok(Err(wrong));
        }
    }
    Ok(Ok(grid))
}

fn value(value: &DataRef<'_>) -> Option<Cell> {
    #[expect(clippy::cast_precision_loss, reason = "nobody plans so many displays")]
    let cell = match Data::from(value.clone()) {
        Data::Empty | Data::Error(_) | Data::Bool(_) => return None,
        Data::Int(number) => Cell::Number(number as f64),
        Data::Float(number) => Cell::Number(number),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
            Cell::Text(clean(&text))
        }
        Data::DateTime(day) if day.is_datetime() => Cell::Day(day_of(&day)),
        Data::DateTime(number) => Cell::Number(number.as_f64()),
    };
    Some(cell)
}

/// Days since 30/12/1899, whichever epoch the workbook counts from.
fn day_of(day: &calamine::ExcelDateTime) -> f64 {
    let (year, ..) = day.to_ymd_hms_milli();
    let serial = day.as_f64();
    // A day counted from 1904 names a year four years later than its number alone would.
    let by_1900 = 1899.99 + serial / 365.2425;
    if f64::from(year) - by_1900 > 2.0 {
        serial + FROM_1904
    } else {
        serial
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    use super::*;

    #[test]
    fn cells_keep_their_place_and_kind() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        let day = Format::new().set_num_format("dd/mm/yyyy");
        sheet
            .merge_range(0, 0, 0, 2, "KẾ HOẠCH", &Format::new())
            .expect("written");
        sheet
            .write_string(2, 1, "  Pho\u{302}\u{301}  A ")
            .expect("written");
        sheet.write_number(3, 2, 4.0).expect("written");
        let date = ExcelDateTime::from_ymd(2020, 11, 30).expect("a day");
        sheet
            .write_datetime_with_format(4, 0, &date, &day)
            .expect("written");
        let bytes = book.save_to_buffer().expect("written");
        let grid = grids(&bytes).expect("read").remove(0);
        assert_eq!(grid.text(3, 1), "Phố A");
        assert_eq!(grid.rows[&4][&2], Cell::Number(4.0));
        assert_eq!(grid.rows[&5][&0], Cell::Day(44165.0));
        assert_eq!(
            grid.merged,
            [Merged {
                rows: (1, 1),
                columns: (0, 2)
            }]
        );
    }

    #[test]
    fn a_cell_far_away_takes_no_memory_and_is_refused() {
        let mut book = Workbook::new();
        book.add_worksheet()
            .write_string(1_048_575, 16_383, "x")
            .expect("written");
        let bytes = book.save_to_buffer().expect("written");
        assert_eq!(grids(&bytes).expect_err("refused").0, PlanRemark::TooLarge);
    }

    #[test]
    fn work_is_counted_and_not_only_bytes() {
        // 150,000 ranges, each of which covers all rows and columns that are read.
        let range = "<mergeCell ref=\"A1:GR20000\"/>";
        let merged = format!(
            "<mergeCells count=\"150000\">{}</mergeCells>",
            range.repeat(150_000)
        );
        let mut book = Workbook::new();
        book.add_worksheet()
            .write_string(0, 0, "x")
            .expect("written");
        let bytes = with_part(
            &book.save_to_buffer().expect("written"),
            "xl/worksheets/sheet1.xml",
            |xml| xml.replace("</sheetData>", &format!("</sheetData>{merged}")),
        );
        assert!(bytes.len() < 100_000, "{}", bytes.len());
        assert_eq!(
            grids(&bytes).expect_err("refused").0,
            PlanRemark::TooMuchWork
        );
        // One long text, in many cells.
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..1000 {
            sheet
                .write_string(row, 0, "x".repeat(30_000))
                .expect("written");
        }
        let bytes = book.save_to_buffer().expect("written");
        assert_eq!(
            grids(&bytes).expect_err("refused").0,
            PlanRemark::TooMuchWork
        );
        // A plan in which every other row's cells are merged is no trouble.
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in (0..19_000).step_by(2) {
            sheet
                .merge_range(row, 0, row + 1, 5, "Công an quận Hoàn Kiếm", &Format::new())
                .expect("written");
        }
        let bytes = book.save_to_buffer().expect("written");
        assert_eq!(grids(&bytes).expect("read").remove(0).merged.len(), 9500);
    }

    fn with_part(book: &[u8], name: &str, change: impl Fn(String) -> String) -> Vec<u8> {
        let mut zip = zip::ZipArchive::new(Cursor::new(book)).expect("a ZIP");
        let mut changed = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).expect("an entry");
            let its_name = entry.name().expect("a name").into_owned();
            let mut text = String::new();
            std::io::Read::read_to_string(&mut entry, &mut text).expect("UTF-8");
            let text = if its_name == name { change(text) } else { text };
            changed
                .start_file(its_name, zip::write::SimpleFileOptions::default())
                .expect("begun");
            std::io::Write::write_all(&mut changed, text.as_bytes()).expect("written");
        }
        changed.finish().expect("written").into_inner()
    }

    #[test]
    fn what_is_no_workbook_is_told() {
        for bytes in [b"PK\x03\x04 broken".as_slice(), b"", b"\xd0\xcf\x11\xe0"] {
            assert_eq!(
                grids(bytes).expect_err("refused").0,
                PlanRemark::NotAWorkbook
            );
        }
    }
}
