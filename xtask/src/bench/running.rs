//! The deployed binary's demo on a free port with a temporary database, stopped by its process id.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use super::client::Client;
use crate::{dist, paths};

/// Password of the demo's accounts.
pub const PASSWORD: &str = "bienpho-demo";
/// How long the demo may take to fill its database and answer.
const START: Duration = Duration::from_secs(120);

/// What is loaded before anything is measured.
#[derive(Clone, Copy)]
pub struct Amount {
    /// Placements.
    pub records: u64,
    /// Flags.
    pub flags: u64,
}

/// A running server; dropped, it is stopped and its folder deleted.
pub struct Running {
    /// Where it listens.
    pub address: SocketAddr,
    /// What loading took, if anything was loaded.
    pub loaded: Option<Loaded>,
    child: Child,
    binary: PathBuf,
    folder: PathBuf,
}

/// What `bienpho load` took.
#[derive(Clone, Copy)]
pub struct Loaded {
    /// Records a second.
    pub rate: f64,
    /// Most memory resident, in MB.
    pub most_mb: f64,
}

impl Running {
    /// Starts the demo. `settings` are environment variables; `records` placements are loaded first.
    pub fn start(name: &str, settings: &[(&str, &str)], records: u64) -> Result<Self> {
        Self::start_with(name, settings, Amount { records, flags: 0 })
    }

    /// Starts the demo with flags loaded too.
    pub fn start_with(name: &str, settings: &[(&str, &str)], amount: Amount) -> Result<Self> {
        let binary = dist::build(dist::Profile::Release)?;
        let folder = paths::target()
            .join("bench")
            .join(format!("{name}-{}", std::process::id()));
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        let (address, child) = serve(&binary, &folder, settings)?;
        let mut running = Self {
            address,
            loaded: None,
            child,
            binary,
            folder,
        };
        if amount.records > 0 {
            running.stop();
            running.loaded = Some(load(&running.binary, &running.folder, settings, amount)?);
            (running.address, running.child) = serve(&running.binary, &running.folder, settings)?;
        }
        Ok(running)
    }

    /// Ends it and serves again what it has: as a server is that didn't fill its database itself.
    pub fn restart(&mut self) -> Result<()> {
        self.restart_with(&[])
    }

    /// The same with these environment variables.
    pub fn restart_with(&mut self, settings: &[(&str, &str)]) -> Result<()> {
        self.stop();
        (self.address, self.child) = serve(&self.binary, &self.folder, settings)?;
        Ok(())
    }

    /// Resident memory now, in MB.
    pub fn resident_mb(&self) -> Result<f64> {
        memory_mb(self.child.id(), "VmRSS:").context("no VmRSS")
    }

    fn stop(&mut self) {
        // Asked first, so that it closes its database; killed if it does not go.
        let _ = Command::new("kill")
            .arg(self.child.id().to_string())
            .status();
        let since = Instant::now();
        while matches!(self.child.try_wait(), Ok(None)) && since.elapsed() < Duration::from_secs(15)
        {
            thread::sleep(Duration::from_millis(50));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A figure of a process's memory as the system tells it, in MB; none once it has ended.
fn memory_mb(process: u32, figure: &str) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(figure))?;
    let kb: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kb / 1024.0)
}

fn load(
    binary: &PathBuf,
    folder: &PathBuf,
    settings: &[(&str, &str)],
    amount: Amount,
) -> Result<Loaded> {
    let (records, flags) = (amount.records.to_string(), amount.flags.to_string());
    let mut load = Command::new(binary);
    load.args(["load", "--records", &records, "--flags", &flags])
        .args(["--seed", "1", "--data"])
        .arg(folder)
        .envs(settings.iter().copied());
    let begun = Instant::now();
    let mut child = load.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    let mut most_mb = 0.0_f64;
    let done = loop {
        if let Some(done) = child.try_wait()? {
            break done;
        }
        most_mb = most_mb.max(memory_mb(child.id(), "VmHWM:").unwrap_or_default());
        thread::sleep(Duration::from_millis(200));
    };
    if !done.success() {
        bail!("`bienpho load` failed");
    }
    Ok(Loaded {
        rate: (amount.records + amount.flags) as f64 / begun.elapsed().as_secs_f64(),
        most_mb,
    })
}

/// Starts the demo and waits until it answers.
fn serve(
    binary: &PathBuf,
    folder: &PathBuf,
    settings: &[(&str, &str)],
) -> Result<(SocketAddr, Child)> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut command = Command::new(binary);
    command
        .args(["demo", "--listen", &address.to_string(), "--data"])
        .arg(folder);
    command
        .envs(settings.iter().copied())
        .env("BIENPHO_LOG_FILTER", "error");
    let mut child = command
        .stdout(Stdio::null())
        .spawn()
        .context("the demo did not start")?;
    let since = Instant::now();
    loop {
        let ready = Client::connect(address, None)
            .and_then(|mut client| client.request("GET", "/readyz", None));
        if ready.is_ok_and(|answer| answer.status == 200) {
            return Ok((address, child));
        }
        if since.elapsed() > START {
            child.kill()?;
            bail!("the demo did not answer within {START:?}");
        }
        thread::sleep(Duration::from_millis(50));
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
        let _ = fs::remove_dir_all(&self.folder);
    }
}
