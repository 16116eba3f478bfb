//! The command line: what there is, and how a failure is told. One subcommand a file.

mod backup;
mod demo;
mod doctor;
mod import;
mod import_queue;
mod load;
mod log;
mod migrate;
mod options;
mod password;
mod serve;
mod user;
mod verify;

use std::{io::Write, process::ExitCode};

use clap::{Parser, Subcommand};
use options::{Options, ServeOptions};

/// Biển Phố: records which displays of a campaign really hang where.
#[derive(Debug, Parser)]
#[command(name = "bienpho", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site and its API.
    Serve(ServeOptions),
    /// Fill an empty database with sample data and serve it to this machine.
    Demo(ServeOptions),
    /// Create the database, or bring its schema up to date.
    Migrate(Options),
    /// Copy an SQLite database into a new file, while the server runs.
    Backup(backup::Backup),
    /// Import a file; nothing of it when anything in it is wrong.
    Import(import::Import),
    /// Add accounts, change passwords, list accounts.
    User(user::User),
    /// Print the whole configuration as it is in effect, with comments.
    Config(ServeOptions),
    /// Check database, disk, photos, clock, boundaries and TLS settings, and say what to do.
    Doctor(ServeOptions),
    /// Add made-up placements along real streets, to try the capacity of a machine.
    Load(load::Load),
    /// Check the event log's hash chain: name every entry that was changed, removed or added.
    Verify(verify::Verify),
}

/// What a command that ran to its end has to say with its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// 0.
    Good,
    /// 1: it ran, and what it looked at is not good.
    Bad,
}

/// Runs the command of this process.
pub async fn run() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Serve(options) => serve::run(options).await,
        Command::Demo(options) => demo::run(options).await,
        Command::Migrate(options) => migrate::run(options).await,
        Command::Backup(backup) => backup::run(backup).await,
        Command::Import(import) => import::run(import).await,
        Command::User(user) => user::run(user).await,
        Command::Config(options) => print_config(options),
        Command::Doctor(options) => doctor::run(options).await,
        Command::Load(load) => load::run(load).await,
        Command::Verify(verify) => verify::run(verify).await,
    };
    match done {
        Ok(Outcome::Good) => ExitCode::SUCCESS,
        Ok(Outcome::Bad) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("bienpho: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Writes a line to standard output. Who stops listening (`| head`) has heard enough.
fn say(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn print_config(options: ServeOptions) -> anyhow::Result<Outcome> {
    say(options.load()?.config.commented().trim_end());
    Ok(Outcome::Good)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_command_takes_a_password_as_an_argument() {
        fn check(command: &clap::Command) {
            for argument in command.get_arguments() {
                assert!(
                    !argument.get_id().as_str().contains("password"),
                    "{}",
                    command.get_name()
                );
            }
            command.get_subcommands().for_each(check);
        }
        check(&Cli::command());
    }
}
