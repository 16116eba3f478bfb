//! Carries news of changes between the servers of one PostgreSQL, so that a desk hears what any of them took.
//!
//! A message holds ids only: each server reads the records itself, and each listener's rights decide as ever. Nothing
//! is lost in silence: where messages may have been, listeners are told that they are behind and read their view anew.

use std::time::Duration;

use app::domain::{map::Change, record::RecordKind};
use tokio::{sync::broadcast, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    backend::map::{change_of_flag, change_of_placement},
    news::{News, Numbered},
    state::AppState,
    storage::{MAX_NOTICE_BYTES, Notices, StorageResult},
};

/// Records in one message.
const BATCH: usize = MAX_NOTICE_BYTES / REF_BYTES - 1;
/// Bytes of one record in a message: blank, kind, colon, id.
const REF_BYTES: usize = 1 + "placement".len() + 1 + 32;
/// How often a server says something even when there is no news.
const PULSE: Duration = Duration::from_secs(20);
/// A line on which not even the own pulse came for so long is broken, though no error says so.
const SILENCE: Duration = Duration::from_secs(70);
/// Rest before the database is tried again.
const RETRY: Duration = Duration::from_secs(1);
/// A message that says: I may have kept news from you.
const BEHIND: &str = "behind";

type RecordRef = (RecordKind, Uuid);

/// One server's part.
struct Relay {
    state: AppState,
    /// This server's name in messages.
    me: Uuid,
    stop: CancellationToken,
}

/// Starts telling and hearing; nothing to do on SQLite. Whoever subscribes after this returns hears all.
///
/// # Errors
/// When the database can't be reached.
pub async fn start(
    state: &AppState,
    stop: &CancellationToken,
) -> anyhow::Result<Vec<JoinHandle<()>>> {
    let Some(line) = state.db.listen().await? else {
        return Ok(Vec::new());
    };
    let me = Uuid::new_v4();
    let relay = || Relay {
        state: state.clone(),
        me,
        stop: stop.clone(),
    };
    let news = state.news.subscribe();
    Ok(vec![
        tokio::spawn(relay().tell(news)),
        tokio::spawn(relay().hear(line)),
    ])
}

impl Relay {
    /// Tells the others what this server took, until it stops.
    async fn tell(self, mut news: broadcast::Receiver<Numbered>) {
        // A server that was killed between a commit and its news speaks up when it is back.
        let mut message = Message::Behind;
        loop {
            let is_told = self.state.db.notify(&message.written(self.me)).await;
            if let Err(error) = &is_told {
                tracing::warn!(%error, "the other servers could not be told of changes; trying again");
                tokio::select! {
                    () = tokio::time::sleep(RETRY) => {}
                    () = self.stop.cancelled() => return,
                }
            }
            message = match is_told {
                Err(_) => Message::Behind,
                Ok(()) => match self.next(&mut news).await {
                    Some(next) => next,
                    None => return,
                },
            };
        }
    }

    /// What is to be told next: what waits, or after a while the pulse; none when it stops and all is told.
    async fn next(&self, news: &mut broadcast::Receiver<Numbered>) -> Option<Message> {
        let mut records = Vec::new();
        loop {
            let first = match records.is_empty() {
                true => tokio::select! {
                    biased;
                    first = news.recv() => first.ok(),
                    () = self.stop.cancelled() => return None,
                    () = tokio::time::sleep(PULSE) => return Some(Message::Changed(records)),
                },
                false => match news.try_recv() {
                    Ok(next) => Some(next),
                    Err(broadcast::error::TryRecvError::Lagged(_)) => None,
                    Err(_) => return Some(Message::Changed(records)),
                },
            };
            match first.map(|first| first.news) {
                Some(News::Here(change)) => records.push((change.record.record, change.record.id)),
                Some(News::Elsewhere(_) | News::Behind) => {}
                // More came than was kept.
                None => return Some(Message::Behind),
            }
            if records.len() == BATCH {
                return Some(Message::Changed(records));
            }
        }
    }

    /// Passes on what the others tell, until it stops.
    async fn hear(self, mut line: Notices) {
        loop {
            let heard = tokio::select! {
                heard = timeout(SILENCE, line.next()) => heard,
                () = self.stop.cancelled() => return,
            };
            if let Ok(Ok(Some(text))) = heard {
                self.take(&text).await;
                continue;
            }
            tracing::warn!("the line to the other servers broke; opening another");
            match self.reopen().await {
                Some(fresh) => line = fresh,
                None => return,
            }
            // Only now: whatever is told from here on is heard.
            self.pass_on(News::Behind);
        }
    }

    /// Another line, as soon as there is one; none when the server stops.
    async fn reopen(&self) -> Option<Notices> {
        loop {
            match self.state.db.listen().await {
                Ok(line) => return line,
                Err(error) => tracing::warn!(%error, "no line to the other servers yet"),
            }
            tokio::select! {
                () = tokio::time::sleep(RETRY) => {}
                () = self.stop.cancelled() => return None,
            }
        }
    }

    async fn take(&self, text: &str) {
        let (from, message) = Message::read(text);
        // This server's teller listens too; there is nobody to read for but others.
        if from == Some(self.me) || self.state.news.listeners() < 2 {
            return;
        }
        let Message::Changed(records) = message else {
            return self.pass_on(News::Behind);
        };
        for record in records {
            match self.change(record).await {
                Ok(Some(change)) => self.pass_on(News::Elsewhere(change)),
                Ok(None) => {}
                Err(error) => {
                    tracing::warn!(%error, "a record that another server told of could not be read");
                    self.pass_on(News::Behind);
                }
            }
        }
    }

    /// The record as it is now.
    async fn change(&self, (record, id): RecordRef) -> StorageResult<Option<Change>> {
        let (db, now) = (&self.state.db, self.state.clock.now());
        Ok(match record {
            RecordKind::Placement => db
                .find_placement(id.into())
                .await?
                .map(|stored| change_of_placement(&stored.placement, now)),
            RecordKind::Flag => db
                .find_flag(id.into())
                .await?
                .map(|stored| change_of_flag(&stored.flag, now)),
            RecordKind::CheckIn => None,
        })
    }

    /// Nobody listening is fine.
    fn pass_on(&self, news: News) {
        self.state.news.tell(news);
    }
}

/// What servers tell each other.
#[derive(Debug, PartialEq, Eq)]
enum Message {
    /// These records changed; with none of them it is the pulse.
    Changed(Vec<RecordRef>),
    /// News may have been left out.
    Behind,
}

impl Message {
    /// The message as it goes over the line: who tells it, then the records.
    fn written(&self, me: Uuid) -> String {
        let mut text = me.simple().to_string();
        match self {
            Self::Behind => text.push_str(&format!(" {BEHIND}")),
            Self::Changed(records) => records.iter().for_each(|(record, id)| {
                text.push_str(&format!(" {}:{}", record.code(), id.simple()));
            }),
        }
        text
    }

    /// Who tells what. What can't be read, as from a later release, means being behind.
    fn read(text: &str) -> (Option<Uuid>, Self) {
        let mut words = text.split(' ');
        let from = words.next().and_then(|word| word.parse().ok());
        let records: Option<Vec<RecordRef>> = words
            .map(|word| {
                let (record, id) = word.split_once(':')?;
                Some((record.parse().ok()?, id.parse().ok()?))
            })
            .collect();
        (from, records.map_or(Self::Behind, Self::Changed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_read_as_it_was_written() {
        let me = Uuid::new_v4();
        let some = vec![
            (RecordKind::Placement, Uuid::new_v4()),
            (RecordKind::Flag, Uuid::new_v4()),
        ];
        for message in [
            Message::Behind,
            Message::Changed(Vec::new()),
            Message::Changed(some),
        ] {
            assert_eq!(Message::read(&message.written(me)), (Some(me), message));
        }
    }

    #[test]
    fn the_fullest_message_fits() {
        let most = Message::Changed(vec![(RecordKind::Placement, Uuid::max()); BATCH]);
        assert!(BATCH > 100 && most.written(Uuid::max()).len() <= MAX_NOTICE_BYTES);
    }

    #[test]
    fn what_cannot_be_read_means_being_behind() {
        let later = format!("{} comment:{}", Uuid::new_v4(), Uuid::new_v4());
        assert_eq!(Message::read(&later).1, Message::Behind);
        assert_eq!(Message::read("nonsense x").0, None);
    }
}
