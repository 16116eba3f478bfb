//! What the map's index and the kept numbers cost a write, on both engines; tests/examples/write_cost.rs measures it.

use anyhow::{Context, Result, ensure};

use super::{Budget, Row};
use crate::{run, test::postgres};

/// Throughput with index and numbers as a share of that without, in percent.
const LEAST_SHARE: f64 = 70.0;

/// Writes with and without, and the share, on both engines.
pub fn rows() -> Result<Vec<Row>> {
    let server = postgres::Postgres::start()?;
    let mut cargo = run::command("cargo");
    cargo
        .args(["run", "--quiet", "--release", "--package", "bienpho-tests"])
        .args(["--example", "write_cost"])
        .env(postgres::VARIABLE, &server.url);
    let printed = run::output(&mut cargo)?;
    let mut rows = Vec::new();
    for line in printed.lines() {
        let mut columns = line.split('\t');
        let engine = columns.next().unwrap_or_default();
        let mut number = || -> Result<f64> {
            let column = columns.next().context("a column is missing")?;
            Ok(column.parse()?)
        };
        let (with, without) = (number()?, number()?);
        let row = |what: &str, measured, unit, budget| Row {
            what: format!("{engine}: {what}"),
            measured,
            unit,
            budget,
        };
        rows.extend([
            row("with index and numbers", with, "records/s", Budget::None),
            row("without", without, "records/s", Budget::None),
            row(
                "share",
                with / without * 100.0,
                "%",
                Budget::AtLeast(LEAST_SHARE),
            ),
        ]);
    }
    ensure!(!rows.is_empty(), "nothing was measured");
    Ok(rows)
}
