//! `cargo xtask demo`: from a fresh checkout to a running demo in one command.

use anyhow::Result;

use crate::{dist, run};

/// Builds what is out of date and becomes `bienpho demo`, which runs until it is stopped.
pub fn run(args: &[String]) -> Result<()> {
    let binary = dist::build(dist::Profile::Release)?;
    let mut demo = run::command(&binary.to_string_lossy());
    demo.arg("demo").args(args);
    eprintln!("▸ starting {}", run::line(&demo));
    become_it(&mut demo)
}

/// Replaces this process, so that Ctrl+C reaches the server and nobody else.
#[cfg(unix)]
fn become_it(demo: &mut std::process::Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(anyhow::Error::new(demo.exec()).context(format!("cannot start {}", run::line(demo))))
}

#[cfg(not(unix))]
fn become_it(demo: &mut std::process::Command) -> Result<()> {
    run::shown(demo)
}
