//! Tables as XLSX: a sheet each. Text cells are text there; none is ever a formula.

use app::domain::time::{Date, Timestamp};
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::tables::{Cell, Table};

/// Media type of the file.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Widest and narrowest column, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 6..=48;
/// Most characters of one cell: what doesn't fit goes on in the row below, so that a row is never higher than the 409
/// points that a spreadsheet draws, nor a cell longer than the 32,767 characters that it holds.
const CELL_CHARS: usize = 1000;
/// Height of a line, in points.
const LINE_PT: u32 = 16;
/// Characters across a landscape A4 page that are still read when the columns are made to fit.
const PAGE_CHARS: usize = 190;
/// Rows of title and heads above a table's rows.
const ROWS_ABOVE: u32 = 2;

/// A workbook with one sheet a table. Equal figures of the same moment give equal bytes.
///
/// # Errors
/// When a table has more rows or longer texts than a sheet can hold.
pub fn workbook(tables: &[Table], made_at: Timestamp) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_timestamp(made_at.0.div_euclid(1000))?;
    workbook.set_properties(
        &DocProperties::new()
            .set_author("Biển Phố")
            .set_creation_datetime(&created),
    );
    for table in tables {
        write_sheet(workbook.add_worksheet(), table)?;
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_sheet(sheet: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let title = Format::new().set_bold().set_font_size(13);
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_border(FormatBorder::Thin);
    let plain = Format::new()
        .set_border(FormatBorder::Thin)
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let day = Format::new()
        .set_border(FormatBorder::Thin)
        .set_align(FormatAlign::Top)
        .set_num_format("dd/mm/yyyy");
    sheet
        .set_name(table.sheet)?
        .write_string_with_format(0, 0, &table.title, &title)?;
    let widths: Vec<usize> = (0..table.headers.len())
        .map(|column| width(table, column))
        .collect();
    for ((column, header), width) in (0..).zip(&table.headers).zip(&widths) {
        sheet.write_string_with_format(1, column, header, &head)?;
        sheet.set_column_width(column, u16::try_from(*width).unwrap_or(u16::MAX))?;
    }
    sheet.set_row_height(1, height(table.headers.iter().map(String::as_str), &widths))?;
    let rows = table.rows.iter().flat_map(|cells| split(cells));
    for (row, cells) in (ROWS_ABOVE..).zip(rows) {
        let texts = cells.iter().map(|cell| match cell {
            Some(Cell::Text(text)) => text.as_str(),
            _ => "",
        });
        sheet.set_row_height(row, height(texts, &widths))?;
        for (column, cell) in (0..).zip(&cells) {
            match cell {
                None => sheet.write_blank(row, column, &plain)?,
                Some(Cell::Text(text)) => {
                    sheet.write_string_with_format(row, column, text, &plain)?
                }
                #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
                Some(Cell::Number(number)) => {
                    sheet.write_number_with_format(row, column, *number as f64, &plain)?
                }
                Some(Cell::Day(date)) => {
                    sheet.write_datetime_with_format(row, column, excel_day(*date)?, &day)?
                }
            };
        }
    }
    set_up_pages(sheet, widths.iter().sum())
}

/// A page is landscape and repeats the heads; a wide table goes over several, each with the first two columns.
fn set_up_pages(sheet: &mut Worksheet, chars: usize) -> Result<(), XlsxError> {
    let across = u16::try_from(chars.div_ceil(PAGE_CHARS)).unwrap_or(u16::MAX);
    sheet.set_freeze_panes(ROWS_ABOVE, 0)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(across, 0)
        .set_repeat_rows(1, 1)?;
    if across > 1 {
        sheet.set_repeat_columns(0, 1)?;
    }
    Ok(())
}

/// Points that a row's texts need in columns this wide. Stated, because not every program works it out.
fn height<'a>(texts: impl Iterator<Item = &'a str>, widths: &[usize]) -> u32 {
    let lines = texts.zip(widths).map(|(text, width)| {
        let in_line = |line: &str| line.chars().count().div_ceil((*width - 2).max(1)).max(1);
        text.lines().map(in_line).sum::<usize>().max(1)
    });
    let lines = u32::try_from(lines.max().unwrap_or(1)).unwrap_or(u32::MAX);
    lines.saturating_mul(LINE_PT).min(409)
}

/// A row as the sheet's rows: texts that are too long for a cell go on below, and nothing else stands there.
fn split(cells: &[Cell]) -> Vec<Vec<Option<Cell>>> {
    let parts: Vec<Vec<Cell>> = cells
        .iter()
        .map(|cell| match cell {
            Cell::Text(text) => pieces(text)
                .into_iter()
                .map(|piece| Cell::Text(piece.to_owned()))
                .collect(),
            other => vec![other.clone()],
        })
        .collect();
    let rows = parts.iter().map(Vec::len).max().unwrap_or(0);
    (0..rows)
        .map(|row| parts.iter().map(|parts| parts.get(row).cloned()).collect())
        .collect()
}

/// A text in pieces that a cell shows whole, cut after blanks where there are any; together they are the text.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((at, _)) = rest.char_indices().nth(CELL_CHARS) {
        let end = rest[..at].rfind(' ').map_or(at, |blank| blank + 1);
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}

/// Characters of the longest text in a column; heads may wrap.
fn width(table: &Table, column: usize) -> usize {
    let longest = table
        .rows
        .iter()
        .filter_map(|row| row.get(column))
        .map(|cell| match cell {
            Cell::Text(text) => text.chars().count(),
            Cell::Number(_) => 0,
            Cell::Day(_) => 10,
        });
    let head = table.headers[column].chars().count() / 2;
    (longest.max().unwrap_or(0).max(head) + 2).clamp(*WIDTHS.start(), *WIDTHS.end())
}

fn excel_day(date: Date) -> Result<ExcelDateTime, XlsxError> {
    let (year, month, day) = date.parts();
    ExcelDateTime::from_ymd(u16::try_from(year).unwrap_or(1900), month, day)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::reports::tables::{self, tests::sample};

    fn workbook_of_sample() -> Vec<u8> {
        let report = sample();
        workbook(&tables::area(&report), report.made_at).expect("written")
    }

    fn part(workbook: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(workbook)).expect("a ZIP");
        let mut text = String::new();
        zip.by_name(name)
            .expect("the part")
            .read_to_string(&mut text)
            .expect("UTF-8");
        text
    }

    #[test]
    fn what_looks_like_a_formula_stays_text() {
        let workbook = workbook_of_sample();
        for sheet in 1..=3 {
            let cells = part(&workbook, &format!("xl/worksheets/sheet{sheet}.xml"));
            assert!(cells.contains("<c ") && !cells.contains("<f>"), "{cells}");
        }
        assert!(part(&workbook, "xl/sharedStrings.xml").contains("=HYPERLINK("));
        let sheets = part(&workbook, "xl/workbook.xml");
        for name in ["Biểu 1", "Biểu 2", "Biểu 3"] {
            assert!(sheets.contains(&format!("name=\"{name}\"")), "{sheets}");
        }
    }

    #[test]
    fn equal_figures_give_equal_bytes() {
        let first = workbook_of_sample();
        assert!(first.starts_with(b"PK"));
        assert_eq!(first, workbook_of_sample());
    }

    #[test]
    fn a_stretch_with_any_number_of_photos_keeps_every_code() {
        let mut report = sample();
        let photo = |number: u32| format!("{number:064x}").chars().rev().collect::<String>();
        report.streets[0].photos = (0..9000)
            .map(|number| photo(number).parse().expect("a hash"))
            .collect();
        report.streets[0].section = "=x\n".repeat(60_000);
        let [_, streets, _] = tables::area(&report);
        let codes = match streets.rows[0].last() {
            Some(Cell::Text(codes)) => codes.clone(),
            other => panic!("{other:?}"),
        };
        assert!(codes.len() > 3 * 32_767);
        let rows = split(&streets.rows[0]);
        for (column, cell) in streets.rows[0].iter().enumerate() {
            let parts: Vec<Cell> = rows.iter().filter_map(|row| row[column].clone()).collect();
            match cell {
                Cell::Text(text) => {
                    let texts = parts.iter().map(|part| match part {
                        Cell::Text(part) => {
                            assert!(part.chars().count() <= CELL_CHARS);
                            part.as_str()
                        }
                        other => panic!("{other:?}"),
                    });
                    assert_eq!(&texts.collect::<String>(), text);
                }
                other => assert_eq!(&parts, std::slice::from_ref(other)),
            }
        }
        assert!(
            workbook(&tables::area(&report), report.made_at)
                .expect("written")
                .starts_with(b"PK")
        );
    }

    #[test]
    fn heads_are_as_high_as_they_need_and_wide_tables_take_several_pages() {
        let board = tables::board(
            "Đợt thử",
            &app::domain::board::AreaBoard { rows: Vec::new() },
        );
        let bytes = workbook(&[board], Timestamp(0)).expect("written");
        let cells = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(
            cells.contains("<row r=\"2\"") && cells.contains("customHeight=\"1\""),
            "{cells}"
        );
        assert!(cells.contains("fitToWidth=\"2\""), "{cells}");
        assert_eq!(
            height(["Phiếu: Đã xác nhận", ""].into_iter(), &[11, 8]),
            2 * LINE_PT
        );
    }

    #[test]
    fn days_are_days_and_not_text() {
        let day = excel_day("2020-11-30".parse().expect("a day")).expect("in range");
        assert_eq!(day.to_excel(), 44165.0);
    }

    #[test]
    fn columns_are_as_wide_as_their_texts() {
        let [_, streets, _] = tables::area(&sample());
        assert_eq!(width(&streets, 0), *WIDTHS.start());
        assert_eq!(width(&streets, 6), 12);
        assert!(width(&streets, 1) > 30);
    }
}
