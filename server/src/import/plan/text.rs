//! CSV: from bytes in whatever encoding a spreadsheet wrote to tables, one for each sign that may separate the columns.

use csv::{ReaderBuilder, Trim};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1258};

use super::cells::{Cell, Grid, MAX_COLUMNS, MAX_ROWS};
use crate::import::clean;

/// The table by each separator; which of them it is shows the one in which the heads of columns are found.
pub fn grids(bytes: &[u8]) -> Vec<Grid> {
    let text = decoded(bytes);
    [b';', b',', b'\t']
        .into_iter()
        .map(|sign| grid(&text, sign))
        .collect()
}

/// UTF-8, UTF-16 with its mark or seen by its zeros, else Windows' Vietnamese code page.
fn decoded(bytes: &[u8]) -> String {
    let marked = Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = marked.unwrap_or_else(|| guessed(bytes));
    encoding.decode(bytes).0.into_owned()
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    // Headers hold Latin letters, whose upper byte is zero.
    let start = &bytes[..bytes.len().min(200)];
    let zeros = |odd: usize| {
        start
            .iter()
            .skip(odd)
            .step_by(2)
            .filter(|byte| **byte == 0)
            .count()
    };
    if zeros(1) > start.len() / 8 {
        UTF_16LE
    } else if zeros(0) > start.len() / 8 {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok() {
        UTF_8
    } else {
        WINDOWS_1258
    }
}

fn grid(text: &str, separator: u8) -> Grid {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let mut grid = Grid::default();
    let mut lines = Lines {
        text,
        at: 0,
        line: 1,
    };
    // What is no CSV ends the table there; text that was decoded is always UTF-8.
    for record in reader.records().map_while(Result::ok) {
        let line = record.position().map_or(1, |at| lines.line_at(at.byte()));
        if line > MAX_ROWS + 1 {
            break;
        }
        for (column, text) in (0..=MAX_COLUMNS).zip(record.iter()) {
            grid.put(line, column, Cell::Text(clean(text)));
        }
    }
    grid
}

/// Counts lines up to an offset; the reader's own count is off where lines end in CRLF or are empty.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn line_at(&mut self, offset: u64) -> u32 {
        let bytes = self.text.as_bytes();
        let mut to = usize::try_from(offset)
            .unwrap_or(bytes.len())
            .min(bytes.len());
        while bytes
            .get(to)
            .is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
        {
            to += 1;
        }
        let breaks = bytes
            .get(self.at..to)
            .unwrap_or_default()
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        self.line = self
            .line
            .saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        self.at = to.max(self.at);
        self.line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "Mã điểm;Tuyến phố\r\n\r\nHK-001;\"Phố Hàng Khay; Bà Triệu\"\r\nHK-002;Đinh Tiên Hoàng\r\n";

    fn utf16(text: &str, to_bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn every_encoding_that_excel_writes_is_read() {
        let marked = format!("\u{feff}{TEXT}");
        let (windows, _, _) = WINDOWS_1258.encode("Ma\u{303} diê\u{309}m;Tuyê\u{301}n\nHK-001;x\n");
        for (name, bytes) in [
            ("UTF-8", TEXT.as_bytes().to_vec()),
            ("UTF-8 with mark", marked.as_bytes().to_vec()),
            ("UTF-16LE with mark", utf16(&marked, u16::to_le_bytes)),
            ("UTF-16BE with mark", utf16(&marked, u16::to_be_bytes)),
            ("UTF-16LE", utf16(TEXT, u16::to_le_bytes)),
        ] {
            let grid = grids(&bytes).remove(0);
            assert_eq!(grid.text(1, 0), "Mã điểm", "{name}");
            assert_eq!(grid.text(3, 1), "Phố Hàng Khay; Bà Triệu", "{name}");
            assert_eq!(grid.text(4, 0), "HK-002", "{name}");
        }
        assert_eq!(grids(&windows)[0].text(1, 0), "Mã diểm");
    }

    #[test]
    fn a_table_is_bounded() {
        let wide = format!("{}\n", "x,".repeat(500));
        assert_eq!(
            grids(wide.as_bytes())[1].rows[&1].len(),
            usize::from(MAX_COLUMNS) + 1
        );
        let long = "x\n".repeat(30_000);
        assert_eq!(grids(long.as_bytes())[1].rows.len(), MAX_ROWS as usize + 1);
    }
}
