//! `bienpho migrate`: the schema, up to date.

use anyhow::Context;
use server::storage::Db;

use super::{
    Outcome,
    options::{Options, open, sqlite_path},
    say,
};

/// Says what is missing and applies it; a step that fails is rolled back.
pub async fn run(options: Options) -> anyhow::Result<Outcome> {
    let config = options.load()?.config;
    let is_new = sqlite_path(&config.database).is_some_and(|path| !path.exists());
    let pending = if is_new {
        None
    } else {
        let told = || format!("the database {} can't be opened", config.database_shown());
        let db = Db::connect(&config.database, config.writer_max_batch)
            .await
            .with_context(told)?;
        let pending = db.pending_migrations().await?;
        db.close().await;
        Some(pending)
    };
    open(&config).await?.close().await;
    match pending.as_deref() {
        None => say(format!("{}: created.", config.database_shown())),
        Some([]) => say(format!("{}: up to date already.", config.database_shown())),
        Some(applied) => say(format!(
            "{}: applied {}.",
            config.database_shown(),
            applied.join(", ")
        )),
    }
    Ok(Outcome::Good)
}
