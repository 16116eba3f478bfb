//! `bienpho import queue FILE`: what a phone exported, for the account that recorded it.

use std::{path::Path, sync::Arc};

use anyhow::{Context, anyhow};
use app::i18n::Lang;
use server::{
    backend::{Imported, ImportedQueue, Importer, import_queue},
    clock::SystemClock,
    open,
};

use super::{
    Outcome,
    options::{Options, make_folder},
    say,
};

/// Brings in every item that can be, and says what came of each.
pub async fn run(path: &Path, options: Options) -> anyhow::Result<Outcome> {
    let file =
        std::fs::File::open(path).with_context(|| format!("{} can't be read", path.display()))?;
    let config = options.load()?.config;
    make_folder(&config)?;
    let state = open(config, Arc::new(SystemClock)).await?;
    let imported = import_queue(&state, Importer::CommandLine, file).await;
    state.db.close().await;
    let told = |error: app::error::AppError| {
        let message = error.message(Lang::En);
        anyhow!("{}: {message} Nothing was imported.", path.display())
    };
    let imported = imported.map_err(told)?;
    for line in lines(&imported) {
        say(line);
    }
    let is_good = imported.items.iter().all(|item| item.outcome.is_ok());
    Ok(if is_good { Outcome::Good } else { Outcome::Bad })
}

fn lines(imported: &ImportedQueue) -> Vec<String> {
    let items = imported.items.iter();
    let count = |what: fn(&Imported) -> bool| items.clone().filter(|item| what(item)).count();
    let taken = count(|item| matches!(&item.outcome, Ok(recorded) if recorded.created));
    let refused = count(|item| item.outcome.is_err());
    let known = imported.items.len() - taken - refused;
    let total = format!(
        "The queue of {}: {taken} taken, {known} known before, {refused} refused.",
        imported.owner.username
    );
    items.clone().map(line).chain([total]).collect()
}

fn line(imported: &Imported) -> String {
    let item = &imported.item;
    let came = match &imported.outcome {
        Ok(recorded) if recorded.created => "taken".to_owned(),
        Ok(recorded) => format!("known since {}", recorded.receipt.received_at.rfc3339()),
        Err(error) => format!("refused: {}", error.message(Lang::En)),
    };
    // What a file says goes to a terminal: no control character may come along.
    let title: String = item.title.chars().filter(|c| !c.is_control()).collect();
    format!("{} {} {title}: {came}", item.id, item.record.escape_debug())
}
