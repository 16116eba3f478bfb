//! The desk's map on a phone profile, with a city's records: when it can be used and how smooth it moves (drawn in software, so
//! printed, not judged), and what its tools ask of the server. The page is driven by tests/browser/map-start.mjs.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{
    Budget, Row,
    client::Client,
    running::{self, Amount, Running},
};
use crate::{run, tools};

const AMOUNT: Amount = Amount {
    records: 1_000_000,
    flags: 50_000,
};
const REPEATS: usize = 41;
/// How long the server may take to count the days that are over.
const DAYS_LIMIT: Duration = Duration::from_secs(300);
/// From the start of the navigation to a map with its records, in milliseconds.
const MOST_START_MS: f64 = 4000.0;
/// Of any search.
const MOST_SEARCH_MS: f64 = 50.0;
/// Of a tile with any other filter than campaign, kind and status.
const MOST_OTHER_MS: f64 = 250.0;

/// What people type: street, area, address, code, nothing there.
const SEARCHES: [&str; 5] = [
    "hang",
    "hoan%20kiem",
    "12%20hang%20gai",
    "hk-01",
    "khong%20co",
];
/// Tiles around the lake: a district, some streets, a crossing.
const TILES: [&str; 5] = [
    "12/3252/1803",
    "15/26018/14425",
    "16/52037/28850",
    "17/104075/57701",
    "18/208150/115402",
];

/// All of it on SQLite.
pub fn rows() -> Result<Vec<Row>> {
    tools::ensure_npm_packages()?;
    tools::ensure_chromium()?;
    let server = Running::start_with("map", &[], AMOUNT)?;
    let mut client = Client::connect(server.address, None)?;
    client.sign_in("vanhoa", running::PASSWORD)?;
    let campaigns = client.json("/api/v1/campaigns")?;
    let loaded = campaigns
        .as_array()
        .context("no campaigns")?
        .iter()
        .find(|campaign| campaign["code"] == "thu-tai")
        .context("nothing was loaded")?;
    let (id, day) = (
        loaded["id"].as_str().context("no id")?,
        loaded["starts_on"].as_str().context("no day")?,
    );
    let whole_city = format!("/tiles/records/8/203/112.mvt?as_of={day}&campaign={id}");
    wait_for_days(&mut client, &whole_city)?;
    let mut rows = page(&server)?;
    rows.extend(live(&server)?);
    let searches = SEARCHES.map(|text| format!("/api/v1/places?q={text}"));
    rows.push(row(
        "search for a place, p99",
        slowest(&mut client, &searches)?,
        Budget::AtMost(MOST_SEARCH_MS),
    ));
    rows.push(row(
        "a past day's tile, whole city, p99",
        slowest(&mut client, &[whole_city])?,
        Budget::AtMost(MOST_OTHER_MS),
    ));
    for tile in TILES {
        let zoom = tile.split('/').next().unwrap_or_default();
        let path = format!("/tiles/records/{tile}.mvt?as_of={day}&campaign={id}");
        // Once before: the log of these placements was not read since it was written.
        answered(&mut client, &path)?;
        rows.push(row(
            &format!("a past day's tile, zoom {zoom}, p99"),
            slowest(&mut client, &[path])?,
            Budget::AtMost(MOST_OTHER_MS),
        ));
    }
    let path = format!("/api/v1/days?campaign={id}");
    rows.push(row(
        "the campaign's days, whole city",
        answered(&mut client, &path)?,
        Budget::AtMost(MOST_OTHER_MS),
    ));
    Ok(rows)
}

/// The server counts the days that are over in the background, soon after its start; until then the log answers, in seconds.
fn wait_for_days(client: &mut Client, path: &str) -> Result<()> {
    let begun = Instant::now();
    while answered(client, path)? > MOST_OTHER_MS {
        if begun.elapsed() > DAYS_LIMIT {
            bail!(
                "the days were not counted within {} s",
                DAYS_LIMIT.as_secs()
            );
        }
        thread::sleep(Duration::from_secs(5));
    }
    Ok(())
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
        row(
            "the map on a phone, CPU slowed to a quarter",
            of("interactive_ms")?,
            Budget::AtMost(MOST_START_MS),
        ),
        Row {
            what: "frames under 33 ms while panning, in software".to_owned(),
            measured: of("frames_percent")?,
            unit: "%",
            budget: Budget::None,
        },
    ])
}

fn row(what: &str, measured: f64, budget: Budget) -> Row {
    Row {
        what: what.to_owned(),
        measured,
        unit: "ms",
        budget,
    }
}

/// The 99th of a hundred answers to these paths, in milliseconds.
fn slowest(client: &mut Client, paths: &[String]) -> Result<f64> {
    let mut times = Vec::new();
    for path in paths.iter().cycle().take(REPEATS.max(paths.len())) {
        times.push(answered(client, path)?);
    }
    times.sort_by(f64::total_cmp);
    let at = (times.len() * 99).div_ceil(100).saturating_sub(1);
    times.get(at).copied().context("nothing was measured")
}

fn answered(client: &mut Client, path: &str) -> Result<f64> {
    let begun = Instant::now();
    let answer = client.request("GET", path, None)?;
    let took = begun.elapsed().as_secs_f64() * 1000.0;
    if answer.status != 200 {
        bail!("GET {path} answered {}", answer.status);
    }
    Ok(took)
}
