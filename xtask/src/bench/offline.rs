//! The installed app without a network, on a phone profile: a browser slowed to a quarter opens the first
//! page and a form from its own storage, the server's process gone. Driven by tests/browser/offline-start.mjs.

use anyhow::{Context, Result};

use super::{Budget, Row};
use crate::{dist, run, tools};

/// From the start of the navigation to a form that can be used, in milliseconds.
const MOST_START_MS: f64 = 2500.0;

/// Time to the first page's sites and to a usable form, and what the app takes on the phone.
pub fn rows() -> Result<Vec<Row>> {
    let binary = dist::build(dist::Profile::Release)?;
    tools::ensure_npm_packages()?;
    tools::ensure_chromium()?;
    let mut node = run::command("node");
    node.arg("tests/browser/offline-start.mjs")
        .env("BIENPHO_BIN", &binary);
    let printed = run::output(&mut node)?;
    let last = printed.lines().last().context("the browser said nothing")?;
    let measured: serde_json::Value = serde_json::from_str(last)?;
    let row = |what: &str, name: &str, unit, budget| -> Result<Row> {
        Ok(Row {
            what: what.to_owned(),
            measured: measured[name].as_f64().with_context(|| name.to_owned())?,
            unit,
            budget,
        })
    };
    [
        row(
            "offline start to the sites nearby",
            "check_in_ms",
            "ms",
            Budget::AtMost(MOST_START_MS),
        ),
        row(
            "offline start to a usable check-in form",
            "visit_ms",
            "ms",
            Budget::AtMost(MOST_START_MS),
        ),
        row(
            "the app on the phone, uncompressed",
            "stored_kb",
            "kB",
            Budget::None,
        ),
    ]
    .into_iter()
    .collect()
}
