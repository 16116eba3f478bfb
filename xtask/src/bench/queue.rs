//! The phone's queue: its page when it is full, saving with photos on a slow phone, sending over a bad line.
//! Driven by tests/browser/bench-queue.mjs, which prints one line of JSON a figure.

use anyhow::{Context, Result};

use super::{Budget, Row};
use crate::{dist, run, tools};

/// Units that a figure may have.
const UNITS: &[&str] = &["ms", "s", "MB", "×", ""];

/// What the phone takes and needs.
pub fn rows() -> Result<Vec<Row>> {
    let binary = dist::build(dist::Profile::Release)?;
    tools::ensure_npm_packages()?;
    tools::ensure_chromium()?;
    let mut node = run::command("node");
    node.arg("tests/browser/bench-queue.mjs")
        .env("BIENPHO_BIN", &binary);
    run::output(&mut node)?.lines().map(row).collect()
}

fn row(line: &str) -> Result<Row> {
    let figure: serde_json::Value = serde_json::from_str(line).with_context(|| line.to_owned())?;
    let what = figure["what"].as_str();
    let unit = UNITS.iter().find(|unit| figure["unit"] == **unit);
    Ok(Row {
        what: what.with_context(|| line.to_owned())?.to_owned(),
        measured: figure["measured"]
            .as_f64()
            .with_context(|| line.to_owned())?,
        unit: unit.with_context(|| format!("a unit that is not known: {line}"))?,
        budget: figure["atMost"]
            .as_f64()
            .map_or(Budget::None, Budget::AtMost),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_a_row() {
        let read = row(r#"{"what":"opens","measured":12.5,"unit":"ms","atMost":1000}"#);
        let read = read.expect("a row");
        assert_eq!((read.what.as_str(), read.unit), ("opens", "ms"));
        assert_eq!(read.budget, Budget::AtMost(1000.0));
        let free = row(r#"{"what":"cut","measured":3,"unit":""}"#).expect("a row");
        assert_eq!(free.budget, Budget::None);
        assert!(row("the browser was here").is_err());
    }
}
