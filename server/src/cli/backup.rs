//! `bienpho backup`: the database in one file, with the SQLite that the server uses.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use clap::Args;
use server::storage::Db;

use super::{
    Outcome,
    options::{Options, sqlite_path},
    say,
};

/// `bienpho backup …`
#[derive(Debug, Args)]
pub struct Backup {
    /// File to write; it must not be there yet
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    options: Options,
}

/// Writes the copy and reads it back: a backup that can't be opened is none.
pub async fn run(backup: Backup) -> anyhow::Result<Outcome> {
    let Backup { file, options } = backup;
    let config = options.load()?.config;
    let shown = config.database_shown();
    ensure!(
        !file.exists(),
        "{} is there already; nothing was written",
        file.display()
    );
    if let Some(path) = sqlite_path(&config.database) {
        ensure!(
            path.exists(),
            "{shown} is not there: is --data or `data` right?"
        );
    }
    let db = Db::connect(&config.database, config.writer_max_batch).await?;
    let written = db.back_up(&file).await;
    db.close().await;
    written.with_context(|| format!("{shown} could not be copied to {}", file.display()))?;
    let copy = Db::connect(&format!("sqlite://{}", file.display()), 1).await?;
    let facts = copy.engine_facts().await?;
    copy.close().await;
    let whole = facts
        .iter()
        .any(|(name, value)| name == "quick_check" && value == "ok");
    ensure!(
        whole,
        "{} was written, but is damaged: is the disk sound?",
        file.display()
    );
    say(format!(
        "{}: written and checked. Now copy {} too, and keep {} somewhere apart.",
        file.display(),
        config.photo_folder().display(),
        config.event_key_file().display()
    ));
    Ok(Outcome::Good)
}
