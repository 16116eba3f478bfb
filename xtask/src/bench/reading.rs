//! Reading with 100,000 placements loaded: the map, lists and the board, and what the server holds in memory.

use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::{Budget, Row, client::Client, running};

const RECORDS: u64 = 100_000;
const REPEATS: usize = 21;
const MOST_MEDIAN_MS: f64 = 50.0;
const MOST_IDLE_MB: f64 = 60.0;

/// The median of each request, and resident memory.
pub fn rows() -> Result<Vec<Row>> {
    let mut idle = running::Running::start("idle", &[], 0)?;
    idle.restart()?;
    let idle = idle.resident_mb()?;
    let server = running::Running::start("reading", &[], RECORDS)?;
    let mut client = Client::connect(server.address, None)?;
    client.sign_in("vanhoa", running::PASSWORD)?;
    let campaigns = client.json("/api/v1/campaigns")?;
    let campaigns = campaigns
        .as_array()
        .or_else(|| campaigns["items"].as_array())
        .context("no campaigns")?;
    let loaded = campaigns
        .iter()
        .find(|campaign| campaign["code"] == "thu-tai")
        .context("nothing was loaded")?;
    let campaign = loaded["id"].as_str().context("a campaign without id")?;
    let mut rows = vec![row(
        "idle, with the demo's data",
        idle,
        "MB",
        Budget::AtMost(MOST_IDLE_MB),
    )];
    for (what, path) in requests(campaign) {
        let median = median_ms(&mut client, &path)?;
        rows.push(row(what, median, "ms", Budget::AtMost(MOST_MEDIAN_MS)));
    }
    rows.push(row(
        "resident with 100,000 placements",
        server.resident_mb()?,
        "MB",
        Budget::None,
    ));
    Ok(rows)
}

fn row(what: &str, measured: f64, unit: &'static str, budget: Budget) -> Row {
    Row {
        what: what.to_owned(),
        measured,
        unit,
        budget,
    }
}

fn requests(campaign: &str) -> Vec<(&'static str, String)> {
    let of = format!("campaign={campaign}");
    vec![
        (
            "map, city",
            format!("/api/v1/map?{of}&zoom=10&bbox=105.3,20.6,106.1,21.4"),
        ),
        (
            "map, inner city",
            format!("/api/v1/map?{of}&zoom=12&bbox=105.78,20.97,105.90,21.08"),
        ),
        (
            "map, Hoàn Kiếm",
            format!("/api/v1/map?{of}&zoom=15&bbox=105.845,21.022,105.860,21.036"),
        ),
        (
            "map, one street",
            format!("/api/v1/map?{of}&zoom=18&bbox=105.8505,21.0275,105.8530,21.0295"),
        ),
        (
            "map, city, to fix only",
            format!("/api/v1/map?{of}&status=needs_fix&zoom=10&bbox=105.3,20.6,106.1,21.4"),
        ),
        ("list, newest", format!("/api/v1/placements?{of}&limit=100")),
        (
            "list, one district",
            format!("/api/v1/placements?{of}&area=002&limit=100"),
        ),
        (
            "list, one ward by street",
            format!("/api/v1/placements?{of}&area=00070&sort=street&limit=100"),
        ),
        (
            "list, to fix by kind",
            format!("/api/v1/placements?{of}&status=needs_fix&sort=kind&limit=100"),
        ),
        (
            "board of areas",
            format!("/api/v1/reports/{campaign}/areas"),
        ),
    ]
}

fn median_ms(client: &mut Client, path: &str) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..REPEATS {
        let begun = Instant::now();
        let answer = client.request("GET", path, None)?;
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
        if answer.status != 200 {
            bail!(
                "GET {path} answered {}: {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
        }
    }
    times.sort_by(f64::total_cmp);
    Ok(times[REPEATS / 2])
}
