//! What the map's tools ask of the server at a city's size: places, past days, the campaign's days.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use super::{
    Row,
    client::Client,
    times::{Loaded, MOST_OTHER_MS, MOST_PAGE_MS, answered, ms, slowest},
};

/// How long the server may take to count the days that are over.
const DAYS_LIMIT: Duration = Duration::from_secs(300);

/// What people type: street, area, address, code, nothing there.
const SEARCHES: [&str; 5] = [
    "hang",
    "hoan%20kiem",
    "12%20hang%20gai",
    "hk-01",
    "khong%20co",
];
/// Tiles around the lake: the whole city, a district, some streets, a crossing.
const TILES: [&str; 6] = [
    "8/203/112",
    "12/3252/1803",
    "15/26018/14425",
    "16/52037/28850",
    "17/104075/57701",
    "18/208150/115402",
];

/// All of it of the server that this client asks.
pub fn measured(engine: &str, client: &mut Client, loaded: &Loaded) -> Result<Vec<Row>> {
    let Loaded { campaign, day } = loaded;
    let past = |tile: &str| format!("/tiles/records/{tile}.mvt?as_of={day}&campaign={campaign}");
    wait_for_days(client, &past(TILES[0]))?;
    let searches = SEARCHES.map(|text| format!("/api/v1/places?q={text}"));
    let found = slowest(client, &searches)?;
    let mut rows = vec![ms(engine, "search for a place, p99", found, MOST_PAGE_MS)];
    for tile in TILES {
        let zoom = tile.split('/').next().unwrap_or_default();
        let path = past(tile);
        // Once before: the log of these placements was not read since it was written.
        answered(client, &path)?;
        let what = format!("a past day's tile, zoom {zoom}, p99");
        let drawn = slowest(client, &[path])?;
        rows.push(ms(engine, &what, drawn, MOST_OTHER_MS));
    }
    let days = answered(client, &format!("/api/v1/days?campaign={campaign}"))?;
    let what = "the campaign's days, whole city";
    rows.push(ms(engine, what, days, MOST_OTHER_MS));
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
