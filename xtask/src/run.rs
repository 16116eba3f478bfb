//! Running other programs and saying what is going on.

use std::{
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, Result, bail};

use crate::paths;

/// A command that starts in the workspace's root.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root());
    command
}

/// The cargo that started xtask, with what cargo sets for xtask itself taken away.
///
/// A build must not depend on whether it was started by hand or from here: the inherited variables
/// would make cargo compile everything a second time.
pub fn cargo() -> Command {
    let program = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = command(&program);
    for (name, _) in std::env::vars() {
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(name);
        }
    }
    command
}

/// npm, quiet about what nobody can act on.
pub fn npm() -> Command {
    let mut command = command("npm");
    command.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    command.arg("--loglevel=error");
    command
}

/// How a command looks when typed.
pub fn line(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let program = program.rsplit('/').next().unwrap_or_default().to_owned();
    command
        .get_args()
        .map(|part| part.to_string_lossy().into_owned())
        .fold(program, |line, part| format!("{line} {part}"))
}

/// Says what begins, runs it, says how long it took.
pub fn step<T>(title: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("\x1b[1m▸ {title}\x1b[0m");
    let started = Instant::now();
    let result = work().with_context(|| title.to_owned())?;
    eprintln!("  done in {:.1} s", started.elapsed().as_secs_f32());
    Ok(result)
}

/// Runs a command with its output shown; an exit code other than 0 is an error.
pub fn shown(command: &mut Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    if !status.success() {
        bail!("`{}` ended with {status}", line(command));
    }
    Ok(())
}

/// Runs a command and returns what it prints; its errors are shown.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    if !output.status.success() {
        bail!("`{}` ended with {}", line(command), output.status);
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a command and shows what it printed only if it failed: for tools whose warnings are noise.
pub fn quietly(command: &mut Command) -> Result<()> {
    let output = command
        .output()
        .with_context(|| format!("cannot start `{}`", line(command)))?;
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr).trim_end());
        bail!("`{}` ended with {}", line(command), output.status);
    }
    Ok(())
}

/// Whether a command can be started and succeeds; its output is swallowed.
pub fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
