//! The demo as people meet it: `bienpho demo` of `BIENPHO_BIN` where that is set, else the same in this process.

use std::{
    io::{BufRead, BufReader},
    net::{Ipv4Addr, SocketAddr},
    process::{Child, Command, Stdio},
    sync::Arc,
};

use server::{
    clock::{Clock, SystemClock},
    config::Config,
    demo,
    photos::PhotoStore,
    storage::Db,
};
use tokio::net::TcpListener;

/// A running demo, gone when dropped.
pub struct Demo {
    /// Where it listens.
    pub base: String,
    process: Option<Child>,
    _folder: tempfile::TempDir,
}

impl Demo {
    /// Fills a fresh database and serves it.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let config = Config {
            database: format!("sqlite://{}", folder.path().join("demo.db").display()),
            data: folder.path().to_owned(),
            ..Config::default()
        };
        let (base, process) = match std::env::var_os("BIENPHO_BIN") {
            Some(binary) => {
                let mut command = Command::new(binary);
                command
                    .args(["demo", "--listen", "127.0.0.1:0", "--data"])
                    .arg(folder.path());
                let (base, process) = tokio::task::spawn_blocking(|| start(command))
                    .await
                    .expect("no panic");
                (base, Some(process))
            }
            None => (serve(config).await, None),
        };
        Self {
            base,
            process,
            _folder: folder,
        }
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        if let Some(process) = &mut self.process {
            let _ = process.kill();
            let _ = process.wait();
        }
    }
}

/// Starts the program and waits until it says where it listens.
fn start(mut command: Command) -> (String, Child) {
    let mut process = command
        .stdout(Stdio::piped())
        .spawn()
        .expect("BIENPHO_BIN starts");
    let output = process.stdout.take().expect("piped");
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        if let Some(at) = line.find("http://127.0.0.1:") {
            let base = line[at..]
                .split_whitespace()
                .next()
                .unwrap_or_default()
                .to_owned();
            return (base, process);
        }
    }
    panic!("the demo ended before it listened: {:?}", process.wait());
}

async fn serve(config: Config) -> String {
    let db = Db::connect(&config.database, config.writer_max_batch)
        .await
        .expect("a database");
    db.migrate().await.expect("the migrations run");
    let photos = PhotoStore::open(&config.photo_folder()).expect("a folder");
    demo::fill(&db, &photos, SystemClock.now(), |_| {})
        .await
        .expect("filled");
    db.close().await;
    let built = server::build(config, Arc::new(SystemClock))
        .await
        .expect("it builds");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let service = built
        .router
        .into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    base
}
