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
    let plain = Format::new().set_border(FormatBorder::Thin);
    let day = Format::new()
        .set_border(FormatBorder::Thin)
        .set_num_format("dd/mm/yyyy");
    sheet
        .set_name(table.sheet)?
        .write_string_with_format(0, 0, &table.title, &title)?;
    for (column, header) in (0..).zip(&table.headers) {
        sheet.write_string_with_format(1, column, header, &head)?;
        sheet.set_column_width(
            column,
            u16::try_from(width(table, usize::from(column))).unwrap_or(u16::MAX),
        )?;
    }
    for (row, cells) in (ROWS_ABOVE..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) => sheet.write_string_with_format(row, column, text, &plain)?,
                #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
                Cell::Number(number) => {
                    sheet.write_number_with_format(row, column, *number as f64, &plain)?
                }
                Cell::Day(date) => {
                    sheet.write_datetime_with_format(row, column, excel_day(*date)?, &day)?
                }
            };
        }
    }
    sheet.set_freeze_panes(ROWS_ABOVE, 0)?;
    sheet
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(1, 1)?;
    Ok(())
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
