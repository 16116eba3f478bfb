//! `bienpho verify`: is the event log what was sealed?

use server::storage::{ChainProblem, VerifyReport};

use super::{Outcome, options::Options, say};

/// Checks the chain; exit code 1 when anything is wrong with it.
pub async fn run(options: Options) -> anyhow::Result<Outcome> {
    let (_, db) = options.open().await?;
    let report = db.verify_events().await?;
    db.close().await;
    say(shown(&report).trim_end());
    Ok(if report.problems.is_empty() {
        Outcome::Good
    } else {
        Outcome::Bad
    })
}

fn shown(report: &VerifyReport) -> String {
    let VerifyReport {
        sealed,
        waiting,
        problems,
    } = report;
    let mut text = format!("{sealed} sealed entries read, {waiting} waiting to be sealed.\n");
    for problem in problems {
        text.push_str(&match problem {
            ChainProblem::Changed { seq, id } => {
                format!("✗ entry {seq} ({id}) was changed after it was sealed\n")
            }
            ChainProblem::Missing { seq } => format!("✗ entry {seq} is missing\n"),
            ChainProblem::Added { id } => format!("✗ entry {id} was added outside the chain\n"),
        });
    }
    text.push_str(match problems.is_empty() {
        true => "✓ The log is whole.\n",
        false => {
            "The log is not what was sealed. Keep this database as it is, take a copy, and compare it with the \
             last good backup (docs/operations.md, “The log is broken”).\n"
        }
    });
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_is_named() {
        let id = uuid::Uuid::nil();
        let problems = vec![
            ChainProblem::Changed { seq: 7, id },
            ChainProblem::Missing { seq: 9 },
            ChainProblem::Added { id },
        ];
        let text = shown(&VerifyReport {
            sealed: 12,
            waiting: 1,
            problems,
        });
        assert!(
            text.contains("entry 7 (") && text.contains("entry 9 is missing"),
            "{text}"
        );
        assert!(
            text.contains("added outside") && !text.contains('✓'),
            "{text}"
        );
        let whole = VerifyReport {
            sealed: 2,
            waiting: 0,
            problems: Vec::new(),
        };
        assert!(shown(&whole).contains("✓ The log is whole."));
    }
}
