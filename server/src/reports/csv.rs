//! Tables as CSV: UTF-8 with a byte order mark, as Excel needs it, CRLF, commas (RFC 4180).

use super::tables::{Cell, Table};

const BYTE_ORDER_MARK: &str = "\u{feff}";
/// What makes a spreadsheet take a cell for a formula, full-width forms too.
const FORMULA_STARTS: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// One table: its heads and its rows.
///
/// # Errors
/// When memory cannot be written, which doesn't happen.
pub fn one(table: &Table) -> anyhow::Result<Vec<u8>> {
    let mut writer = writer();
    write_table(&mut writer, table)?;
    Ok(writer.into_inner()?)
}

/// Several tables one below the other, each under its title, with an empty line between.
///
/// # Errors
/// When memory cannot be written, which doesn't happen.
pub fn stacked(tables: &[Table]) -> anyhow::Result<Vec<u8>> {
    let mut writer = writer();
    for (index, table) in tables.iter().enumerate() {
        if index > 0 {
            writer.write_record([""])?;
        }
        writer.write_record([guarded(&table.title)])?;
        write_table(&mut writer, table)?;
    }
    Ok(writer.into_inner()?)
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .flexible(true)
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec())
}

fn write_table(writer: &mut csv::Writer<Vec<u8>>, table: &Table) -> Result<(), csv::Error> {
    writer.write_record(table.headers.iter().map(|header| guarded(header)))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(shown))?;
    }
    Ok(())
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => guarded(text),
        Cell::Number(number) => number.to_string(),
        Cell::Day(day) => day.to_string(),
    }
}

/// Text that no spreadsheet takes for a formula: an apostrophe before it, where it would.
fn guarded(text: &str) -> String {
    let starts = |text: &str| text.starts_with(FORMULA_STARTS);
    // Spreadsheets drop leading blanks before they look.
    if starts(text) || starts(text.trim_start()) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reports::tables::{self, tests::sample};

    #[test]
    fn no_cell_starts_a_formula() {
        for text in [
            "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u{a0}=1", "＝1", "－1",
        ] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["Hàng Khay", "10-12 Hàng Trống", "", "'=1", "a=b", "2020"] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn an_area_is_three_tables_under_their_titles() {
        let bytes = stacked(&tables::area(&sample())).expect("written");
        let text = String::from_utf8(bytes).expect("UTF-8");
        let body = text.strip_prefix('\u{feff}').expect("a byte order mark");
        let lines: Vec<_> = body.split("\r\n").collect();
        assert_eq!(
            lines[0],
            "Biểu 1. Kết quả theo đơn vị – Quận Hoàn Kiếm – Ngày Nhân quyền"
        );
        assert!(lines[1].starts_with("TT,Đơn vị thực hiện,Băng-rôn ngang,"));
        assert_eq!(
            lines[2],
            "1,Công an quận Hoàn Kiếm,7,0,0,0,0,10,9,8,1,Áp phích: 2"
        );
        assert_eq!(lines[3], "\"\"");
        assert!(lines[4].starts_with("Biểu 2. "));
        assert_eq!(
            lines[6],
            "1,\"'=HYPERLINK(\"\"http://example.org\"\")\",\"Hàng Khay, phía hồ\",Băng-rôn ngang,4,3,30/11/2020,\
             30/12/2020,ababababab"
        );
        assert!(lines[8].starts_with("Biểu 3. "));
        assert_eq!(lines[10], "1,G08 nguy cơ mất an toàn,3,1,2,0");
    }

    #[test]
    fn one_table_has_its_heads_first() {
        let [_, _, grounds] = tables::area(&sample());
        let text = String::from_utf8(one(&grounds).expect("written")).expect("UTF-8");
        assert!(text.starts_with("\u{feff}TT,Nhóm căn cứ,"));
    }
}
