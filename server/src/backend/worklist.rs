//! What waits for a person: records in a state that waits for their role, of which they may take a step themselves.

use app::{
    domain::{
        query::{RecordQuery, SortKey},
        role::Permission,
        time::Timestamp,
        worklist::{Worklist, due, flags_waiting, is_work, placements_waiting},
    },
    error::AppResult,
};

use super::Service;

/// Records shown of each kind.
const SHOWN: usize = 50;
/// Pages read at most: what waits for the role but not for this person is passed over.
const MOST_PAGES: usize = 5;

fn oldest(statuses: impl Iterator<Item = String>, since: Option<Timestamp>) -> RecordQuery {
    RecordQuery {
        status: statuses.collect(),
        since,
        sort: Some(SortKey::Updated),
        reverse: true,
        ..RecordQuery::default()
    }
}

impl Service {
    pub(super) async fn work(&self) -> AppResult<Worklist> {
        self.work_since(None).await
    }

    /// What of it has changed since then.
    pub(super) async fn work_since(&self, since: Option<Timestamp>) -> AppResult<Worklist> {
        let me = self.require(Permission::ReadPlacements)?;
        let mut work = Worklist {
            flags: Vec::new(),
            more_flags: false,
            placements: Vec::new(),
            more_placements: false,
            due: Vec::new(),
        };
        let mut query = oldest(
            flags_waiting(me.role).iter().map(ToString::to_string),
            since,
        );
        for _ in 0..MOST_PAGES {
            let page = self.flags(query.clone()).await?;
            let mine = page.items.into_iter().filter(is_work);
            work.flags.extend(mine);
            query.next = page.next;
            work.more_flags = query.next.is_some() || work.flags.len() > SHOWN;
            if query.next.is_none() || work.flags.len() >= SHOWN {
                break;
            }
        }
        work.flags.truncate(SHOWN);
        let mut query = oldest(
            placements_waiting(me.role).iter().map(ToString::to_string),
            since,
        );
        for _ in 0..MOST_PAGES {
            let page = self.placements(query.clone()).await?;
            let mine = page
                .items
                .into_iter()
                .filter(|placement| !placement.steps.is_empty());
            work.placements.extend(mine);
            query.next = page.next;
            work.more_placements = query.next.is_some() || work.placements.len() > SHOWN;
            if query.next.is_none() || work.placements.len() >= SHOWN {
                break;
            }
        }
        work.placements.truncate(SHOWN);
        if me.may(Permission::ReadReports) {
            let today = self.state.clock.now().date();
            work.due = due(&self.state.db.list_campaigns().await?, today);
        }
        Ok(work)
    }
}
