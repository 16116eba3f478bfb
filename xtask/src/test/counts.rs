//! How many tests passed and failed, read from what nextest, libtest and Playwright print.

use std::{
    fmt,
    io::{BufRead, BufReader, Read, Write},
    ops::AddAssign,
    process::{Command, Stdio},
    thread,
};

use anyhow::{Context, Result};

use crate::run;

/// How nextest's one summary line begins.
const NEXTEST: &str = "Summary [";

/// Tests of one or several runs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Passed, flaky ones too.
    pub passed: u32,
    /// Failed, or not run because of a failure.
    pub failed: u32,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self {
                passed: 0,
                failed: 0,
            } => Ok(()),
            Self { passed, failed } => write!(f, "{passed} passed, {failed} failed"),
        }
    }
}

/// A run that failed, with what it counted.
#[derive(Debug)]
struct Failed(Counts, String);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.1, self.0)
    }
}

impl std::error::Error for Failed {}

/// What a failed stage counts: its failed tests, or one if it never came to testing.
pub fn of_failure(error: &anyhow::Error) -> Counts {
    let counted = error
        .downcast_ref::<Failed>()
        .map(|failed| failed.0)
        .unwrap_or_default();
    Counts {
        passed: counted.passed,
        failed: counted.failed.max(1),
    }
}

/// Runs a test command with its output shown, and counts.
pub fn counted(command: &mut Command) -> Result<Counts> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command
        .spawn()
        .with_context(|| format!("cannot start `{}`", run::line(command)))?;
    let stdout = child.stdout.take().context("standard output is piped")?;
    let stderr = child.stderr.take().context("standard error is piped")?;
    let (from_out, from_err) = thread::scope(|scope| {
        let out = scope.spawn(|| pass_on(stdout, std::io::stdout()));
        let err = scope.spawn(|| pass_on(stderr, std::io::stderr()));
        (
            out.join().unwrap_or_default(),
            err.join().unwrap_or_default(),
        )
    });
    let mut counts = from_out;
    counts += from_err;
    let status = child.wait()?;
    if status.success() {
        Ok(counts)
    } else {
        Err(Failed(
            counts,
            format!("`{}` ended with {status};", run::line(command)),
        )
        .into())
    }
}

fn pass_on(from: impl Read, mut to: impl Write) -> Counts {
    let (mut summary, mut others) = (None, Counts::default());
    for line in BufReader::new(from).split(b'\n').map_while(Result::ok) {
        let text = without_colours(&String::from_utf8_lossy(&line));
        match in_line(&text) {
            // nextest repeats what failed tests printed, libtest's results among it.
            counts if text.trim().starts_with(NEXTEST) => summary = Some(counts),
            counts => others += counts,
        }
        let _ = to.write_all(&line).and_then(|()| to.write_all(b"\n"));
    }
    summary.unwrap_or(others)
}

/// The counts in one line of output; nothing in lines that aren't a summary.
fn in_line(line: &str) -> Counts {
    let line = line.trim();
    let rust = line.starts_with(NEXTEST) || line.starts_with("test result:");
    let words: Vec<&str> = line
        .split([' ', ',', ';'])
        .filter(|word| !word.is_empty())
        .collect();
    let playwright = matches!(words.as_slice(), [number, word, rest @ ..]
        if number.parse::<u32>().is_ok()
            && matches!(*word, "passed" | "failed" | "flaky")
            && rest.iter().all(|part| part.starts_with('(')));
    if !rust && !playwright {
        return Counts::default();
    }
    let before = |name: &str| -> u32 {
        let pairs = words.windows(2).filter(|pair| pair[1] == name);
        pairs.filter_map(|pair| pair[0].parse::<u32>().ok()).sum()
    };
    Counts {
        passed: before("passed") + before("flaky"),
        failed: before("failed") + before("timed"),
    }
}

fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut parts = line.split('\x1b');
    plain.push_str(parts.next().unwrap_or_default());
    for part in parts {
        plain.push_str(part.split_once('m').map_or(part, |(_, text)| text));
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_all_three_runners_are_understood() {
        let cases = [
            (
                "     Summary [   0.012s] 12 tests run: 11 passed (1 slow), 1 failed, 3 skipped",
                11,
                1,
            ),
            (
                "\x1b[32;1m     Summary\x1b[0m [   0.1s] \x1b[1m5\x1b[0m tests run: \x1b[1m5\x1b[0m passed",
                5,
                0,
            ),
            (
                "test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out",
                4,
                2,
            ),
            ("  7 passed (12.3s)", 7, 0),
            ("  1 failed", 0, 1),
            ("thread 'x' said 3 passed", 0, 0),
            ("running 3 tests", 0, 0),
        ];
        for (line, passed, failed) in cases {
            let counts = in_line(&without_colours(line));
            assert_eq!(counts, Counts { passed, failed }, "{line}");
        }
    }

    #[test]
    fn what_a_failed_test_printed_is_not_counted_again() {
        let output = "  test result: FAILED. 0 passed; 1 failed\n Summary [ 0.1s] 2 tests run: 1 passed, 1 failed\n";
        let mut shown = Vec::new();
        let counts = pass_on(output.as_bytes(), &mut shown);
        assert_eq!(
            counts,
            Counts {
                passed: 1,
                failed: 1
            }
        );
        assert_eq!(shown, output.as_bytes());
    }

    #[test]
    fn a_stage_that_fails_before_any_test_counts_as_one_failure() {
        let error = anyhow::anyhow!("does not compile");
        assert_eq!(
            of_failure(&error),
            Counts {
                passed: 0,
                failed: 1
            }
        );
    }
}
