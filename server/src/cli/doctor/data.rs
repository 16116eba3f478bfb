//! What is in the database.

use std::path::Path;

use app::domain::{
    area::BoundarySet,
    holiday::Calendar,
    time::{DAY_MS, Timestamp},
};
use server::{
    auth::password::verify,
    config::Config,
    demo::{ACCOUNTS, PASSWORD},
    event_key,
    storage::{Db, StorageResult},
};

use super::Finding;

/// How far the newest record may lie ahead of the clock before the clock must have been set back.
const MAX_AHEAD_MS: i64 = 60_000;

/// Engine, schema, clock against the log, boundaries, holidays, passwords.
pub async fn examine(config: &Config, db: &Db, now: Timestamp) -> Vec<Finding> {
    let mut findings = read("database engine", engine(db).await);
    let schema = read("schema", schema(db).await);
    let is_whole = schema.iter().all(|finding| finding.advice.is_none());
    findings.extend(schema);
    // Without its tables nothing more can be asked.
    if is_whole {
        findings.extend(read("event log", event_key(config, db).await));
        findings.extend(read("clock and log", clock(db, now).await));
        findings.extend(read("boundaries", boundaries(db).await));
        findings.extend(read("holidays", holidays(db, now).await));
        findings.extend(read("map's counts", counts(db).await));
        findings.extend(read("accounts", accounts(config, db).await));
    }
    findings
}

fn read(about: &'static str, found: StorageResult<Vec<Finding>>) -> Vec<Finding> {
    found.unwrap_or_else(|error| {
        let advice = "look into the database's own log; if the file is damaged, restore the last backup \
                      (docs/operations.md)";
        vec![Finding::bad(about, format!("can't be read: {error}"), advice)]
    })
}

/// The numbers that are kept of the map's cells and of the areas, against the rows.
async fn counts(db: &Db) -> StorageResult<Vec<Finding>> {
    let wrong = db.find_wrong_counts().await?;
    let state = match wrong.first() {
        None => "as the records".to_owned(),
        Some(first) => format!("{} and more are wrong, such as {first}", wrong.len()),
    };
    Ok(vec![Finding::when(
        wrong.is_empty(),
        "kept numbers",
        &state,
        "somebody changed records past the program, or it is a fault: please report it; the map and the board of areas are made of \
         these numbers, lists and district reports are not",
    )])
}

async fn engine(db: &Db) -> StorageResult<Vec<Finding>> {
    let facts = db.engine_facts().await?;
    Ok(facts
        .into_iter()
        .filter_map(|(name, value)| engine_fact(&name, &value))
        .collect())
}

/// What a fact about the engine should be. The program itself refuses an SQLite that is too old.
fn engine_fact(name: &str, value: &str) -> Option<Finding> {
    Some(match name {
        "sqlite_version" => Finding::good("SQLite", value),
        "postgres_version" => Finding::good("PostgreSQL", value),
        "journal_mode" => Finding::when(
            value == "wal",
            "journal mode",
            value,
            "the file lies where WAL can't work, such as a network share: move it to a disk of this machine",
        ),
        "synchronous" => Finding::when(
            matches!(value, "2" | "3"),
            "synchronous",
            if value == "2" { "FULL" } else { value },
            "only FULL keeps every acknowledged record over a power cut: does another program use the file?",
        ),
        "quick_check" => Finding::when(
            value == "ok",
            "quick check",
            value,
            "the file is damaged: stop the server, keep a copy, restore the last backup (docs/operations.md)",
        ),
        _ => return None,
    })
}

async fn schema(db: &Db) -> StorageResult<Vec<Finding>> {
    let pending = db.pending_migrations().await?;
    let found = match pending.as_slice() {
        [] => "up to date".to_owned(),
        pending => format!("lacks {}", pending.join(", ")),
    };
    let advice = "take a backup and run `bienpho migrate`; starting the server does it too";
    Ok(vec![Finding::when(
        pending.is_empty(),
        "schema",
        found,
        advice,
    )])
}

/// The key of the log's marks: there, for nobody else to read, and the one that the log is written with.
async fn event_key(config: &Config, db: &Db) -> StorageResult<Vec<Finding>> {
    let (about, file) = ("event log", config.event_key_file());
    let bad = |found: String, advice| Ok(vec![Finding::bad(about, found, advice)]);
    let shown = file.display();
    match event_key::find(config) {
        Err(error) => {
            let advice = "may this account read it? Put back the copy that you keep of it";
            return bad(format!("{error:#}"), advice);
        }
        Ok(None) if db.event_head().await?.seq == 0 => {
            let found = format!("{shown} will be made at the first start");
            return Ok(vec![Finding::good(about, found)]);
        }
        Ok(None) => {
            let advice = "put back the copy that you keep of it. Without one the next start makes another, and what \
                          is in the log by now can't be told from what somebody added";
            return bad(format!("its key, {shown}, is not there"), advice);
        }
        Ok(Some(key)) => db.mark_events_with(key),
    }
    if is_open(&file) {
        let advice = "others may read it, and make entries that pass for the program's: chmod 600";
        return bad(format!("its key, {shown}"), advice);
    }
    let advice = "all servers of one database need the same event_key; is one of them using another? Else look \
                  what `bienpho verify` says";
    Ok(vec![Finding::when(
        db.newest_event_is_marked().await?,
        about,
        format!("its newest entry and the key {shown}"),
        advice,
    )])
}

/// Whether anybody but its owner may read or write a file.
fn is_open(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(file).is_ok_and(|facts| facts.permissions().mode() & 0o077 != 0)
}

async fn clock(db: &Db, now: Timestamp) -> StorageResult<Vec<Finding>> {
    Ok(vec![newest(db.newest_event_at().await?, now)])
}

fn newest(newest: Option<Timestamp>, now: Timestamp) -> Finding {
    let about = "clock and log";
    let Some(newest) = newest else {
        return Finding::good(about, "no record yet");
    };
    let ahead = newest.0 - now.0;
    let found = match ahead > MAX_AHEAD_MS {
        true => format!(
            "the newest record is of {}, {:.1} days from now",
            newest.long(),
            ahead as f64 / DAY_MS as f64
        ),
        false => format!("the newest record is of {}", newest.long()),
    };
    let advice = "the clock was set back, or was wrong when that was recorded: set it right (NTP) before anybody \
                  sends more";
    Finding::when(ahead <= MAX_AHEAD_MS, about, found, advice)
}

async fn boundaries(db: &Db) -> StorageResult<Vec<Finding>> {
    let mut findings = Vec::new();
    for (set, wanted) in [(BoundarySet::Hanoi2020, 30), (BoundarySet::Hanoi2025, 126)] {
        let there = db.list_areas(set).await?.len();
        let advice = "run `bienpho import builtin`, or `bienpho import areas --set …` with a file of your own; then \
                      restart the server";
        let found = format!("{there} of {wanted} areas of {set}");
        findings.push(Finding::when(there == wanted, "boundaries", found, advice));
    }
    Ok(findings)
}

/// Without the days of this year no flag lapses.
async fn holidays(db: &Db, now: Timestamp) -> StorageResult<Vec<Finding>> {
    let days = db.list_holidays().await?;
    let calendar = Calendar::new(days.iter().map(|holiday| holiday.day));
    let year = now.date().parts().0;
    let advice = "no flag lapses in a year without known holidays: `bienpho import holidays FILE`";
    let of_year = days
        .iter()
        .filter(|holiday| holiday.day.parts().0 == year)
        .count();
    let found = format!("{of_year} of {year}");
    Ok(vec![Finding::when(
        calendar.knows(year),
        "holidays",
        found,
        advice,
    )])
}

/// The demo's passwords are known to everybody; where others can connect they must not open anything.
async fn accounts(config: &Config, db: &Db) -> StorageResult<Vec<Finding>> {
    let all = db.list_accounts().await?;
    let active = all.iter().filter(|account| account.active).count();
    if active == 0 {
        let advice = "bienpho user add NAME --role administrator";
        return Ok(vec![Finding::bad(
            "accounts",
            "nobody may sign in yet",
            advice,
        )]);
    }
    let mut open = Vec::new();
    for account in &all {
        let name = account.me.username.as_str();
        let known = account.active && ACCOUNTS.iter().any(|demo| demo.username == name);
        if known
            && verify(PASSWORD, Some(&account.password_hash))
                .await
                .unwrap_or(true)
        {
            open.push(name);
        }
    }
    let closed_off = config.is_loopback() && config.origin.is_none();
    let found = match open.as_slice() {
        [] => format!("{active} may sign in"),
        open => format!(
            "{active} may sign in, {} with the demo's password",
            open.join(", ")
        ),
    };
    let advice = "others can connect: give each another password (bienpho user passwd NAME), or serve a database \
                  that isn't the demo's";
    Ok(vec![Finding::when(
        open.is_empty() || closed_off,
        "accounts",
        found,
        advice,
    )])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_behind_the_log_is_told() {
        let at = Timestamp(1_800_000_000_000);
        assert!(newest(None, at).advice.is_none());
        assert!(newest(Some(at.plus_ms(MAX_AHEAD_MS)), at).advice.is_none());
        let ahead = newest(Some(at.plus_ms(2 * DAY_MS)), at);
        assert!(
            ahead.advice.is_some() && ahead.found.contains("2.0 days"),
            "{ahead}"
        );
    }

    #[test]
    fn engine_facts_are_judged() {
        let bad = |name, value| engine_fact(name, value).expect("known").advice.is_some();
        assert!(bad("journal_mode", "delete") && !bad("journal_mode", "wal"));
        assert!(bad("synchronous", "1") && !bad("synchronous", "2"));
        assert!(bad("quick_check", "row 3 missing") && !bad("quick_check", "ok"));
        assert!(!bad("sqlite_version", "3.51.3") && !bad("postgres_version", "15.2"));
        assert_eq!(engine_fact("something", "else"), None);
    }
}
