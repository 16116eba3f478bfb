//! The stages of `cargo xtask test`, in the order in which they tell most for their time.

use anyhow::{Context as _, Result};

use super::{
    counts::{self, Counts},
    postgres::{self, Postgres},
};
use crate::{bench::first_load, check, dist, paths, run, tools};

/// One stage.
pub struct Stage {
    /// What `--only` takes.
    pub name: &'static str,
    /// What it does, in words.
    pub title: &'static str,
    /// Does it.
    pub run: fn(&mut Context) -> Result<Outcome>,
}

/// How a stage that didn't fail ended.
pub enum Outcome {
    /// With the tests it counted; formatting and builds count none.
    Passed(Counts),
    /// Why it didn't run.
    Skipped(String),
}

/// What stages share: a PostgreSQL that the first that needs it starts.
#[derive(Default)]
pub struct Context {
    postgres: Option<Postgres>,
}

/// All stages.
pub const STAGES: &[Stage] = &[
    stage("format", "cargo fmt --check", |_| plain(check::format())),
    stage(
        "lint",
        "clippy without warnings, natively and for wasm",
        |_| plain(check::lint()),
    ),
    stage("unit", "unit tests of app, server and xtask", unit),
    stage(
        "storage",
        "storage contract on SQLite and PostgreSQL",
        storage,
    ),
    stage(
        "api",
        "black-box tests of the server, and the commands in docs/",
        api,
    ),
    stage("dist", "the site, and the server with it inside", |_| {
        plain(dist::build(dist::Profile::Dev).map(drop))
    }),
    stage("size", "an officer's first load keeps its budget", |_| {
        plain(first_load::check())
    }),
    stage(
        "browser",
        "journeys in chromium, firefox and WebKit",
        browser,
    ),
    stage("deny", "licences and sources of dependencies", deny),
];

const fn stage(
    name: &'static str,
    title: &'static str,
    run: fn(&mut Context) -> Result<Outcome>,
) -> Stage {
    Stage { name, title, run }
}

fn plain(result: Result<()>) -> Result<Outcome> {
    result.map(|()| Outcome::Passed(Counts::default()))
}

fn unit(_: &mut Context) -> Result<Outcome> {
    let mut tests = cargo_test();
    Ok(Outcome::Passed(counts::counted(
        tests.args(["--lib", "--bins"]),
    )?))
}

fn storage(context: &mut Context) -> Result<Outcome> {
    integration(context, |target| target == "storage")
}

fn api(context: &mut Context) -> Result<Outcome> {
    integration(context, |target| target != "storage")
}

/// Runs those test targets of `bienpho-tests` that the stage is about.
fn integration(context: &mut Context, belongs: fn(&str) -> bool) -> Result<Outcome> {
    let targets = test_targets("bienpho-tests")?;
    let mut tests = cargo_test();
    let mut any = false;
    for target in targets.iter().filter(|target| belongs(target)) {
        tests.args(["--test", target]);
        any = true;
    }
    if !any {
        return Ok(Outcome::Skipped(
            "tests/tests has no such target".to_owned(),
        ));
    }
    tests.env(postgres::VARIABLE, context.postgres_url()?);
    Ok(Outcome::Passed(counts::counted(&mut tests)?))
}

impl Context {
    /// The URL of the PostgreSQL to test against.
    fn postgres_url(&mut self) -> Result<String> {
        if let Ok(url) = std::env::var(postgres::VARIABLE) {
            return Ok(url);
        }
        if self.postgres.is_none() {
            self.postgres = Some(run::step(
                "starting a PostgreSQL for the tests",
                Postgres::start,
            )?);
        }
        let postgres = self.postgres.as_ref().context("PostgreSQL was started")?;
        Ok(postgres.url.clone())
    }
}

/// The integration tests of a package.
fn test_targets(package: &str) -> Result<Vec<String>> {
    let metadata = run::output(run::cargo().args(["metadata", "--no-deps", "--format-version=1"]))?;
    let metadata: serde_json::Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata has packages")?;
    let targets = packages
        .iter()
        .filter(|found| found["name"] == package)
        .filter_map(|found| found["targets"].as_array())
        .flatten()
        .filter(|target| target["kind"][0] == "test");
    Ok(targets
        .filter_map(|target| target["name"].as_str().map(str::to_owned))
        .collect())
}

/// nextest where it is installed, as it shows and isolates each test; else cargo's own.
fn cargo_test() -> std::process::Command {
    let mut cargo = run::cargo();
    if run::succeeds(run::cargo().args(["nextest", "--version"])) {
        cargo.args(["nextest", "run", "--no-tests=pass"]);
    } else {
        eprintln!("  cargo-nextest is not installed: using cargo test");
        cargo.args(["test", "--no-fail-fast"]);
    }
    check::select_native(&mut cargo);
    cargo
}

fn browser(_: &mut Context) -> Result<Outcome> {
    let folder = paths::root().join("tests/browser");
    if !folder.is_dir() {
        return Ok(Outcome::Skipped("there is no tests/browser".to_owned()));
    }
    let chromium = tools::ensure_chromium()?;
    let firefox = tools::ensure_firefox()?;
    tools::ensure_webkit()?;
    tools::ensure_npm_packages()?;
    let clients = tools::ensure_clients()?;
    let binary = dist::build(dist::Profile::Dev)?;
    let mut playwright = run::command("node");
    playwright
        .arg(paths::npm("@playwright/test/cli.js"))
        .arg("test");
    playwright.arg("--config").arg(&folder);
    playwright
        .env("BIENPHO_BIN", binary)
        .env("CHROMIUM", chromium)
        .env("CLIENTS_PYTHON", clients)
        .env("FIREFOX", firefox);
    Ok(Outcome::Passed(counts::counted(&mut playwright)?))
}

fn deny(_: &mut Context) -> Result<Outcome> {
    let deny = tools::cargo_deny()?;
    if run::succeeds(deny().args(["fetch", "db"])) {
        return plain(run::shown(deny().arg("check")));
    }
    eprintln!(
        "  the database of advisories can't be had here: bans, licences and sources are checked without it"
    );
    let rest = ["check", "bans", "licenses", "sources"];
    plain(run::shown(deny().args(rest)))
}
