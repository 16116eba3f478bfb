//! `cargo xtask check`: what to run after every change, and the lint commands that `test` shares.

use std::process::Command;

use anyhow::Result;

use crate::{run, tools};

/// The crates that compile for this machine. Not `--workspace`: `frontend` would turn on Leptos'
/// browser half for all of them.
const NATIVE: &[&str] = &["app", "server", "bienpho-tests", "xtask"];

/// All of them, each time: cargo compiles what they depend on anew for every other choice of packages.
pub fn select_native(cargo: &mut Command) {
    for package in NATIVE {
        cargo.args(["--package", package]);
    }
}

/// Formatting, lints for both targets, the app's unit tests.
pub fn run() -> Result<()> {
    run::step("formatting", format)?;
    run::step("lints", lint)?;
    run::step("unit tests of the app", || {
        run::shown(run::cargo().args(["test", "--quiet", "--package", "app"]))
    })?;
    eprintln!("check passed");
    Ok(())
}

/// Is everything formatted?
pub fn format() -> Result<()> {
    run::shown(run::cargo().args(["fmt", "--all", "--check"]))
}

/// clippy with every warning an error, for this machine and for the browser.
pub fn lint() -> Result<()> {
    tools::ensure_wasm_target()?;
    let mut native = run::cargo();
    native.args(["clippy", "--quiet", "--all-targets"]);
    select_native(&mut native);
    run::shown(native.args(["--", "--deny", "warnings"]))?;
    let mut wasm = run::cargo();
    wasm.args(["clippy", "--quiet", "--package", "frontend"]);
    wasm.args([
        "--target",
        "wasm32-unknown-unknown",
        "--",
        "--deny",
        "warnings",
    ]);
    run::shown(&mut wasm)
}
