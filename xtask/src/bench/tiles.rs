//! The map's tiles, boards, lists and tools at a city's size: 1,000,000 placements and 50,000 flags, on SQLite and on PostgreSQL.

use std::f64::consts::PI;

use anyhow::{Context, Result};

use super::{
    Budget, Row,
    client::Client,
    map_tools,
    running::{self, Amount, Running},
    times::{Loaded, MOST_OTHER_MS, MOST_PAGE_MS, Times, answered, ms, row, slowest},
};
use crate::test::postgres::Postgres;

const AMOUNT: Amount = Amount {
    records: 1_000_000,
    flags: 50_000,
};
const MOST_ZOOM: u32 = 18;
/// Tiles asked for of each zoom and filter.
const TILES: usize = 12;
/// All of it on both engines.
pub fn rows() -> Result<Vec<Row>> {
    let mut rows = measured("SQLite", &[])?;
    let postgres = Postgres::start()?;
    rows.extend(measured(
        "PostgreSQL",
        &[("BIENPHO_DATABASE", &postgres.url)],
    )?);
    Ok(rows)
}

fn measured(engine: &str, settings: &[(&str, &str)]) -> Result<Vec<Row>> {
    let mut server = Running::start_with("tiles", settings, AMOUNT)?;
    let loaded = server.loaded.context("nothing was loaded")?;
    let mut rows = vec![
        row(engine, "loading", loaded.rate, "/s", Budget::None),
        row(
            engine,
            "loading, memory",
            loaded.most_mb,
            "MB",
            Budget::AtMost(500.0),
        ),
    ];
    let loaded = loaded_campaign(&server)?;
    let campaign = &loaded.campaign;
    let filters = [
        "".to_owned(),
        format!("campaign={campaign}"),
        "kind=banner_horizontal".to_owned(),
        "status=needs_fix".to_owned(),
    ];
    // Right after a start nothing lies in the database's own cache; what the system holds of its file, it holds.
    server.restart_with(settings)?;
    let mut client = signed_in(&server)?;
    let mut cold = asked(&mut client, &filters, 0..=MOST_ZOOM, 2)?;
    rows.push(ms(engine, "tile, cold, p99", cold.part(0.99), 100.0));
    let mut warm = asked(&mut client, &filters, 0..=MOST_ZOOM, TILES)?;
    rows.push(ms(engine, "tile, median", warm.part(0.5), 5.0));
    rows.push(ms(engine, "tile, p99", warm.part(0.99), 25.0));
    let mut supervisor = signed_in_as(&server, "phutrach")?;
    let mut own = asked(&mut supervisor, &filters, 0..=MOST_ZOOM, 3)?;
    rows.push(ms(
        engine,
        "tile of a district's supervisor, p99",
        own.part(0.99),
        25.0,
    ));
    let others = [
        "area=002".to_owned(),
        "unit=CAQ-HK".to_owned(),
        "since=2020-01-01".to_owned(),
    ];
    // Once before, as the cold ones were for the others: no index of theirs was read since the restart.
    asked(&mut client, &others, 0..=MOST_ZOOM, 1)?;
    let mut other = asked(&mut client, &others, 0..=MOST_ZOOM, 3)?;
    rows.push(ms(
        engine,
        "tile, other filters, p99",
        other.part(0.99),
        MOST_OTHER_MS,
    ));
    let newest = newest_ms(&mut client, campaign)?;
    for (what, filter) in days_in_the_middle(newest, campaign) {
        let filter = [filter];
        asked(&mut client, &filter, 0..=MOST_ZOOM, 1)?;
        let mut times = asked(&mut client, &filter, 0..=MOST_ZOOM, 3)?;
        let what = format!("tile, {what}, p99");
        rows.push(ms(engine, &what, times.part(0.99), MOST_OTHER_MS));
    }
    for zoom in 0..=MOST_ZOOM {
        let mut times = asked(&mut client, &filters, zoom..=zoom, TILES)?;
        let rate = 1000.0 * times.0.len() as f64 / times.0.iter().sum::<f64>();
        if [6, 10, 12, 14, 16].contains(&zoom) {
            let what = format!("tiles a second, zoom {zoom}");
            rows.push(row(engine, &what, rate, "/s", Budget::None));
        }
        let what = format!("zoom {zoom}, median");
        rows.push(ms(engine, &what, times.part(0.5), 5.0));
    }
    for (what, path) in pages(campaign, newest) {
        let taken = slowest(&mut client, &[path])?;
        rows.push(ms(engine, what, taken, MOST_PAGE_MS));
    }
    rows.extend(map_tools::measured(engine, &mut client, &loaded)?);
    Ok(rows)
}

/// When a record changed last, in milliseconds since 1970: the others are spread over the month before.
fn newest_ms(client: &mut Client, campaign: &str) -> Result<i64> {
    let newest = client.json(&format!("/api/v1/placements?campaign={campaign}&limit=1"))?;
    let newest = newest["items"][0]["updated_at"].as_i64();
    newest.context("nothing was loaded")
}

/// Days that let about half of the records through, or nearly all: neither can be told by the few that are in or out of them.
fn days_in_the_middle(newest_ms: i64, campaign: &str) -> Vec<(&'static str, String)> {
    let before = |days| days_before(newest_ms, days);
    let half = format!("since={}", before(15));
    vec![
        ("days that let half through", half.clone()),
        (
            "half by days, of a campaign",
            format!("{half}&campaign={campaign}"),
        ),
        (
            "half by days, of a kind",
            format!("{half}&kind=banner_horizontal"),
        ),
        ("half by days, of a district", format!("{half}&area=002")),
        (
            "half by days, in a state",
            format!("{half}&status=needs_fix"),
        ),
        (
            "15 of 30 days",
            format!("since={}&until={}", before(22), before(7)),
        ),
        ("27 of 30 days", format!("since={}", before(27))),
    ]
}

const fn days_before(newest_ms: i64, days: i64) -> i64 {
    newest_ms - days * 24 * 3_600_000
}

fn pages(campaign: &str, newest_ms: i64) -> Vec<(&'static str, String)> {
    let of = format!("campaign={campaign}&limit=100");
    vec![
        (
            "board of areas, p99",
            format!("/api/v1/reports/{campaign}/areas"),
        ),
        ("worklist, p99", "/api/v1/worklist".to_owned()),
        ("list, newest, p99", format!("/api/v1/placements?{of}")),
        (
            "list, a district, p99",
            format!("/api/v1/placements?{of}&area=002"),
        ),
        (
            "list, by street, p99",
            format!("/api/v1/placements?{of}&sort=street"),
        ),
        (
            "list, a state by kind, p99",
            format!("/api/v1/placements?{of}&status=needs_fix&sort=kind"),
        ),
        (
            "list, a state that is rare, p99",
            format!("/api/v1/placements?{of}&status=planned"),
        ),
        (
            "list, of a unit, p99",
            format!("/api/v1/placements?{of}&unit=CAQ-HK"),
        ),
        (
            "list, a district by street, p99",
            format!("/api/v1/placements?{of}&area=017&sort=street"),
        ),
        (
            "list, all campaigns by kind, p99",
            "/api/v1/placements?limit=100&sort=kind".to_owned(),
        ),
        (
            "list, since a day, p99",
            format!(
                "/api/v1/placements?{of}&since={}&area=002&kind=sign",
                days_before(newest_ms, 15)
            ),
        ),
        (
            "flags, waiting, p99",
            "/api/v1/flags?status=recorded&limit=100".to_owned(),
        ),
    ]
}

fn signed_in(server: &Running) -> Result<Client> {
    signed_in_as(server, "vanhoa")
}

fn signed_in_as(server: &Running, username: &str) -> Result<Client> {
    let mut client = Client::connect(server.address, None)?;
    client.sign_in(username, running::PASSWORD)?;
    Ok(client)
}

fn loaded_campaign(server: &Running) -> Result<Loaded> {
    let campaigns = signed_in(server)?.json("/api/v1/campaigns")?;
    let campaigns = campaigns
        .as_array()
        .or_else(|| campaigns["items"].as_array())
        .context("no campaigns")?;
    let loaded = campaigns
        .iter()
        .find(|campaign| campaign["code"] == "thu-tai");
    let loaded = loaded.context("nothing was loaded")?;
    let said = |name: &str| loaded[name].as_str().map(ToOwned::to_owned);
    Ok(Loaded {
        campaign: said("id").context("no id")?,
        day: said("starts_on").context("no day")?,
    })
}

/// Times of `each` tiles of every zoom and filter.
fn asked(
    client: &mut Client,
    filters: &[String],
    zooms: std::ops::RangeInclusive<u32>,
    each: usize,
) -> Result<Times> {
    let mut times = Times::default();
    for zoom in zooms {
        for filter in filters {
            for number in 0..each {
                let (x, y) = tile(zoom, number);
                let path = format!("/tiles/records/{zoom}/{x}/{y}.mvt?{filter}");
                times.0.push(answered(client, &path)?);
            }
        }
    }
    Ok(times)
}

/// A tile that people look at: on a spiral from the lake outwards, each farther than the one before.
fn tile(zoom: u32, number: usize) -> (u32, u32) {
    let angle = number as f64 * 2.4;
    let away = 0.0015 * (number as f64).powi(2);
    let (lon, lat) = (105.8523 + away * angle.cos(), 21.0287 + away * angle.sin());
    let side = f64::from(1_u32 << zoom);
    let x = (lon + 180.0) / 360.0 * side;
    let y = (1.0 - lat.to_radians().tan().asinh() / PI) / 2.0 * side;
    (x as u32, y as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_tile_is_the_lakes() {
        assert_eq!(tile(14, 0), (13_009, 7_212));
        assert_eq!(tile(0, 7), (0, 0));
    }
}
