//! `cargo xtask test`: every stage from formatting to the browser journeys, and what came of each.
//!
//! A stage that can't run here is skipped with its reason; with CI=true that is a failure.

mod counts;
pub mod postgres;
mod stages;

use std::time::Instant;

use anyhow::{Result, bail};

use self::{
    counts::Counts,
    stages::{Context, Outcome, STAGES, Stage},
};

/// Which stages to run.
#[derive(clap::Args)]
pub struct Args {
    /// Only these stages, separated by commas: format, lint, unit, storage, api, dist, size, browser, deny.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
}

struct Report {
    stage: &'static Stage,
    seconds: f32,
    outcome: Result<Outcome>,
}

/// Runs the stages, goes on after a failure, and fails at the end if any stage did.
pub fn run(args: &Args) -> Result<()> {
    let chosen = choose(&args.only)?;
    let strict = std::env::var("CI").is_ok_and(|value| value == "true");
    let mut context = Context::default();
    let mut reports = Vec::new();
    for stage in chosen {
        eprintln!("\n\x1b[1m━━ {}: {}\x1b[0m", stage.name, stage.title);
        let started = Instant::now();
        let mut outcome = (stage.run)(&mut context);
        if let Ok(Outcome::Skipped(reason)) = &outcome
            && strict
        {
            outcome = Err(anyhow::anyhow!("may not be skipped with CI=true: {reason}"));
        }
        if let Err(error) = &outcome {
            eprintln!("✗ {}: {error:#}", stage.name);
        }
        let seconds = started.elapsed().as_secs_f32();
        reports.push(Report {
            stage,
            seconds,
            outcome,
        });
    }
    conclude(&reports)
}

fn choose(only: &[String]) -> Result<Vec<&'static Stage>> {
    if let Some(unknown) = only
        .iter()
        .find(|name| STAGES.iter().all(|stage| stage.name != **name))
    {
        let names: Vec<_> = STAGES.iter().map(|stage| stage.name).collect();
        bail!(
            "there is no stage `{unknown}`; there are {}",
            names.join(", ")
        );
    }
    let wanted = |stage: &&Stage| only.is_empty() || only.iter().any(|name| name == stage.name);
    Ok(STAGES.iter().filter(wanted).collect())
}

fn conclude(reports: &[Report]) -> Result<()> {
    eprintln!();
    let mut total = Counts::default();
    let mut skipped = 0;
    for Report {
        stage,
        seconds,
        outcome,
    } in reports
    {
        let (mark, note) = match outcome {
            Ok(Outcome::Passed(counts)) => {
                total += *counts;
                ("✓", counts.to_string())
            }
            Ok(Outcome::Skipped(reason)) => {
                skipped += 1;
                ("–", format!("skipped: {reason}"))
            }
            Err(error) => {
                total += counts::of_failure(error);
                ("✗", format!("{error:#}"))
            }
        };
        eprintln!("{mark} {:<8} {seconds:>6.1} s  {note}", stage.name);
    }
    eprintln!(
        "\n{} passed, {} failed, {skipped} stages skipped",
        total.passed, total.failed
    );
    if total.failed > 0 {
        bail!("tests failed");
    }
    Ok(())
}
