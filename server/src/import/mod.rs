//! Reads files that people bring: boundaries, streets and water as GeoJSON, plans as XLSX or CSV, everything else as CSV.
//!
//! Pure functions from text to records. Each looks at the whole file first and tells of everything
//! that is wrong, by line; who calls them writes only what is free of problems, in one transaction.

pub mod areas;
pub mod campaign;
mod features;
pub mod grounds;
pub mod holidays;
pub mod plan;
pub mod sites;
pub mod streets;
mod table;
pub mod units;
pub mod water;

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// Most problems that are told at once: who sees twenty mends the file's cause, not its lines.
const MAX_TOLD: usize = 20;

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong and what to write instead.
    pub what: String,
}

/// Everything that is wrong with a file, by line; never empty as an error.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(pub Vec<Problem>);

/// What a parser returns.
pub type Parsed<T> = Result<T, Problems>;

impl Problems {
    fn one(line: usize, what: impl fmt::Display) -> Self {
        let what = what.to_string();
        Self(vec![Problem { line, what }])
    }

    fn add(&mut self, line: usize, what: impl fmt::Display) {
        let what = what.to_string();
        self.0.push(Problem { line, what });
    }

    fn finish<T>(self, good: T) -> Parsed<T> {
        if self.0.is_empty() {
            Ok(good)
        } else {
            Err(self)
        }
    }

    /// One line a problem, each beginning with the file's name and the line, as compilers do.
    pub fn shown(&self, file: &str) -> String {
        let told = self.0.iter().take(MAX_TOLD);
        let mut text = String::new();
        for Problem { line, what } in told {
            text.push_str(&format!("{file}:{line}: {what}\n"));
        }
        if self.0.len() > MAX_TOLD {
            text.push_str(&format!("{file}: … and {} more\n", self.0.len() - MAX_TOLD));
        }
        text.push_str("Nothing was imported.");
        text
    }
}

/// Text as it is kept: NFC, without blanks around it, single blanks inside.
fn clean(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").nfc().collect()
}
