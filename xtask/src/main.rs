//! Everything a developer or CI does, as one command: `cargo xtask <demo|test|check|build|dist|bench>`.
//!
//! Each subcommand is a module; what they share is in [`run`] (commands and progress), [`paths`],
//! [`tools`] (prerequisites) and [`stamp`] (is it up to date?).

mod bench;
mod check;
mod demo;
mod dist;
mod paths;
mod run;
mod site;
mod stamp;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, checks, tests, measures and shows Biển Phố.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install what is missing, build, and serve the demo on 127.0.0.1:3000.
    Demo {
        /// Passed on to `bienpho demo`, for example `--listen 127.0.0.1:4000`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Everything: formatting, lints, all tests on both databases, the build, the browser journeys.
    Test(test::Args),
    /// The quick loop: formatting, lints and the app's unit tests.
    Check,
    /// Build the browser's files into target/site.
    Build(site::Args),
    /// Build the one file that is deployed: target/dist/bienpho.
    Dist,
    /// Measure sizes and speeds against their budgets.
    Bench(bench::Args),
}

fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Command::Demo { args } => demo::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Check => check::run(),
        Command::Build(args) => site::run(&args),
        Command::Dist => dist::build(dist::Profile::Release).map(drop),
        Command::Bench(args) => bench::run(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
