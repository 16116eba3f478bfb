//! News of changed records: for whoever listens now, and for who was away for a moment.
//!
//! Each has a number. Who names the last one they heard is told what came after it, as long as it is still kept; else
//! that they are behind, and read their view anew. Numbers are this process's own: after a restart everybody is behind.

use std::{
    collections::{BTreeSet, VecDeque},
    fmt,
    str::FromStr,
    sync::{Mutex, MutexGuard, PoisonError},
};

use app::domain::map::Change;
use tokio::sync::broadcast;
use uuid::Uuid;

/// News that wait for a slow listener before it has to catch up by reading anew.
const BUFFER: usize = 1024;
/// News kept for who was away.
const KEPT: usize = 4096;

/// What listeners hear.
#[derive(Debug, Clone, PartialEq)]
pub enum News {
    /// A record that this server took or changed.
    Here(Change),
    /// One that another server of the same database did.
    Elsewhere(Change),
    /// News may have been left out: read anew.
    Behind,
}

impl News {
    /// The change, where it is one.
    pub const fn change(&self) -> Option<&Change> {
        match self {
            Self::Here(change) | Self::Elsewhere(change) => Some(change),
            Self::Behind => None,
        }
    }
}

/// A piece of news and its number.
#[derive(Debug, Clone, PartialEq)]
pub struct Numbered {
    /// Its number; they go up by one.
    pub number: u64,
    /// The news.
    pub news: News,
}

/// The last news that somebody heard, and of which process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    process: Uuid,
    number: u64,
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.process.simple(), self.number)
    }
}

impl FromStr for Heard {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (process, number) = text.split_once('.').ok_or(())?;
        Ok(Self {
            process: process.parse().map_err(|_| ())?,
            number: number.parse().map_err(|_| ())?,
        })
    }
}

/// All news of this process.
pub struct Journal {
    process: Uuid,
    sender: broadcast::Sender<Numbered>,
    kept: Mutex<VecDeque<Numbered>>,
}

impl Journal {
    /// Nothing has happened yet.
    pub fn new(process: Uuid) -> Self {
        let (sender, _) = broadcast::channel(BUFFER);
        // Number 0, so that somebody may have heard something.
        let first = Numbered {
            number: 0,
            news: News::Behind,
        };
        Self {
            process,
            sender,
            kept: Mutex::new(VecDeque::from([first])),
        }
    }

    /// Tells whoever listens. Nobody listening is fine.
    pub fn tell(&self, news: News) {
        let mut kept = self.lock();
        let number = kept.back().map_or(0, |last| last.number + 1);
        let next = Numbered { number, news };
        kept.push_back(next.clone());
        if kept.len() > KEPT {
            kept.pop_front();
        }
        // Under the lock: nobody subscribes between keeping and telling.
        let _ = self.sender.send(next);
    }

    /// Listens from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Numbered> {
        self.sender.subscribe()
    }

    /// Listens from now on, and gives what came since `last`, of each record only the newest: whether somebody may hear of
    /// a record depends on its present state. None when that is not known any more.
    pub fn resume(&self, last: Heard) -> (broadcast::Receiver<Numbered>, Option<Vec<Numbered>>) {
        let kept = self.lock();
        let receiver = self.sender.subscribe();
        let is_known = last.process == self.process
            && kept
                .front()
                .is_some_and(|first| first.number <= last.number)
            && kept
                .back()
                .is_some_and(|newest| newest.number >= last.number);
        (receiver, is_known.then(|| newest_since(&kept, last.number)))
    }

    /// What somebody has heard who has heard everything so far.
    pub fn now(&self) -> Heard {
        self.heard(self.lock().back().map_or(0, |last| last.number))
    }

    /// What somebody has heard who has heard that last.
    pub const fn heard(&self, number: u64) -> Heard {
        Heard {
            process: self.process,
            number,
        }
    }

    /// How many listen.
    pub fn listeners(&self) -> usize {
        self.sender.receiver_count()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Numbered>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn newest_since(kept: &VecDeque<Numbered>, number: u64) -> Vec<Numbered> {
    let mut seen = BTreeSet::new();
    let since = kept.iter().rev().take_while(|one| one.number > number);
    let newest = since.filter(|one| {
        one.news
            .change()
            .is_none_or(|change| seen.insert(change.record.id))
    });
    let mut newest: Vec<_> = newest.cloned().collect();
    newest.reverse();
    newest
}

#[cfg(test)]
mod tests {
    use app::domain::{
        area::AreaCodes, display_kind::DisplayKind, map::MapRecord, record::RecordKind,
        time::Timestamp,
    };

    use super::*;

    fn change(id: u128, status: &str) -> News {
        News::Here(Change {
            record: MapRecord {
                record: RecordKind::Placement,
                id: Uuid::from_u128(id),
                lon: 105.85,
                lat: 21.03,
                kind: DisplayKind::ALL[0],
                status: status.to_owned(),
            },
            campaign: None,
            unit: None,
            areas: AreaCodes::default(),
            at: Timestamp(0),
        })
    }

    fn told(journal: &Journal, last: Heard) -> Option<Vec<(u64, Option<String>)>> {
        let (_, missed) = journal.resume(last);
        let status = |one: &Numbered| one.news.change().map(|change| change.record.status.clone());
        missed.map(|missed| missed.iter().map(|one| (one.number, status(one))).collect())
    }

    #[test]
    fn who_was_away_hears_the_newest_of_each_record_once() {
        let journal = Journal::new(Uuid::from_u128(1));
        let before = journal.now();
        assert_eq!(told(&journal, before), Some(Vec::new()));
        journal.tell(change(1, "installed"));
        journal.tell(change(2, "installed"));
        journal.tell(change(1, "verified"));
        let missed = |number: u64, status: &str| (number, Some(status.to_owned()));
        let both = vec![missed(2, "installed"), missed(3, "verified")];
        assert_eq!(told(&journal, before), Some(both));
        let last = vec![missed(3, "verified")];
        assert_eq!(told(&journal, journal.heard(2)), Some(last));
        journal.tell(News::Behind);
        let behind = vec![missed(3, "verified"), (4, None)];
        assert_eq!(told(&journal, journal.heard(2)), Some(behind));
    }

    #[test]
    fn what_is_not_known_any_more_means_being_behind() {
        let journal = Journal::new(Uuid::from_u128(1));
        assert_eq!(told(&journal, journal.heard(1)), None, "the future");
        assert_eq!(told(&journal, Journal::new(Uuid::from_u128(2)).now()), None);
        let first = journal.now();
        for id in 0..KEPT as u128 {
            journal.tell(change(id, "installed"));
        }
        assert_eq!(told(&journal, first), None, "too long ago");
        assert!(told(&journal, journal.heard(1)).is_some());
    }

    #[test]
    fn an_id_is_read_as_it_was_written() {
        let heard = Journal::new(Uuid::from_u128(7)).heard(12);
        assert_eq!(heard.to_string().parse(), Ok(heard));
        for bad in ["", "1", "x.1", "00000000000000000000000000000007.x"] {
            assert_eq!(bad.parse::<Heard>(), Err(()), "{bad}");
        }
    }
}
