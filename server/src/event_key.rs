//! The file that keeps the key of the event log's marks: made at the first start, beside the photos unless the
//! configuration says otherwise, and read by nobody but the server's account.

use std::{
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use anyhow::{Context, anyhow};
use serde::Deserialize;

use crate::{
    config::Config,
    storage::{Db, EventKey, Secret},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    key: String,
    since: i64,
}

/// The configured key; none when its file isn't there.
///
/// # Errors
/// When the file can't be read or is not such a file.
pub fn find(config: &Config) -> anyhow::Result<Option<EventKey>> {
    let path = config.event_key_file();
    let told = || format!("the key of the event log, {}", path.display());
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        text => text.with_context(told)?,
    };
    parse(&text).map(Some).with_context(told)
}

/// Lets the database mark its events with the configured key, which is made if it isn't there.
///
/// # Errors
/// When the file can't be read or written, or the database fails.
pub async fn install(config: &Config, db: &Db) -> anyhow::Result<()> {
    let key = match find(config)? {
        Some(key) => key,
        None => make(config, db).await?,
    };
    db.mark_events_with(key);
    if !db.newest_event_is_marked().await? {
        tracing::error!(
            file = %config.event_key_file().display(),
            "the newest entry of the event log does not bear the mark of this key: does another server write with \
             another one? All need the same file"
        );
    }
    Ok(())
}

/// Makes a key. What is in the log by now is older than it, and is sealed first.
async fn make(config: &Config, db: &Db) -> anyhow::Result<EventKey> {
    db.seal_all_events().await?;
    let since = db.event_head().await?.seq;
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| anyhow!("no randomness: {error}"))?;
    let path = config.event_key_file();
    let text = format!(
        "# The key that Biển Phố marks the entries of its event log with. Keep it secret, and a copy of it apart\n\
         # from the database's backups. Entries up to the place `since` are older than it.\n\
         key = \"{}\"\nsince = {since}\n",
        Secret::new(bytes).reveal()
    );
    create(&path, &text).with_context(|| {
        format!(
            "the key of the event log can't be written to {}",
            path.display()
        )
    })?;
    if since > 0 {
        tracing::warn!(file = %path.display(), since, "made a key for the event log: entries up to here bear no mark of it");
    }
    // Another server may have been quicker: then it is that one's.
    find(config)?.ok_or_else(|| anyhow!("{} vanished", path.display()))
}

/// Writes a file that nobody else may read, whole or not at all; one that is there already stays.
fn create(path: &Path, text: &str) -> anyhow::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let draft = path.with_extension(format!("new-{}", std::process::id()));
    // Left behind by a crash, of a process that had the same number.
    let _ = fs::remove_file(&draft);
    let mut options = fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error.into()),
        _ => fs::File::open(folder)?.sync_all()?,
    }
    Ok(())
}

fn parse(text: &str) -> anyhow::Result<EventKey> {
    let kept: Kept = toml::from_str(text).map_err(|error| anyhow!("{}", error.message()))?;
    let secret = kept
        .key
        .parse()
        .map_err(|problem: String| anyhow!(problem))?;
    Ok(EventKey::new(secret, kept.since))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    async fn database(folder: &Path) -> (Config, Db) {
        let config = Config {
            data: folder.to_owned(),
            database: format!("sqlite://{}", folder.join("test.db").display()),
            ..Config::default()
        };
        let db = Db::connect(&config.database, 1).await.expect("opens");
        db.migrate().await.expect("migrates");
        (config, db)
    }

    #[tokio::test]
    async fn a_key_is_made_once_and_for_the_server_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let (config, db) = database(folder.path()).await;
        assert!(find(&config).expect("readable").is_none());
        install(&config, &db).await.expect("made");
        let file = config.event_key_file();
        let text = fs::read_to_string(&file).expect("there");
        let mode = fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        create(&file, "another").expect("not an error");
        install(&config, &db).await.expect("found");
        assert_eq!(fs::read_to_string(&file).expect("there"), text);
        let names = fs::read_dir(folder.path()).expect("a folder").flatten();
        assert!(
            !names
                .map(|entry| entry.file_name())
                .any(|name| name.to_string_lossy().contains("new-"))
        );
        db.close().await;
    }

    #[test]
    fn what_is_no_key_is_told() {
        let told = |text| parse(text).expect_err("no key").to_string();
        assert!(told("key = \"ab\"\nsince = 0").contains("64 hexadecimal"));
        assert!(told("since = 0").contains("key"));
        let good = format!("key = \"{}\"\nsince = 7", "ab".repeat(32));
        assert_eq!(parse(&good).expect("a key").since(), 7);
    }
}
