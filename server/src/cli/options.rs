//! Flags that several commands share, and what they lead to: a configuration, an open database.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use server::{
    config::{Config, Loaded, Sources},
    event_key,
    storage::Db,
};

/// Where the configuration and the data are.
#[derive(Debug, Clone, Args)]
pub struct Options {
    /// Configuration file (TOML); `bienpho config` prints one
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Database: sqlite://path/to/file.db or postgres://user@host/name
    #[arg(long, value_name = "URL")]
    database: Option<String>,
    /// Folder of the photos, and of the SQLite database unless said otherwise
    #[arg(long, value_name = "FOLDER")]
    data: Option<String>,
}

/// The same for commands that serve.
#[derive(Debug, Clone, Args)]
pub struct ServeOptions {
    #[command(flatten)]
    common: Options,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
}

impl Options {
    /// The configuration with these flags in it.
    pub fn load(self) -> anyhow::Result<Loaded> {
        self.load_with(None)
    }

    fn load_with(self, listen: Option<String>) -> anyhow::Result<Loaded> {
        let flags = [
            ("listen", listen),
            ("database", self.database),
            ("data", self.data),
        ];
        let flags = flags
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let loaded = Sources::from_process(self.config, flags.collect()).load()?;
        for warning in &loaded.warnings {
            eprintln!("bienpho: {warning}");
        }
        Ok(loaded)
    }

    /// The configuration and its database, its schema up to date, ready to write.
    pub async fn open(self) -> anyhow::Result<(Config, Db)> {
        let config = self.load()?.config;
        let db = open(&config).await?;
        event_key::install(&config, &db).await?;
        Ok((config, db))
    }
}

impl ServeOptions {
    /// The configuration with these flags in it.
    pub fn load(self) -> anyhow::Result<Loaded> {
        self.common.load_with(self.listen)
    }
}

/// Opens the configured database, creates it if it isn't there, brings its schema up to date.
pub async fn open(config: &Config) -> anyhow::Result<Db> {
    make_folder(config)?;
    let told = || format!("the database {} can't be opened", config.database_shown());
    let db = Db::connect(&config.database, config.writer_max_batch)
        .await
        .with_context(told)?;
    let told = || {
        format!(
            "the schema of {} can't be brought up to date",
            config.database_shown()
        )
    };
    db.migrate().await.with_context(told)?;
    Ok(db)
}

/// Makes the folder that an SQLite database lies in.
pub fn make_folder(config: &Config) -> anyhow::Result<()> {
    let path = sqlite_path(&config.database);
    let Some(folder) = path.as_deref().and_then(Path::parent) else {
        return Ok(());
    };
    std::fs::create_dir_all(folder)
        .with_context(|| format!("the folder {} can't be made", folder.display()))
}

/// The file of an SQLite database; none for PostgreSQL and for one in memory.
pub fn sqlite_path(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?;
    let path = path.strip_prefix("//").unwrap_or(path);
    let path = path.split('?').next().unwrap_or(path);
    (!path.is_empty() && path != ":memory:").then(|| PathBuf::from(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_sqlite_address_names_its_file() {
        let path = |url| sqlite_path(url).map(|path| path.display().to_string());
        assert_eq!(path("sqlite://var/b.db").as_deref(), Some("var/b.db"));
        assert_eq!(
            path("sqlite:///srv/b.db?mode=rwc").as_deref(),
            Some("/srv/b.db")
        );
        assert_eq!(path("sqlite::memory:"), None);
        assert_eq!(path("postgres://h/b"), None);
    }
}
