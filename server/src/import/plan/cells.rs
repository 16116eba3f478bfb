//! A table as a file holds it, before anybody knows what its columns mean: rows with their numbers, cells that are text,
//! numbers or days, and which of them are merged.

use std::collections::BTreeMap;

/// Most rows that are read.
pub const MAX_ROWS: u32 = 20_000;
/// Most columns.
pub const MAX_COLUMNS: u16 = 200;

/// What stands in a cell; an empty one is not there.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Text, NFC, single blanks.
    Text(String),
    /// A number.
    Number(f64),
    /// A day as spreadsheets count them, in days since 30/12/1899.
    Day(f64),
}

impl Cell {
    /// It as it would be read aloud: whole numbers without decimals.
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) | Self::Day(number) => number.to_string(),
        }
    }
}

/// Cells that look like one, from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Merged {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u16, u16),
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Grid {
    /// Name of its sheet, of a workbook.
    pub sheet: Option<String>,
    /// Rows by their number from 1, cells by their column from 0.
    pub rows: BTreeMap<u32, BTreeMap<u16, Cell>>,
    /// Merged cells.
    pub merged: Vec<Merged>,
}

impl Grid {
    /// Puts a cell into its place, unless it is empty.
    pub fn put(&mut self, row: u32, column: u16, cell: Cell) {
        if !matches!(&cell, Cell::Text(text) if text.is_empty()) {
            self.rows.entry(row).or_default().insert(column, cell);
        }
    }

    /// Text of a cell; empty where there is none.
    pub fn text(&self, row: u32, column: u16) -> String {
        let cell = self.rows.get(&row).and_then(|cells| cells.get(&column));
        cell.map(Cell::text).unwrap_or_default()
    }

    /// The different texts of a row, in order.
    pub fn texts(&self, row: u32) -> Vec<String> {
        let mut texts = Vec::new();
        for cell in self.rows.get(&row).into_iter().flat_map(BTreeMap::values) {
            let text = cell.text();
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        texts
    }

    /// Gives every cell of what is merged the text of the first, down to `last_row` everywhere, below it only in columns
    /// where `may_repeat` says that one text for several rows means each of them.
    pub fn unmerge(&mut self, last_row: u32, may_repeat: impl Fn(u16) -> bool) {
        for merged in std::mem::take(&mut self.merged) {
            let first = self
                .rows
                .get(&merged.rows.0)
                .and_then(|cells| cells.get(&merged.columns.0));
            let Some(first) = first.cloned() else {
                continue;
            };
            let rows: Vec<u32> = (merged.rows.0..=merged.rows.1)
                .filter(|row| *row <= last_row || self.rows.contains_key(row))
                .collect();
            for row in rows {
                for column in merged.columns.0..=merged.columns.1 {
                    let in_its_row = row == merged.rows.0 || row <= last_row;
                    if in_its_row || may_repeat(column) {
                        let cells = self.rows.entry(row).or_default();
                        cells.entry(column).or_insert_with(|| first.clone());
                    }
                }
            }
            self.merged.push(merged);
        }
    }
}

/// A column's letters, as spreadsheets show them.
pub fn letters(column: u16) -> String {
    let mut left = u32::from(column) + 1;
    let mut letters = Vec::new();
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or(0)));
        left /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        for (column, expected) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
        ] {
            assert_eq!(letters(column), expected);
        }
    }

    #[test]
    fn what_is_merged_is_repeated_where_that_means_the_same() {
        let mut grid = Grid::default();
        let text = |text: &str| Cell::Text(text.to_owned());
        grid.put(1, 0, text("Tọa độ"));
        grid.put(3, 0, text("CAQ-HK"));
        grid.put(3, 1, Cell::Number(10.0));
        grid.put(4, 2, text("x"));
        grid.merged = vec![
            Merged {
                rows: (1, 2),
                columns: (0, 1),
            },
            Merged {
                rows: (3, 4),
                columns: (0, 0),
            },
            Merged {
                rows: (3, 4),
                columns: (1, 1),
            },
        ];
        grid.unmerge(2, |column| column == 0);
        assert_eq!(
            (grid.text(2, 0), grid.text(2, 1)),
            ("Tọa độ".into(), "Tọa độ".into())
        );
        assert_eq!(
            (grid.text(4, 0), grid.text(4, 1)),
            ("CAQ-HK".into(), String::new())
        );
    }
}
