//! A running server of one test: real routes over real HTTP, its own database and photo folder, a clock that the
//! test moves. Black box from here: what it holds besides is for arranging what HTTP cannot.

use std::{
    future::Future,
    net::Ipv4Addr,
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use app::{
    domain::{area::BoundarySet, campaign::Campaign, role::Role, unit::UnitCode},
    geo::{Area, Street},
};
use server::{
    Built,
    auth::password::{Cost, hash},
    clock::{Clock, ManualClock},
    config::Config,
    import,
    listener::Bounds,
    state::AppState,
    storage::{NewStoredSite, StoredAccount},
};
use tokio::{net::TcpListener, sync::oneshot, task::JoinHandle};

use crate::{
    build::{self, NOON},
    client::Client,
    db::{Engine, TestDb},
};

/// The password of every account of the tests.
pub const PASSWORD: &str = "mật khẩu của bài thử";

/// Every account: name, role, areas.
pub const ACCOUNTS: &[(&str, Role, &[&str])] = &[
    ("canbo", Role::FieldOfficer, &["002"]),
    ("canbo2", Role::FieldOfficer, &["002"]),
    ("canbo-badinh", Role::FieldOfficer, &["001"]),
    ("phutrach", Role::Supervisor, &["002"]),
    ("phutrach-badinh", Role::Supervisor, &["001"]),
    ("phutrach-phuong", Role::Supervisor, &["00070"]),
    ("vanhoa", Role::CultureDepartment, &[]),
    ("vanhoa2", Role::CultureDepartment, &[]),
    ("vanhoa3", Role::CultureDepartment, &[]),
    ("vanhoa4", Role::CultureDepartment, &[]),
    ("congan", Role::Police, &[]),
    ("congan-badinh", Role::Police, &["001"]),
    ("quantri", Role::Administrator, &[]),
];

/// A campaign with three sites: two at the lake, one in Ba Đình.
pub struct Plan {
    /// The campaign.
    pub campaign: Campaign,
    /// Its sites; the third is in Ba Đình.
    pub sites: Vec<NewStoredSite>,
}

/// A running server.
pub struct TestApp {
    /// Where it listens, such as `http://127.0.0.1:40123`.
    pub base: String,
    /// Its clock, at noon of 10/12/2020 until moved.
    pub clock: Arc<ManualClock>,
    /// What it shares between requests.
    pub state: AppState,
    /// The campaign that is there from the start.
    pub plan: Arc<Plan>,
    config: Config,
    running: Option<Running>,
    data: Arc<tempfile::TempDir>,
    db: Arc<TestDb>,
}

struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl TestApp {
    /// Starts on SQLite with the default configuration.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// Starts on SQLite with another configuration.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let db = TestDb::create(Engine::Sqlite)
            .await
            .expect("SQLite is always there");
        Self::start_on(Arc::new(db), change).await
    }

    async fn start_on(db: Arc<TestDb>, change: impl FnOnce(&mut Config)) -> Self {
        let data = Arc::new(tempfile::tempdir().expect("a temporary folder"));
        let mut config = Config {
            database: db.url.clone(),
            data: data.path().to_owned(),
            // Tests move the clock by days; what is about sessions sets its own.
            session_idle_hours: 168,
            session_desk_hours: 168,
            session_desk_idle_hours: 168,
            sessions_per_account: 100,
            ..Config::default()
        };
        change(&mut config);
        let plan = Arc::new(fill(&db).await);
        let clock = Arc::new(ManualClock::at(NOON));
        let (base, state, running) = serve(config.clone(), Arc::clone(&clock)).await;
        Self {
            base,
            clock,
            state,
            plan,
            config,
            running: Some(running),
            data,
            db,
        }
    }

    /// Another server on the same database and data folder.
    pub async fn another(&self) -> Self {
        let (base, state, running) = serve(self.config.clone(), Arc::clone(&self.clock)).await;
        Self {
            base,
            clock: Arc::clone(&self.clock),
            state,
            plan: Arc::clone(&self.plan),
            config: self.config.clone(),
            running: Some(running),
            data: Arc::clone(&self.data),
            db: Arc::clone(&self.db),
        }
    }

    /// A browser in which nobody has signed in.
    pub fn nobody(&self) -> Client {
        let origin = self.config.origin.as_deref();
        match origin.and_then(|origin| origin.strip_prefix("https://")) {
            Some(name) => Client::named(&self.base, name),
            None => Client::new(&self.base),
        }
    }

    /// A browser in which this account has signed in.
    pub async fn sign_in(&self, username: &str) -> Client {
        let client = self.nobody();
        client.sign_in(username, PASSWORD).await.expect(204);
        client
    }

    /// Stops it and starts it again on the same data.
    pub async fn restart(&mut self) {
        self.stop().await;
        self.start_again().await;
    }

    /// Starts it again on the same data after [`Self::stop`].
    pub async fn start_again(&mut self) {
        let (base, state, running) = serve(self.config.clone(), Arc::clone(&self.clock)).await;
        (self.base, self.state, self.running) = (base, state, Some(running));
    }

    /// How it is configured, for a server that the test runs itself.
    pub fn config(&self) -> Config {
        self.config.clone()
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    /// Stops it as a signal would, and waits until everything has ended.
    pub async fn stop(&mut self) {
        let running = self.running.take().expect("it runs");
        running.stop.send(()).expect("it runs");
        running.task.await.expect("it stops cleanly");
    }

    /// The database, for what somebody with a database client would see and do.
    pub fn db(&self) -> &TestDb {
        &self.db
    }

    /// Files in the photo folder whose name holds `part`.
    pub fn photo_files(&self, part: &str) -> Vec<PathBuf> {
        self.files("photos", part)
    }

    /// Files of photos on their way in parts.
    pub fn upload_files(&self) -> Vec<PathBuf> {
        self.files("uploads", "")
    }

    fn files(&self, folder: &str, part: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.data.path().join(folder)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.to_string_lossy().contains(part) {
                    found.push(path);
                }
            }
        }
        found
    }
}

/// Runs `test` against a server on that engine.
pub async fn run<F, T>(engine: Engine, test: F)
where
    F: FnOnce(TestApp) -> T + Send + 'static,
    T: Future<Output = ()> + Send + 'static,
{
    crate::db::run(engine, |db| async move {
        test(TestApp::start_on(db, |_| {}).await).await;
    })
    .await;
}

async fn serve(config: Config, clock: Arc<ManualClock>) -> (String, AppState, Running) {
    let clock: Arc<dyn Clock> = clock;
    let Built {
        router,
        state,
        background,
    } = server::build(config, clock).await.expect("it builds");
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .await
        .expect("a free port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let (stop, stopped) = oneshot::channel();
    let (lines, db) = (background.live_lines(), state.db.clone());
    let bounds = Bounds::of(&state.config);
    let task = tokio::spawn(async move {
        let told = async move {
            // A dropped test stops it too.
            let _ = stopped.await;
            lines.cancel();
        };
        server::listener::serve(listener, router, bounds, told).await;
        background.stop().await;
        db.close().await;
    });
    (base, state, Running { stop, task })
}

/// Both boundary sets as they are, two streets, units, grounds, accounts, a plan.
async fn fill(db: &TestDb) -> Plan {
    for &set in BoundarySet::ALL {
        db.replace_areas(set, areas(set)).await.expect("stored");
    }
    let street = |name: &str, line: &[[f64; 2]]| Street {
        name: name.to_owned(),
        class: "secondary".to_owned(),
        lines: vec![line.to_vec()],
    };
    let streets = vec![
        street(
            "Đinh Tiên Hoàng",
            &[[105.8521, 21.0260], [105.8525, 21.0320]],
        ),
        street("Hàng Khay", &[[105.8500, 21.0252], [105.8535, 21.0249]]),
    ];
    db.replace_streets(streets).await.expect("stored");
    db.save_units(vec![build::unit("CAQ-HK"), build::unit("VHTT")])
        .await
        .expect("stored");
    let grounds = ["G01", "G03", "G08"].map(build::ground);
    db.save_grounds(grounds.into()).await.expect("stored");
    let password_hash = hash(PASSWORD, Cost::LEAST).await.expect("hashes");
    for &(name, role, areas) in ACCOUNTS {
        let mut account = StoredAccount {
            password_hash: password_hash.clone(),
            ..build::account(name, role)
        };
        // The police hang the plan's displays, as around the lake.
        account.me.unit = (name == "congan").then(|| UnitCode("CAQ-HK".to_owned()));
        account.me.areas = areas.iter().map(|code| build::area(code)).collect();
        db.create_account(account, NOON).await.expect("stored");
    }
    plan(db).await
}

async fn plan(db: &TestDb) -> Plan {
    let campaign = build::campaign("nhan-quyen-2020");
    db.create_campaign(campaign.clone()).await.expect("stored");
    let site = |code: &str| build::site(campaign.id, code, "CAQ-HK");
    let ba_dinh = NewStoredSite {
        point: build::ba_dinh(),
        areas: build::ba_dinh_areas(),
        street: "Đường Hùng Vương".to_owned(),
        ..site("BD-001")
    };
    let sites = vec![site("HK-001"), site("HK-002"), ba_dinh];
    db.save_sites(sites.clone(), NOON.plus_ms(-86_400_000))
        .await
        .expect("stored");
    Plan { campaign, sites }
}

/// The areas of a set, as in data/.
pub fn areas(set: BoundarySet) -> Vec<Area> {
    static TEXTS: LazyLock<[Vec<Area>; 2]> = LazyLock::new(|| {
        let parse = |text: &str, set| import::areas::parse(text, set).expect("data/ is sound");
        [
            parse(
                include_str!("../../data/hanoi-2020.geojson"),
                BoundarySet::Hanoi2020,
            ),
            parse(
                include_str!("../../data/hanoi-2025.geojson"),
                BoundarySet::Hanoi2025,
            ),
        ]
    });
    match set {
        BoundarySet::Hanoi2020 => TEXTS[0].clone(),
        BoundarySet::Hanoi2025 => TEXTS[1].clone(),
    }
}
