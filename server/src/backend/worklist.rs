//! What waits for a person: records in a state that waits for their role, of which they may take a step themselves.

use app::{
    domain::{
        account::Me,
        flag::Flag,
        placement::Placement,
        query::{RecordQuery, SortKey},
        role::{Permission, Role},
        time::Timestamp,
        worklist::{Due, Worklist, due, flags_waiting, is_work, placements_waiting},
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
        // Each on a connection of its own, at the same time.
        let ((flags, more_flags), (placements, more_placements), due) = tokio::try_join!(
            self.flags_since(me.role, since),
            self.placements_since(me.role, since),
            self.results_due(me),
        )?;
        Ok(Worklist {
            flags,
            more_flags,
            placements,
            more_placements,
            due,
        })
    }

    /// Flags, and whether there are more.
    async fn flags_since(
        &self,
        role: Role,
        since: Option<Timestamp>,
    ) -> AppResult<(Vec<Flag>, bool)> {
        let waiting = flags_waiting(role).iter().map(ToString::to_string);
        let mut query = oldest(waiting, since);
        let mut flags = Vec::new();
        for _ in 0..MOST_PAGES {
            let page = self.flags(query.clone()).await?;
            flags.extend(page.items.into_iter().filter(is_work));
            query.next = page.next;
            if query.next.is_none() || flags.len() >= SHOWN {
                break;
            }
        }
        let more = query.next.is_some() || flags.len() > SHOWN;
        flags.truncate(SHOWN);
        Ok((flags, more))
    }

    /// Placements, and whether there are more.
    async fn placements_since(
        &self,
        role: Role,
        since: Option<Timestamp>,
    ) -> AppResult<(Vec<Placement>, bool)> {
        let waiting = placements_waiting(role).iter().map(ToString::to_string);
        let mut query = oldest(waiting, since);
        let mut placements = Vec::new();
        for _ in 0..MOST_PAGES {
            let page = self.placements(query.clone()).await?;
            let mine = page
                .items
                .into_iter()
                .filter(|placement| !placement.steps.is_empty());
            placements.extend(mine);
            query.next = page.next;
            if query.next.is_none() || placements.len() >= SHOWN {
                break;
            }
        }
        let more = query.next.is_some() || placements.len() > SHOWN;
        placements.truncate(SHOWN);
        Ok((placements, more))
    }

    async fn results_due(&self, me: &Me) -> AppResult<Vec<Due>> {
        if !me.may(Permission::ReadReports) {
            return Ok(Vec::new());
        }
        let today = self.state.clock.now().date();
        Ok(due(&self.state.db.list_campaigns().await?, today))
    }
}
