//! `cargo xtask bench`: what was measured against its budget, as one table.
//!
//! A group of rows is a module with `pub fn rows() -> Result<Vec<Row>>` and a line in [`GROUPS`].
//! Numbers are printed with their ratio to the budget; nothing fails, because a busy machine is no bug.

mod client;
pub mod first_load;
mod ingest;
mod map;
mod map_tools;
mod offline;
mod queue;
mod reading;
mod running;
mod sizes;
mod tiles;
mod times;
mod writes;
mod yardstick;

use anyhow::{Result, bail};

use crate::run;

/// What to measure.
#[derive(clap::Args)]
pub struct Args {
    /// Only these groups, separated by commas.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Budget {
    /// The measured value should be at most this.
    AtMost(f64),
    /// The measured value should be at least this.
    AtLeast(f64),
    /// Shown for comparison; nothing was promised.
    None,
}

/// One measured value.
pub struct Row {
    /// What was measured.
    pub what: String,
    /// The value, in `unit`.
    pub measured: f64,
    /// For example `kB`, `ms`, `records/s`.
    pub unit: &'static str,
    /// What was promised, in `unit`.
    pub budget: Budget,
}

struct Group {
    name: &'static str,
    title: &'static str,
    rows: fn() -> Result<Vec<Row>>,
}

const GROUPS: &[Group] = &[
    Group {
        name: "sizes",
        title: "an officer's first load, brotli",
        rows: sizes::rows,
    },
    Group {
        name: "offline",
        title: "an officer's phone without a network, CPU slowed to a quarter",
        rows: offline::rows,
    },
    Group {
        name: "queue",
        title: "an officer's queue on a phone",
        rows: queue::rows,
    },
    Group {
        name: "ingest",
        title: "durable ingest over HTTP, SQLite with synchronous=FULL, no photo",
        rows: ingest::rows,
    },
    Group {
        name: "writes",
        title: "what the map's index and the kept numbers cost a write, 100,000 placements",
        rows: writes::rows,
    },
    Group {
        name: "reading",
        title: "reading with 100,000 placements, SQLite",
        rows: reading::rows,
    },
    Group {
        name: "map",
        title: "the map page with 1,000,000 placements, SQLite",
        rows: map::rows,
    },
    Group {
        name: "tiles",
        title: "the map and the desk with 1,000,000 placements and 50,000 flags",
        rows: tiles::rows,
    },
];

/// Measures the chosen groups and prints the table.
pub fn run(args: &Args) -> Result<()> {
    let names: Vec<_> = GROUPS.iter().map(|group| group.name).collect();
    if let Some(unknown) = args
        .only
        .iter()
        .find(|name| !names.contains(&name.as_str()))
    {
        bail!(
            "there is no group `{unknown}`; there are {}",
            names.join(", ")
        );
    }
    let mut table = String::new();
    for group in GROUPS {
        if args.only.is_empty() || args.only.iter().any(|name| name == group.name) {
            let before = yardstick::row("before");
            let rows = run::step(&format!("measuring {}", group.name), group.rows)?;
            let after = yardstick::row("after");
            table.push_str(&format!("\n{}\n", group.title));
            table.extend([&before].into_iter().chain(&rows).chain([&after]).map(line));
        }
    }
    println!("{table}");
    Ok(())
}

fn line(row: &Row) -> String {
    let unit = row.unit;
    let verdict = |sign, limit, within| {
        let mark = if within { "within" } else { "MISSED" };
        format!(
            "{sign} {limit} {unit}   {:.2}× {mark}",
            row.measured / limit
        )
    };
    let verdict = match row.budget {
        Budget::None => String::new(),
        Budget::AtMost(limit) => verdict("≤", limit, row.measured <= limit),
        Budget::AtLeast(limit) => verdict("≥", limit, row.measured >= limit),
    };
    let measured = format!("{:.1} {}", row.measured, row.unit);
    format!("  {:<44} {measured:>16}   {verdict}\n", row.what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_shows_the_ratio_to_the_budget() {
        let row = |measured| Row {
            what: "first load".to_owned(),
            measured,
            unit: "kB",
            budget: Budget::AtMost(350.0),
        };
        assert!(line(&row(175.0)).ends_with("≤ 350 kB   0.50× within\n"));
        assert!(line(&row(700.0)).ends_with("≤ 350 kB   2.00× MISSED\n"));
    }
}
