//! Durable ingest over HTTP: 50 connections send check-ins without photos to the demo on SQLite, each
//! acknowledged only after its commit is on disk; then the same with one record a transaction.

use std::{
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::{Budget, Row, client::Client, running};

const CONNECTIONS: u64 = 50;
const RECORDS_OF_EACH: u64 = 200;
const LEAST_PER_SECOND: f64 = 1000.0;
const MOST_P99_MS: f64 = 250.0;

struct Measured {
    per_second: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// Throughput and latency, batched and one by one, with their ratio.
pub fn rows() -> Result<Vec<Row>> {
    let batched = measure("batched", "128")?;
    let single = measure("single", "1")?;
    let row = |what: &str, measured, unit, budget| Row {
        what: what.to_owned(),
        measured,
        unit,
        budget,
    };
    Ok(vec![
        row(
            "check-ins, 50 connections",
            batched.per_second,
            "records/s",
            Budget::AtLeast(LEAST_PER_SECOND),
        ),
        row("  median", batched.p50_ms, "ms", Budget::None),
        row("  p99", batched.p99_ms, "ms", Budget::AtMost(MOST_P99_MS)),
        row(
            "one record a transaction",
            single.per_second,
            "records/s",
            Budget::None,
        ),
        row("  p99", single.p99_ms, "ms", Budget::None),
        row(
            "batched against one by one",
            batched.per_second / single.per_second,
            "×",
            Budget::None,
        ),
    ])
}

fn measure(name: &str, max_batch: &str) -> Result<Measured> {
    let server = running::Running::start(name, &[("BIENPHO_WRITER_MAX_BATCH", max_batch)], 0)?;
    let mut client = Client::connect(server.address, None)?;
    let cookie = client.sign_in("canbo", running::PASSWORD)?;
    let sites = client.json("/api/v1/sites?limit=100&area=002")?;
    let sites: Vec<String> = sites["items"]
        .as_array()
        .context("no sites")?
        .iter()
        .map(|site| site["id"].as_str().unwrap_or_default().to_owned())
        .collect();
    let begun = Instant::now();
    let workers: Vec<_> = (0..CONNECTIONS)
        .map(|worker| {
            let (address, cookie, sites) = (server.address, cookie.clone(), sites.clone());
            thread::spawn(move || send(Client::connect(address, Some(cookie))?, worker, &sites))
        })
        .collect();
    let mut latencies = Vec::new();
    for worker in workers {
        latencies.extend(
            worker
                .join()
                .map_err(|_| anyhow::anyhow!("a connection panicked"))??,
        );
    }
    let took = begun.elapsed().as_secs_f64();
    latencies.sort();
    let at = |share: f64| {
        latencies[((latencies.len() - 1) as f64 * share) as usize].as_secs_f64() * 1000.0
    };
    Ok(Measured {
        per_second: latencies.len() as f64 / took,
        p50_ms: at(0.5),
        p99_ms: at(0.99),
    })
}

fn send(mut client: Client, worker: u64, sites: &[String]) -> Result<Vec<Duration>> {
    let mut latencies = Vec::new();
    for number in 0..RECORDS_OF_EACH {
        let site = &sites[((worker * RECORDS_OF_EACH + number) as usize) % sites.len()];
        let body = serde_json::json!({
            "site": site,
            "condition": "missing",
            "position": { "lon": 105.8523, "lat": 21.0287, "accuracy_m": 9.0, "source": "gps", "fixed_at": 1_700_000_000_000_i64 },
            "street": "Phố Đinh Tiên Hoàng",
            "recorded_at": 1_700_000_000_000_i64,
        })
        .to_string();
        let path = format!(
            "/api/v1/check-ins/00000000-0000-7000-8000-{:012x}",
            worker * 1_000_000 + number
        );
        let begun = Instant::now();
        let answer = client.request("PUT", &path, Some(&body))?;
        latencies.push(begun.elapsed());
        if answer.status != 201 {
            bail!(
                "PUT {path} answered {}: {}",
                answer.status,
                String::from_utf8_lossy(&answer.body)
            );
        }
    }
    Ok(latencies)
}
