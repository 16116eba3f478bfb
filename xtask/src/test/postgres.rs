//! A PostgreSQL of the tests' own: a new cluster in a temporary folder on a free port, gone at the end.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};

use crate::{run, tools};

/// What the tests read; set it yourself to use a server that is running already.
pub const VARIABLE: &str = "BIENPHO_TEST_POSTGRES";

/// How long a new cluster may take until it answers.
const START_LIMIT: Duration = Duration::from_secs(60);

/// A running cluster; dropping it stops it and removes its folder.
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    server: Child,
    /// `postgres://…` of the maintenance database, with the right to create others.
    pub url: String,
}

impl Postgres {
    /// Finds or installs PostgreSQL, makes a cluster and waits until it answers.
    pub fn start() -> Result<Self> {
        let programs = tools::ensure_postgres()?;
        let folder = std::env::temp_dir().join(format!("bienpho-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        if tools::is_root() {
            // PostgreSQL refuses to run as root.
            run::shown(run::command("chown").arg("postgres").arg(&folder))?;
        }
        let data = folder.join("data");
        let mut initdb = as_user(&programs.join("initdb"));
        initdb.args([
            "--username=bienpho",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
        ]);
        initdb
            .args(["--no-sync", "--no-instructions"])
            .arg("--pgdata")
            .arg(&data);
        run::output(&mut initdb)?;
        let port = free_port()?;
        let server = serve(&programs, &folder, port)?;
        let url = format!("postgres://bienpho@127.0.0.1:{port}/postgres");
        let mut postgres = Self {
            programs,
            folder,
            server,
            url,
        };
        postgres.wait(port)?;
        Ok(postgres)
    }

    fn wait(&mut self, port: u16) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < START_LIMIT {
            if let Some(status) = self.server.try_wait()? {
                bail!("PostgreSQL ended with {status}");
            }
            let mut ready = Command::new(self.programs.join("pg_isready"));
            if run::succeeds(ready.args(["--host=127.0.0.1", "--port", &port.to_string()])) {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(100));
        }
        bail!(
            "PostgreSQL did not answer within {} s",
            START_LIMIT.as_secs()
        )
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = as_user(&self.programs.join("pg_ctl"));
        stop.args(["stop", "--mode=immediate", "--wait", "--silent", "--pgdata"]);
        if !run::succeeds(stop.arg(self.folder.join("data"))) {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Starts the server in the foreground of our process group, so that Ctrl+C ends it too.
fn serve(programs: &std::path::Path, folder: &std::path::Path, port: u16) -> Result<Child> {
    let mut server = as_user(&programs.join("postgres"));
    server
        .arg("-D")
        .arg(folder.join("data"))
        .args(["-p", &port.to_string()]);
    server.arg("-k").arg(folder);
    // The cluster lives for one run: nothing in it is worth a disk flush.
    for setting in [
        "listen_addresses=127.0.0.1",
        "fsync=off",
        "full_page_writes=off",
        "synchronous_commit=off",
        "max_connections=200",
        // As docs/operations.md advises.
        "shared_buffers=1GB",
        "log_min_messages=fatal",
    ] {
        server.args(["-c", setting]);
    }
    let log = fs::File::create(folder.join("log"))?;
    server
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .context("cannot start postgres")
}

/// A command that runs as `postgres` when we are root, else as ourselves.
fn as_user(program: &std::path::Path) -> Command {
    let mut command = if tools::is_root() {
        let mut command = Command::new("runuser");
        command.args(["--user", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/");
    command
}

fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
        .local_addr()?
        .port())
}
