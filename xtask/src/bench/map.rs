//! The desk's map on a phone profile, with a city's records: when it can be used and how smooth it moves (drawn in software, so
//! printed, not judged). The page is driven by tests/browser/map-start.mjs and map-live.mjs.

use anyhow::{Context, Result};

use super::{
    Budget, Row,
    running::{Amount, Running},
};
use crate::{run, tools};

const AMOUNT: Amount = Amount {
    records: 1_000_000,
    flags: 50_000,
};
/// From the start of the navigation to a map with its records, in milliseconds.
const MOST_START_MS: f64 = 4000.0;

/// All of it on SQLite.
pub fn rows() -> Result<Vec<Row>> {
    tools::ensure_npm_packages()?;
    tools::ensure_chromium()?;
    let server = Running::start_with("map", &[], AMOUNT)?;
    let mut rows = page(&server)?;
    rows.extend(live(&server)?);
    Ok(rows)
}

/// What a script of the browser's says of this server.
fn driven(server: &Running, script: &str) -> Result<serde_json::Value> {
    let mut node = run::command("node");
    node.arg(format!("tests/browser/{script}"))
        .env("BIENPHO_BASE", format!("http://{}", server.address));
    let printed = run::output(&mut node)?;
    let last = printed.lines().last().context("the browser said nothing")?;
    Ok(serde_json::from_str(last)?)
}

/// The open map while records come in.
fn live(server: &Running) -> Result<Vec<Row>> {
    let measured = driven(server, "map-live.mjs")?;
    let row = |what: &str, name: &str, unit| -> Result<Row> {
        Ok(Row {
            what: what.to_owned(),
            measured: measured[name].as_f64().with_context(|| name.to_owned())?,
            unit,
            budget: Budget::None,
        })
    };
    Ok(vec![
        row("records coming in", "records_per_minute", "/min")?,
        row("  a key's answer meanwhile, p99", "key_ms", "ms")?,
        row("  frames under 33 ms meanwhile", "frames_percent", "%")?,
        row("  tiles read meanwhile", "tiles_per_second", "/s")?,
    ])
}

fn page(server: &Running) -> Result<Vec<Row>> {
    let measured = driven(server, "map-start.mjs")?;
    let of = |name: &str| measured[name].as_f64().with_context(|| name.to_owned());
    Ok(vec![
        Row {
            what: "the map on a phone, CPU slowed to a quarter".to_owned(),
            measured: of("interactive_ms")?,
            unit: "ms",
            budget: Budget::AtMost(MOST_START_MS),
        },
        Row {
            what: "frames under 33 ms while panning, in software".to_owned(),
            measured: of("frames_percent")?,
            unit: "%",
            budget: Budget::None,
        },
    ])
}
