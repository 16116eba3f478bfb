//! `bienpho load`: how does this machine do with a city's worth of records?

use std::time::Instant;

use clap::Args;
use server::{
    clock::{Clock, SystemClock},
    load,
};

use super::{Outcome, options::Options, say};

/// Records between two lines that tell how far it is.
const TELL_EVERY: u64 = 50_000;

/// `bienpho load …`
#[derive(Debug, Args)]
pub struct Load {
    /// How many placements to add
    #[arg(long, default_value_t = 100_000)]
    records: u64,
    /// How many flags to add
    #[arg(long, default_value_t = 0)]
    flags: u64,
    /// The same seed makes the same records
    #[arg(long, default_value_t = 1)]
    seed: u64,
    #[command(flatten)]
    options: Options,
}

/// Adds the records, each with its event, and tells how fast that was.
pub async fn run(load: Load) -> anyhow::Result<Outcome> {
    let (_, db) = load.options.open().await?;
    let begun = Instant::now();
    let amount = load::Amount {
        records: load.records,
        flags: load.flags,
    };
    load::run(&db, amount, load.seed, SystemClock.now(), |done| {
        if done.is_multiple_of(TELL_EVERY) {
            eprintln!("  · {done} records");
        }
    })
    .await?;
    db.close().await;
    let took = begun.elapsed().as_secs_f64();
    say(format!(
        "{} placements and {} flags in {took:.1} s, {:.0} a second",
        load.records,
        load.flags,
        (load.records + load.flags) as f64 / took
    ));
    Ok(Outcome::Good)
}
