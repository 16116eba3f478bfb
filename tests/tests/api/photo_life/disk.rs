//! What lies on the disk, how it is backed up and put back, and what should lie there.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use app::domain::time::Timestamp;
use bienpho_tests::{
    app::TestApp,
    db::{Engine, POSTGRES_VARIABLE},
};
use sqlx::{AssertSqlSafe, Connection, PgConnection};

use super::story::Story;

/// More than a file without a row is left alone.
const OLD_MS: i64 = 2 * 3_600_000;

/// The data folder and the database.
pub struct Disk {
    data: PathBuf,
    url: String,
    engine: Engine,
}

/// A backup: a database, and a folder of photos.
#[derive(Clone)]
pub struct Kept {
    database: String,
    photos: PathBuf,
}

impl Disk {
    pub fn of(app: &TestApp) -> Self {
        Self {
            data: app.config().data,
            url: app.db().url.clone(),
            engine: app.db().engine(),
        }
    }

    /// As the documents say: the database, then the photos.
    pub async fn back_up(&self) -> Kept {
        let number = fastrand::u32(..);
        let photos = self.data.join(format!("kept-{number}"));
        let database = match self.engine {
            Engine::Sqlite => {
                let file = self.data.join(format!("kept-{number}.db"));
                let db = bienpho_tests::db::open(&self.url).await;
                db.back_up(&file).await.expect("backed up");
                db.close().await;
                file.display().to_string()
            }
            Engine::Postgres => {
                let name = format!("{}_{number}", self.name());
                let sql = format!("CREATE DATABASE {name} TEMPLATE {}", self.name());
                self.maintain(&[self.end_others(), sql]).await;
                name
            }
        };
        copy_files(&self.data.join("photos"), &photos);
        Kept { database, photos }
    }

    /// Puts an older database back, and the photos that it may need; the ledger stays.
    pub async fn restore(&self, kept: &Kept) {
        match self.engine {
            Engine::Sqlite => copy_database(Path::new(&kept.database), &self.file()),
            Engine::Postgres => {
                let name = self.name();
                let drop = format!("DROP DATABASE {name} WITH (FORCE)");
                let sql = format!("CREATE DATABASE {name} TEMPLATE {}", kept.database);
                self.maintain(&[drop, sql]).await;
            }
        }
        copy_files(&kept.photos, &self.data.join("photos"));
    }

    /// Hours pass for the files; the clock of the test stands where it stood.
    pub fn let_files_age(&self, now: Timestamp) {
        let ms = u64::try_from(now.0 - OLD_MS).expect("after 1970");
        let then = SystemTime::UNIX_EPOCH + Duration::from_millis(ms);
        for file in files(&self.data.join("photos")) {
            let file = fs::File::options().write(true).open(file).expect("there");
            file.set_modified(then).expect("its time is set");
        }
    }

    /// Exactly what the records allow is there: no more, no fewer.
    pub async fn check(&self, app: &TestApp, story: &Story) {
        let db = app.db();
        let erased = fs::read_to_string(self.data.join("photos.erased")).unwrap_or_default();
        let erased: BTreeSet<&str> = erased.lines().collect();
        let mut living: BTreeSet<String> = BTreeSet::new();
        for sql in [
            "SELECT photos FROM flag WHERE status NOT IN ('dismissed', 'withdrawn', 'lapsed')",
            "SELECT photos FROM check_in",
            "SELECT photos FROM placement",
        ] {
            for photos in db.texts(sql).await {
                let named = photos.split_whitespace().map(str::to_owned);
                living.extend(named.filter(|photo| !erased.contains(photo.as_str())));
            }
        }
        let sql = "SELECT sha256 FROM photo WHERE record IS NULL AND deleted_at IS NULL";
        living.extend(db.texts(sql).await);
        let names = |photo: &String| [format!("{photo}.jpg"), format!("{photo}.thumb.jpg")];
        let wanted: BTreeSet<String> = living.iter().flat_map(names).collect();
        let found: BTreeSet<String> = files(&self.data.join("photos"))
            .iter()
            .map(|path| name(path))
            .collect();
        let more: Vec<_> = found.difference(&wanted).collect();
        let fewer: Vec<_> = wanted.difference(&found).collect();
        assert!(
            more.is_empty() && fewer.is_empty(),
            "too many: {more:?}; too few: {fewer:?}"
        );

        let sql = "SELECT sha256 FROM upload WHERE completed_at IS NULL";
        let open: BTreeSet<String> = db.texts(sql).await.into_iter().collect();
        for part in files(&self.data.join("uploads")) {
            let photo = name(&part);
            assert!(
                open.contains(&photo) && !erased.contains(photo.as_str()),
                "parts: {photo}"
            );
        }
        for photo in &story.gone {
            let there = [
                found.iter().any(|name| name.contains(photo)),
                living.contains(photo),
            ];
            assert_eq!(
                there, [false; 2],
                "{photo} was erased, and its sender was told"
            );
        }
        for photo in &story.kept_photos {
            assert!(
                living.contains(photo),
                "{photo} was taken with its record, and is gone"
            );
        }
        assert!(!living.is_empty() && story.steps > 50, "something happened");
    }

    fn file(&self) -> PathBuf {
        PathBuf::from(self.url.trim_start_matches("sqlite://"))
    }

    fn name(&self) -> &str {
        self.url.rsplit_once('/').expect("an address").1
    }

    fn end_others(&self) -> String {
        format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            self.name()
        )
    }

    async fn maintain(&self, statements: &[String]) {
        let url = std::env::var(POSTGRES_VARIABLE).expect("a server");
        let mut connection = PgConnection::connect(&url).await.expect("a connection");
        for sql in statements {
            let sql = AssertSqlSafe(sql.clone());
            sqlx::query(sql)
                .execute(&mut connection)
                .await
                .expect("done");
        }
    }
}

impl Kept {
    /// Away with it.
    pub async fn remove(self, disk: &Disk) {
        if disk.engine == Engine::Postgres {
            let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database);
            disk.maintain(&[drop]).await;
        }
    }
}

fn name(path: &Path) -> String {
    path.file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

fn copy_database(from: &Path, to: &Path) {
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(format!("{}{end}", to.display()));
    }
    fs::copy(from, to).expect("copied");
}

fn copy_files(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).expect("inside"));
        fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        if !target.exists() {
            fs::copy(&file, &target).expect("copied");
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found
}
