//! Prerequisites: found, installed if that is possible, or named with the way to get them.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, Result, bail};

use crate::{paths, run, stamp};

const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The compiler's wasm target.
pub fn ensure_wasm_target() -> Result<()> {
    let sysroot = run::output(run::command("rustc").args(["--print", "sysroot"]))?;
    let library = PathBuf::from(sysroot.trim())
        .join("lib/rustlib")
        .join(WASM_TARGET);
    if library.is_dir() {
        return Ok(());
    }
    run::step("adding the wasm target to Rust", || {
        run::shown(run::command("rustup").args(["target", "add", WASM_TARGET])).context(
            "the wasm target is missing; get it with `rustup target add wasm32-unknown-unknown` \
             (rustup: https://rustup.rs)",
        )
    })
}

/// The npm packages of package-lock.json in node_modules.
pub fn ensure_npm_packages() -> Result<()> {
    let modules = paths::root().join("node_modules");
    let wanted = stamp::fingerprint(&["package.json", "package-lock.json"], "npm")?;
    if stamp::is_fresh(&modules.join(".installed"), &wanted) {
        return Ok(());
    }
    ensure_node()?;
    run::step(
        "installing npm packages (map library, fonts, build tools)",
        || {
            run::shown(run::npm().arg("ci")).context(
            "`npm ci` failed: is the npm registry reachable? `npm config get registry` shows it",
        )?;
            std::fs::write(modules.join(".installed"), "")?;
            stamp::remember(&modules.join(".installed"), &wanted)
        },
    )
}

/// What reads the API's description in the tests: the npm packages of tests/clients, and a Python environment whose programs' folder is given.
pub fn ensure_clients() -> Result<PathBuf> {
    let folder = paths::root().join("tests/clients");
    let programs = paths::target().join("clients/python");
    let installed = paths::target().join("clients/installed");
    let inputs = [
        "tests/clients/package-lock.json",
        "tests/clients/requirements.txt",
    ];
    let wanted = stamp::fingerprint(&inputs, "clients")?;
    if stamp::is_fresh(&installed, &wanted) && folder.join("node_modules").is_dir() {
        return Ok(programs.join("bin"));
    }
    if !run::succeeds(run::command("python3").args(["-c", "import ensurepip, venv"])) {
        apt_install(&["python3-venv"])?;
    }
    run::step("installing generators of clients", || {
        run::shown(run::npm().arg("ci").current_dir(&folder))?;
        run::shown(
            run::command("python3")
                .args(["-m", "venv", "--clear"])
                .arg(&programs),
        )?;
        let mut pip = run::command(&programs.join("bin/pip").to_string_lossy());
        pip.args([
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
        ]);
        run::shown(pip.arg(folder.join("requirements.txt")))?;
        std::fs::write(&installed, "")?;
        stamp::remember(&installed, &wanted)
    })?;
    Ok(programs.join("bin"))
}

/// Node.js 20 or newer with npm.
fn ensure_node() -> Result<()> {
    const HOW: &str =
        "get Node.js 20 or newer with npm: https://nodejs.org, or your system's packages";
    let version = run::output(run::command("node").arg("--version"))
        .with_context(|| format!("Node.js is missing; {HOW}"))?;
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .unwrap_or_default();
    if major.parse::<u32>().unwrap_or(0) < 20 {
        bail!("Node.js {} is too old; {HOW}", version.trim());
    }
    if !run::succeeds(run::npm().arg("--version")) {
        bail!("npm is missing; {HOW}");
    }
    Ok(())
}

/// The release of cargo-deny that deny.toml is written for.
const CARGO_DENY: &str = "0.20.2";

/// `cargo deny`, one that is installed or this checkout's own; compiled without optimisation, which is quicker than
/// what that would save.
pub fn cargo_deny() -> Result<impl Fn() -> Command> {
    let own = paths::target().join("tools");
    let others = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(own.join("bin")).chain(std::env::split_paths(&others));
    let path = std::env::join_paths(folders)?;
    let deny = move || {
        let mut command = run::cargo();
        command.arg("deny").env("PATH", &path);
        command
    };
    if !run::succeeds(deny().arg("--version")) {
        run::step("installing cargo-deny (once)", || {
            let mut install = run::cargo();
            install.args(["install", "cargo-deny", "--locked", "--debug"]);
            install.args(["--version", CARGO_DENY, "--root"]).arg(&own);
            run::shown(&mut install).context("get it with `cargo install --locked cargo-deny`")
        })?;
    }
    Ok(deny)
}

/// A chromium or chrome for the browser journeys, installed from Debian's packages if need be.
pub fn ensure_chromium() -> Result<PathBuf> {
    if let Some(path) = find_chromium() {
        return Ok(path);
    }
    apt_install(&["chromium", "chromium-driver"])?;
    find_chromium().context("chromium was installed but is not on PATH")
}

fn find_chromium() -> Option<PathBuf> {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ];
    find_browser("CHROMIUM", &names)
}

/// A Firefox for the journeys that other engines than Chromium's have to go as well.
pub fn ensure_firefox() -> Result<PathBuf> {
    let find = || find_browser("FIREFOX", &["firefox-esr", "firefox"]);
    if let Some(path) = find() {
        return Ok(path);
    }
    apt_install(&["firefox-esr"])?;
    find().context("firefox-esr was installed but is not on PATH")
}

/// WebKit's own window and an X server for it, for the journeys that iPhones have to go.
pub fn ensure_webkit() -> Result<()> {
    let script =
        "import gi; gi.require_version('WebKit2', '4.1'); from gi.repository import WebKit2";
    let is_there = || {
        on_path("Xvfb").is_some()
            && run::succeeds(run::command("/usr/bin/python3").args(["-c", script]))
    };
    if is_there() {
        return Ok(());
    }
    apt_install(&[
        "xvfb",
        "python3-gi",
        "python3-gi-cairo",
        "gir1.2-webkit2-4.1",
    ])?;
    if is_there() {
        return Ok(());
    }
    bail!("WebKitGTK was installed but /usr/bin/python3 does not find it")
}

fn find_browser(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(path) = std::env::var_os(variable).map(PathBuf::from)
        && path.is_file()
    {
        return Some(path);
    }
    names.iter().find_map(|name| on_path(name))
}

/// The folder with initdb, pg_ctl and postgres, installed from Debian's packages if need be.
pub fn ensure_postgres() -> Result<PathBuf> {
    if let Some(folder) = find_postgres() {
        return Ok(folder);
    }
    apt_install(&["postgresql"])?;
    find_postgres().context("postgresql was installed but its programs were not found")
}

fn find_postgres() -> Option<PathBuf> {
    let complete = |folder: &PathBuf| {
        let programs = ["initdb", "postgres", "pg_ctl", "pg_isready"];
        programs
            .iter()
            .all(|program| folder.join(program).is_file())
    };
    // A link to one of the programs leads to the folder that has all of them.
    let on_path = on_path("initdb").and_then(|initdb| initdb.canonicalize().ok());
    if let Some(folder) = on_path.and_then(|initdb| Some(initdb.parent()?.to_owned()))
        && complete(&folder)
    {
        return Some(folder);
    }
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin")))
        .filter(complete)
        .collect();
    found.sort();
    found.pop()
}

/// The full path of a program, if the shell would find it.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// Whether this process runs as root.
pub fn is_root() -> bool {
    run::output(run::command("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Installs Debian packages, when this process may.
fn apt_install(packages: &[&str]) -> Result<()> {
    let wanted = packages.join(" ");
    if on_path("apt-get").is_none() {
        bail!("{wanted} missing, and there is no apt-get here: install it by your system's means");
    }
    if !is_root() {
        bail!("{wanted} missing: run `sudo apt-get install {wanted}`");
    }
    run::step(&format!("installing {wanted}"), || {
        run::shown(run::command("apt-get").args(["update", "-qq"]))?;
        let mut install = run::command("apt-get");
        install.env("DEBIAN_FRONTEND", "noninteractive");
        run::shown(
            install
                .args(["install", "-y", "-qq", "--no-install-recommends"])
                .args(packages),
        )
    })
}
