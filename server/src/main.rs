//! The `bienpho` command: command line → configuration → what was asked for.

mod cli;

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    cli::run().await
}
