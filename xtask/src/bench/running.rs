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
    child: Child,
    binary: PathBuf,
    folder: PathBuf,
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
            child,
            binary,
            folder,
        };
        if amount.records > 0 {
            running.stop();
            let (records, flags) = (amount.records.to_string(), amount.flags.to_string());
            let mut load = Command::new(&running.binary);
            load.args(["load", "--records", &records, "--flags", &flags])
                .args(["--seed", "1", "--data"])
                .arg(&running.folder)
                .envs(settings.iter().copied());
            let done = load.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
            if !done.success() {
                bail!("`bienpho load` failed");
            }
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
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .context("no VmRSS")?;
        let kb: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kb / 1024.0)
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
