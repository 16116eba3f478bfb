//! `bienpho verify`: is the event log what was sealed, and the program's own?

use clap::Args;
use server::{
    event_key,
    storage::{ChainHead, ChainProblem, VerifyReport},
};

use super::{
    Outcome,
    options::{Options, open},
    say,
};

/// `bienpho verify …`
#[derive(Debug, Args)]
pub struct Verify {
    /// A head that was noted before: the chain must still hold it
    #[arg(long, value_name = "SEQ:HASH")]
    expect: Option<ChainHead>,
    #[command(flatten)]
    options: Options,
}

/// Checks the log; exit code 1 when anything is wrong with it, or can't be told.
pub async fn run(verify: Verify) -> anyhow::Result<Outcome> {
    let Verify { expect, options } = verify;
    let config = options.load()?.config;
    let db = open(&config).await?;
    // One that isn't there is not made: it would call everything older than itself.
    if let Some(key) = event_key::find(&config)? {
        db.mark_events_with(key);
    }
    let report = db.verify_events(expect.as_ref()).await?;
    db.close().await;
    say(shown(&report, &config.event_key_file().display().to_string()).trim_end());
    Ok(if is_good(&report) {
        Outcome::Good
    } else {
        Outcome::Bad
    })
}

/// Without the key an added entry would go unseen, unless there is no entry.
fn is_good(report: &VerifyReport) -> bool {
    let is_empty = report.sealed + report.waiting == 0;
    report.problems.is_empty() && (report.marked_since.is_some() || is_empty)
}

fn shown(report: &VerifyReport, key_file: &str) -> String {
    let VerifyReport {
        sealed,
        waiting,
        head,
        marked_since,
        problems,
    } = report;
    let mut text = format!("{sealed} sealed entries read, {waiting} waiting to be sealed.\n");
    match marked_since {
        None if sealed + waiting > 0 => text.push_str(&format!(
            "✗ the key {key_file} is not there: whether the program wrote the entries can't be told\n"
        )),
        Some(since @ 1..) => text.push_str(&format!(
            "Entries up to {since} are older than the key {key_file}: whether the program wrote them can't be told.\n"
        )),
        _ => {}
    }
    for problem in problems {
        text.push_str(&words(problem));
    }
    if head.seq > 0 {
        text.push_str(&format!("Head, to be noted elsewhere: {head}\n"));
    }
    text.push_str(if is_good(report) {
        "✓ The log is whole.\n"
    } else if problems.is_empty() {
        "The chain is whole. Put the key back and verify again (docs/operations.md, “Backup”).\n"
    } else {
        "The log is not what the program wrote. Keep this database as it is, take a copy, and compare it with the \
         last good backup (docs/operations.md, “The log is broken”).\n"
    });
    text
}

fn words(problem: &ChainProblem) -> String {
    match problem {
        ChainProblem::Changed { seq, id } => {
            format!("✗ entry {seq} ({id}) was changed after it was sealed\n")
        }
        ChainProblem::Missing { seq } => format!("✗ entry {seq} is missing\n"),
        ChainProblem::Added { id } => {
            format!("✗ entry {id} was added: the program did not write it, or not so\n")
        }
        ChainProblem::OtherHead { seq } => format!(
            "✗ entry {seq} is not the one that was noted: the chain was made anew, or this is an older database\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(problems: Vec<ChainProblem>, marked_since: Option<i64>) -> VerifyReport {
        VerifyReport {
            sealed: 12,
            waiting: 1,
            head: ChainHead {
                seq: 12,
                hash: "ab".repeat(32),
            },
            marked_since,
            problems,
        }
    }

    #[test]
    fn every_problem_is_named() {
        let id = uuid::Uuid::nil();
        let problems = vec![
            ChainProblem::Changed { seq: 7, id },
            ChainProblem::Missing { seq: 9 },
            ChainProblem::Added { id },
            ChainProblem::OtherHead { seq: 11 },
        ];
        let text = shown(&report(problems, Some(0)), "k");
        for part in [
            "entry 7 (",
            "entry 9 is missing",
            "was added",
            "entry 11 is not",
            "12:abab",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains('✓'), "{text}");
    }

    #[test]
    fn a_log_is_called_whole_only_if_its_marks_were_looked_at() {
        assert!(shown(&report(Vec::new(), Some(0)), "k").contains("✓ The log is whole."));
        assert!(shown(&report(Vec::new(), Some(5)), "k").contains("up to 5 are older"));
        let without = report(Vec::new(), None);
        let text = shown(&without, "var/event.key");
        assert!(!is_good(&without) && !text.contains('✓'), "{text}");
        assert!(text.contains("var/event.key is not there"), "{text}");
        let empty = VerifyReport::default();
        assert!(is_good(&empty) && shown(&empty, "k").contains('✓'));
    }
}
