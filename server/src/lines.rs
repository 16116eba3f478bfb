//! The live lines that are open on this server, and whose they are. A line lasts for as long as its session and its reader's role,
//! unit and areas stay what they were; whoever changes them, on whichever server or in the database itself.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use app::{
    domain::account::Me,
    error::{AppError, AppResult},
};
use tokio_util::sync::CancellationToken;

use crate::{state::AppState, storage::StorageResult};

/// Seconds to wait for another line to end.
const RETRY_AFTER_S: u32 = 30;

/// How many lines there may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineLimits {
    /// In all.
    pub all: usize,
    /// Of one session.
    pub of_session: usize,
}

/// The lines that are open.
#[derive(Debug, Default)]
pub struct Lines(Mutex<Held>);

#[derive(Debug, Default)]
struct Held {
    open: HashMap<u64, Line>,
    next: u64,
}

#[derive(Debug)]
struct Line {
    session: String,
    me: Me,
    end: CancellationToken,
}

/// One open line. Dropped, it is closed.
#[derive(Debug)]
pub struct OpenLine {
    lines: Arc<Lines>,
    number: u64,
    end: CancellationToken,
}

impl OpenLine {
    /// Cancelled when the line is to end.
    pub fn end(&self) -> CancellationToken {
        self.end.clone()
    }
}

impl Drop for OpenLine {
    fn drop(&mut self) {
        self.lines.held().open.remove(&self.number);
    }
}

impl Lines {
    /// Opens a line of the session with this token's hash.
    ///
    /// # Errors
    /// [`AppError::Busy`] when there are too many.
    pub fn open(
        self: &Arc<Self>,
        session: String,
        me: Me,
        limits: LineLimits,
    ) -> AppResult<OpenLine> {
        let mut held = self.held();
        let of_session = held
            .open
            .values()
            .filter(|line| line.session == session)
            .count();
        if held.open.len() >= limits.all || of_session >= limits.of_session {
            return Err(AppError::Busy {
                retry_after_s: RETRY_AFTER_S,
            });
        }
        let (number, end) = (held.next, CancellationToken::new());
        held.next += 1;
        held.open.insert(
            number,
            Line {
                session,
                me,
                end: end.clone(),
            },
        );
        Ok(OpenLine {
            lines: Arc::clone(self),
            number,
            end,
        })
    }

    /// How many are open.
    pub fn count(&self) -> usize {
        self.held().open.len()
    }

    /// The sessions that have lines, each once.
    fn sessions(&self) -> Vec<String> {
        let mut sessions: Vec<_> = self
            .held()
            .open
            .values()
            .map(|line| line.session.clone())
            .collect();
        sessions.sort_unstable();
        sessions.dedup();
        sessions
    }

    /// Ends the lines whose session is not there any more, or another's than when they were opened. A line that was opened
    /// since the sessions were asked for is judged next time.
    fn keep(&self, asked: &[String], there: &HashMap<String, Me>) {
        for line in self.held().open.values() {
            if asked.binary_search(&line.session).is_ok()
                && there.get(&line.session) != Some(&line.me)
            {
                line.end.cancel();
            }
        }
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the sessions of all open lines again, and ends those that are not what they were. Costs nothing while there are none.
///
/// # Errors
/// When the database can't be read: then nothing ends.
pub async fn judge(state: &AppState) -> StorageResult<()> {
    let asked = state.lines.sessions();
    if asked.is_empty() {
        return Ok(());
    }
    let there = state.db.list_sessions(&asked, state.clock.now()).await?;
    state.lines.keep(&asked, &there.into_iter().collect());
    Ok(())
}

#[cfg(test)]
mod tests {
    use app::domain::{ids::AccountId, role::Role};

    use super::*;

    const LIMITS: LineLimits = LineLimits {
        all: 5,
        of_session: 2,
    };

    fn me(role: Role) -> Me {
        Me {
            id: AccountId(uuid::Uuid::nil()),
            username: "x".into(),
            display_name: "X".into(),
            role,
            areas: Vec::new(),
            unit: None,
        }
    }

    fn open(lines: &Arc<Lines>, session: &str) -> AppResult<OpenLine> {
        lines.open(session.to_owned(), me(Role::Police), LIMITS)
    }

    #[test]
    fn lines_are_bounded_of_a_session_and_in_all() {
        let lines = Arc::new(Lines::default());
        let mut held: Vec<_> = ["a", "a", "b", "b"]
            .iter()
            .map(|session| open(&lines, session).expect("room"))
            .collect();
        assert!(open(&lines, "a").is_err());
        held.push(open(&lines, "c").expect("room"));
        assert!(open(&lines, "d").is_err());
        held.remove(0);
        open(&lines, "d").expect("one was closed");
        assert_eq!(lines.sessions(), ["a", "b", "c"]);
    }

    #[test]
    fn what_is_not_as_it_was_ends() {
        let lines = Arc::new(Lines::default());
        let (same, gone, other) = (open(&lines, "a"), open(&lines, "b"), open(&lines, "c"));
        let asked = lines.sessions();
        let late = open(&lines, "d");
        let there = [("a", Role::Police), ("c", Role::Supervisor)];
        let there = there.map(|(session, role)| (session.to_owned(), me(role)));
        lines.keep(&asked, &there.into());
        let is_over =
            |line: &AppResult<OpenLine>| line.as_ref().expect("open").end().is_cancelled();
        assert_eq!(
            [&same, &gone, &other, &late].map(is_over),
            [false, true, true, false]
        );
    }
}
