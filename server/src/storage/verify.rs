//! The verification of the event log: is it what was sealed, and did the program write it?
//!
//! Nothing here looks at a time. What was changed or removed shows in the chain of hashes; what the program did not
//! write shows by its mark; and a head that was noted elsewhere shows whether the chain itself was made anew.

use uuid::Uuid;

use super::{
    ChainHead, Db, EventKey, StorageResult,
    event_row::{COLUMNS, EventRow},
    on_db,
};

/// Entries read at a time.
const PAGE: i64 = 5000;

/// What the verification found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VerifyReport {
    /// Sealed entries that were read.
    pub sealed: i64,
    /// Entries that wait to be sealed.
    pub waiting: i64,
    /// The chain's head.
    pub head: ChainHead,
    /// Marks were compared for the entries after this place; none when the key isn't at hand.
    pub marked_since: Option<i64>,
    /// What is wrong, in the chain's order.
    pub problems: Vec<ChainProblem>,
}

/// Something wrong with the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChainProblem {
    /// The entry is not what was sealed.
    Changed {
        /// Its place in the chain.
        seq: i64,
        /// The entry.
        id: Uuid,
    },
    /// An entry that was sealed is not there.
    Missing {
        /// Its place in the chain.
        seq: i64,
    },
    /// An entry that the program did not write, or not so: it has no place in the chain that it could have, or lacks
    /// the program's mark.
    Added {
        /// The entry.
        id: Uuid,
    },
    /// The chain is not the one whose head was noted: it ends before, or another entry is there.
    OtherHead {
        /// The noted place.
        seq: i64,
    },
}

impl Db {
    /// Reads the whole log as it is at one moment and checks it; also against a head noted before, if given.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn verify_events(&self, noted: Option<&ChainHead>) -> StorageResult<VerifyReport> {
        // Without one view of all of it, what is sealed meanwhile would seem to lie beyond the head.
        let snapshot = match self {
            Self::Sqlite(_) => "BEGIN",
            Self::Postgres(_) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let page = format!("SELECT {COLUMNS} FROM event WHERE seq > $1 ORDER BY seq LIMIT {PAGE}");
        let waiting = format!("SELECT {COLUMNS} FROM event WHERE seq IS NULL ORDER BY at, id");
        on_db!(self, pool => {
            let mut read = pool.begin_with(snapshot).await?;
            let head = "SELECT seq, hash FROM event_chain WHERE id = 1";
            let (seq, hash) = sqlx::query_as(head).fetch_one(&mut *read).await?;
            let mut walk = Walk::to(ChainHead { seq, hash }, self.key().get(), noted);
            let mut after = i64::MIN;
            loop {
                let sql = sqlx::AssertSqlSafe(page.clone());
                let rows: Vec<EventRow> = sqlx::query_as(sql).bind(after).fetch_all(&mut *read).await?;
                let Some(last) = rows.last() else { break };
                after = last.seq.unwrap_or(i64::MAX);
                rows.iter().for_each(|row| walk.sealed(row));
            }
            walk.end();
            let rows: Vec<EventRow> =
                sqlx::query_as(sqlx::AssertSqlSafe(waiting)).fetch_all(&mut *read).await?;
            rows.iter().for_each(|row| walk.waiting(row));
            read.rollback().await?;
            Ok(walk.report)
        })
    }
}

/// The chain as far as it was followed.
struct Walk<'a> {
    key: Option<&'a EventKey>,
    noted: Option<&'a ChainHead>,
    expected: i64,
    /// Hashes that the next entry may have been sealed after: what the entry before says and what it should say.
    /// They differ when it was changed, and the one after it is then whole all the same.
    previous: [String; 2],
    report: VerifyReport,
}

impl<'a> Walk<'a> {
    fn to(head: ChainHead, key: Option<&'a EventKey>, noted: Option<&'a ChainHead>) -> Self {
        let report = VerifyReport {
            head,
            marked_since: key.map(EventKey::since),
            ..VerifyReport::default()
        };
        Self {
            key,
            noted,
            expected: 1,
            previous: Default::default(),
            report,
        }
    }

    fn is_marked(&self, row: &EventRow) -> bool {
        self.key.is_none_or(|key| row.is_marked_by(key))
    }

    /// The next entry in the order of their places.
    fn sealed(&mut self, row: &EventRow) {
        let seq = row.seq.unwrap_or_default();
        if !(1..=self.report.head.seq).contains(&seq) {
            self.report
                .problems
                .push(ChainProblem::Added { id: row.id });
            return;
        }
        self.report.sealed += 1;
        let stored = row.hash.clone().unwrap_or_default();
        let [said, should] = self
            .previous
            .each_ref()
            .map(|hash| row.hash_after(seq, hash));
        // After a gap the link to the entry before is not known; the gap itself is reported.
        let after_gap = self.skip_to(seq);
        let is_whole = after_gap || said == stored || should == stored;
        if !is_whole {
            let id = row.id;
            self.report.problems.push(ChainProblem::Changed { seq, id });
        } else if !self.is_marked(row) {
            self.report
                .problems
                .push(ChainProblem::Added { id: row.id });
        }
        if self
            .noted
            .is_some_and(|noted| noted.seq == seq && noted.hash != stored)
        {
            self.report.problems.push(ChainProblem::OtherHead { seq });
        }
        self.previous = if after_gap {
            [stored.clone(), stored]
        } else {
            [stored, said]
        };
        self.expected = seq + 1;
    }

    /// Reports the places before `seq` where nothing is; whether there were any.
    fn skip_to(&mut self, seq: i64) -> bool {
        let missing = self.expected..seq;
        let any = !missing.is_empty();
        self.report
            .problems
            .extend(missing.map(|seq| ChainProblem::Missing { seq }));
        any
    }

    /// The chain's head is the last entry's hash, and not before the noted one.
    fn end(&mut self) {
        let head = self.report.head.clone();
        self.skip_to(head.seq + 1);
        if self.previous[0] != head.hash && self.report.problems.is_empty() {
            self.report
                .problems
                .push(ChainProblem::Missing { seq: head.seq });
        }
        if let Some(noted) = self.noted.filter(|noted| noted.seq > head.seq) {
            self.report
                .problems
                .push(ChainProblem::OtherHead { seq: noted.seq });
        }
    }

    /// An entry that is not sealed yet.
    fn waiting(&mut self, row: &EventRow) {
        if self.is_marked(row) {
            self.report.waiting += 1;
        } else {
            self.report
                .problems
                .push(ChainProblem::Added { id: row.id });
        }
    }
}
