//! CSV files: the header says which column is which, every row knows its line.
//!
//! A byte order mark and semicolons between columns (what Excel writes where the comma is the
//! decimal sign) are taken; the text must be UTF-8.

use std::{collections::HashMap, fmt::Display, str::FromStr};

use csv::{ByteRecord, ReaderBuilder, StringRecord, Trim};

use super::{Parsed, Problems, clean};

/// One row.
pub struct Row<'a> {
    columns: &'a HashMap<String, usize>,
    record: &'a StringRecord,
}

impl Row<'_> {
    /// The text of a column that may be empty or missing.
    pub fn optional(&self, column: &str) -> Option<String> {
        let index = *self.columns.get(column)?;
        let text = clean(self.record.get(index)?);
        (!text.is_empty()).then_some(text)
    }

    /// The text of a column that must be filled in.
    pub fn text(&self, column: &str) -> Result<String, String> {
        self.optional(column)
            .ok_or_else(|| format!("{column} is empty"))
    }

    /// The value of a column that may be empty.
    pub fn parse_optional<T: FromStr<Err: Display>>(
        &self,
        column: &str,
    ) -> Result<Option<T>, String> {
        let Some(text) = self.optional(column) else {
            return Ok(None);
        };
        let value = text.parse().map_err(|error| format!("{column}: {error}"));
        value.map(Some)
    }
}

/// Reads a table and makes something of each row, in the file's order, with its line.
///
/// # Errors
/// A header that lacks one of `required`, or has a column twice; every row with too few or too many
/// columns, that is not UTF-8, or of which `make` tells that it is wrong.
pub fn read<T>(
    bytes: &[u8],
    required: &[&str],
    mut make: impl FnMut(&Row<'_>) -> Result<T, String>,
) -> Parsed<Vec<(usize, T)>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = ReaderBuilder::new()
        .delimiter(delimiter(bytes))
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(bytes);
    let mut records = reader.byte_records();
    let header = match records.next() {
        Some(Ok(record)) => text_of(&record).map_err(|what| Problems::one(1, what))?,
        Some(Err(error)) => return Err(Problems::one(1, error)),
        None => return Err(Problems::one(1, "the file is empty")),
    };
    let columns = columns_of(&header, required)?;
    let mut problems = Problems::default();
    let mut made = Vec::new();
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(1, |at| line_at(bytes, at.byte()));
                problems.add(line, error);
                continue;
            }
        };
        let line = record.position().map_or(1, |at| line_at(bytes, at.byte()));
        let one = text_of(&record).and_then(|record| {
            same_width(&record, &header)?;
            make(&Row {
                columns: &columns,
                record: &record,
            })
        });
        match one {
            Ok(one) => made.push((line, one)),
            Err(what) => problems.add(line, what),
        }
    }
    problems.finish(made)
}

/// The line a record begins at. The reader's own line is that of the record before it where lines
/// end in CRLF or are empty.
fn line_at(bytes: &[u8], offset: u64) -> usize {
    let mut at = usize::try_from(offset)
        .unwrap_or(bytes.len())
        .min(bytes.len());
    while bytes
        .get(at)
        .is_some_and(|byte| matches!(byte, b'\r' | b'\n'))
    {
        at += 1;
    }
    1 + bytes[..at].iter().filter(|byte| **byte == b'\n').count()
}

fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let count = |sign| header.iter().filter(|byte| **byte == sign).count();
    if count(b';') > count(b',') {
        b';'
    } else {
        b','
    }
}

fn text_of(record: &ByteRecord) -> Result<StringRecord, String> {
    StringRecord::from_byte_record(record.clone())
        .map_err(|_| "not UTF-8: save the file as “CSV UTF-8”".to_owned())
}

fn columns_of(header: &StringRecord, required: &[&str]) -> Parsed<HashMap<String, usize>> {
    let mut problems = Problems::default();
    let mut columns = HashMap::new();
    for (index, name) in header.iter().enumerate() {
        let name = clean(name).to_lowercase();
        if columns.insert(name.clone(), index).is_some() && !name.is_empty() {
            problems.add(1, format!("the column {name} is there twice"));
        }
    }
    let missing = required.iter().filter(|name| !columns.contains_key(**name));
    let missing = missing.copied().collect::<Vec<_>>().join(", ");
    if !missing.is_empty() {
        let all = required.join(", ");
        problems.add(
            1,
            format!("there is no column {missing}: the first line must name {all}"),
        );
    }
    problems.finish(columns)
}

fn same_width(record: &StringRecord, header: &StringRecord) -> Result<(), String> {
    if record.len() == header.len() {
        return Ok(());
    }
    Err(format!(
        "{} columns, but the first line names {}: put text with a comma in it in quotes",
        record.len(),
        header.len()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Parsed<Vec<(usize, String)>> {
        read(text.as_bytes(), &["name"], |row| row.text("name"))
    }

    #[test]
    fn takes_what_spreadsheets_write() {
        let text = "\u{feff}Code;Name\r\n1; Pho\u{302}\u{301}  A \r\n\r\n2;\"B;\nC\"\r\n3;D\r\n";
        let rows = names(text).expect("good");
        assert_eq!(
            rows,
            [(2, "Phố A".into()), (4, "B; C".into()), (6, "D".into())]
        );
    }

    #[test]
    fn tells_every_row_that_is_wrong() {
        let told = names("code,name\n1,\n2,A\n3,B,C\n")
            .expect_err("refused")
            .shown("F");
        let expected = "F:2: name is empty\nF:4: 3 columns, but the first line names 2: put text with \
                        a comma in it in quotes\nNothing was imported.";
        assert_eq!(told, expected);
    }

    #[test]
    fn tells_what_the_header_lacks() {
        assert!(
            names("code,name,name\n")
                .expect_err("refused")
                .shown("F")
                .contains("twice")
        );
        assert!(
            names("code\n1\n")
                .expect_err("refused")
                .shown("F")
                .contains("no column name")
        );
        assert!(names("").expect_err("refused").shown("F").contains("empty"));
        let latin = read(b"name\nPh\xf4\n", &["name"], |row| row.text("name"));
        assert!(
            latin
                .expect_err("refused")
                .shown("F")
                .starts_with("F:2: not UTF-8")
        );
    }
}
