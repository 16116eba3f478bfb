//! News of changed records: for whoever listens now, and for who was away for a moment.
//!
//! Each has a number. Who names the last one they heard is told what came after it, as long as it is still kept; else
//! that they are behind, and read their view anew. Numbers are this process's own: after a restart everybody is behind. They count what
//! a listener may not hear too, so that nobody sees one: what listeners get are ids (`news/ids.rs`).

mod ids;

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use app::domain::{ids::AccountId, map::Change};
use tokio::sync::broadcast;

use self::ids::Ids;

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

/// All news of this process.
pub struct Journal {
    ids: Ids,
    sender: broadcast::Sender<Numbered>,
    kept: Mutex<VecDeque<Numbered>>,
}

impl Default for Journal {
    /// Nothing has happened yet.
    fn default() -> Self {
        let (sender, _) = broadcast::channel(BUFFER);
        // Number 0, so that somebody may have heard something.
        let first = Numbered {
            number: 0,
            news: News::Behind,
        };
        Self {
            ids: Ids::new(),
            sender,
            kept: Mutex::new(VecDeque::from([first])),
        }
    }
}

impl Journal {
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
    pub fn resume(&self, last: u64) -> (broadcast::Receiver<Numbered>, Option<Vec<Numbered>>) {
        let kept = self.lock();
        let receiver = self.sender.subscribe();
        let is_known = kept.front().is_some_and(|first| first.number <= last)
            && kept.back().is_some_and(|newest| newest.number >= last);
        (receiver, is_known.then(|| newest_since(&kept, last)))
    }

    /// The number of the newest.
    pub fn now(&self) -> u64 {
        self.lock().back().map_or(0, |last| last.number)
    }

    /// The id by which this listener says that this number is the last they heard.
    pub fn id(&self, number: u64, listener: AccountId) -> String {
        self.ids.seal(number, listener)
    }

    /// The number of an id that this process gave this listener.
    pub fn number(&self, id: &str, listener: AccountId) -> Option<u64> {
        self.ids.open(id, listener)
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
    use uuid::Uuid;

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

    fn told(journal: &Journal, last: u64) -> Option<Vec<(u64, Option<String>)>> {
        let (_, missed) = journal.resume(last);
        let status = |one: &Numbered| one.news.change().map(|change| change.record.status.clone());
        missed.map(|missed| missed.iter().map(|one| (one.number, status(one))).collect())
    }

    #[test]
    fn who_was_away_hears_the_newest_of_each_record_once() {
        let journal = Journal::default();
        let before = journal.now();
        assert_eq!(told(&journal, before), Some(Vec::new()));
        journal.tell(change(1, "installed"));
        journal.tell(change(2, "installed"));
        journal.tell(change(1, "verified"));
        let missed = |number: u64, status: &str| (number, Some(status.to_owned()));
        let both = vec![missed(2, "installed"), missed(3, "verified")];
        assert_eq!(told(&journal, before), Some(both));
        let last = vec![missed(3, "verified")];
        assert_eq!(told(&journal, 2), Some(last));
        journal.tell(News::Behind);
        let behind = vec![missed(3, "verified"), (4, None)];
        assert_eq!(told(&journal, 2), Some(behind));
    }

    #[test]
    fn what_is_not_known_any_more_means_being_behind() {
        let journal = Journal::default();
        assert_eq!(told(&journal, 1), None, "the future");
        let first = journal.now();
        for id in 0..KEPT as u128 {
            journal.tell(change(id, "installed"));
        }
        assert_eq!(told(&journal, first), None, "too long ago");
        assert!(told(&journal, 1).is_some());
    }
}
