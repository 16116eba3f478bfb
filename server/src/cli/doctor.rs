//! `bienpho doctor`: what could keep this server from working, and what to do about it.
//!
//! It changes nothing but for a small file that it writes beside the photos and deletes again.

mod data;
mod machine;
mod mail;
mod push;
mod settings;

use std::fmt;

use server::{
    clock::{Clock, SystemClock},
    config::Config,
    storage::Db,
};

use super::{
    Outcome,
    options::{ServeOptions, sqlite_path},
    say,
};

/// One line of the examination.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at.
    about: &'static str,
    /// What was found.
    found: String,
    /// What to do; nothing when it is fine.
    advice: Option<String>,
}

impl Finding {
    fn good(about: &'static str, found: impl fmt::Display) -> Self {
        Self {
            about,
            found: found.to_string(),
            advice: None,
        }
    }

    fn bad(about: &'static str, found: impl fmt::Display, advice: impl fmt::Display) -> Self {
        Self {
            about,
            found: found.to_string(),
            advice: Some(advice.to_string()),
        }
    }

    /// Good when it holds, else bad with this advice.
    fn when(
        holds: bool,
        about: &'static str,
        found: impl fmt::Display,
        advice: impl fmt::Display,
    ) -> Self {
        if holds {
            Self::good(about, found)
        } else {
            Self::bad(about, found, advice)
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            about,
            found,
            advice,
        } = self;
        let sign = if advice.is_none() { '✓' } else { '✗' };
        write!(f, "{sign} {about}: {found}")?;
        advice
            .as_ref()
            .map_or(Ok(()), |advice| write!(f, "\n    → {advice}"))
    }
}

/// Examines everything; exit code 1 when something is to be done.
pub async fn run(options: ServeOptions) -> anyhow::Result<Outcome> {
    let loaded = options.load()?;
    let config = loaded.config;
    let mut findings = vec![settings::source(loaded.file.as_deref(), &loaded.warnings)];
    findings.extend(settings::examine(&config));
    findings.extend(machine::examine(&config).await);
    findings.push(mail::examine(&config).await);
    findings.push(push::examine(&config).await);
    match connect(&config).await {
        Ok(db) => {
            findings.extend(data::examine(&config, &db, SystemClock.now()).await);
            db.close().await;
        }
        Err(finding) => findings.push(finding),
    }
    for finding in &findings {
        say(finding);
    }
    let bad = findings
        .iter()
        .filter(|finding| finding.advice.is_some())
        .count();
    match bad {
        0 => say("\nEverything is fine."),
        1 => say("\n1 thing to do."),
        more => say(format!("\n{more} things to do.")),
    }
    Ok(if bad == 0 {
        Outcome::Good
    } else {
        Outcome::Bad
    })
}

/// Opens the database only if it is there: an examination creates none.
async fn connect(config: &Config) -> Result<Db, Finding> {
    let (about, shown) = ("database", config.database_shown());
    if sqlite_path(&config.database).is_some_and(|path| !path.exists()) {
        let advice = "run `bienpho migrate` to create it, or mend `database` and `data` in the configuration";
        return Err(Finding::bad(about, format!("{shown} is not there"), advice));
    }
    Db::connect(&config.database, config.writer_max_batch)
        .await
        .map_err(|error| {
            let advice = if config.database.starts_with("sqlite:") {
                "may this account read and write the file and its folder? Is the disk full?"
            } else {
                "does PostgreSQL run there, and do user, password and database name fit?"
            };
            Finding::bad(about, format!("{shown} can't be opened: {error:#}"), advice)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_says_what_to_do() {
        assert_eq!(
            Finding::good("disk", "9 GB free").to_string(),
            "✓ disk: 9 GB free"
        );
        let bad = Finding::bad("disk", "full", "delete something");
        assert_eq!(bad.to_string(), "✗ disk: full\n    → delete something");
    }

    #[tokio::test]
    async fn a_database_that_is_not_there_is_not_created() {
        let path = std::env::temp_dir().join(format!("bienpho-none-{}.db", std::process::id()));
        let config = Config {
            database: format!("sqlite://{}", path.display()),
            ..Config::default()
        };
        let finding = connect(&config).await.err().expect("there is none");
        assert!(finding.to_string().contains("bienpho migrate"), "{finding}");
        assert!(!path.exists());
    }
}
