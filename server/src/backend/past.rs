//! How placements stood on a day of their campaign. Flags are left out for everybody: who may see one can change with its state, and
//! a past state must not show what is hidden now.

use app::{
    domain::{
        past::{DayCounts, Past, days_of},
        query::RecordQuery,
        role::Permission,
    },
    error::{AppError, AppResult},
};

use super::{Service, access::scope_for};
use crate::storage::{TileAddress, TileContent};

impl Service {
    /// The days of the query's campaign, with how many placements were in each state at the end of each.
    pub(super) async fn days(&self, query: &RecordQuery) -> AppResult<Vec<DayCounts>> {
        let me = self.require(Permission::ReadPlacements)?;
        refuse_times(query)?;
        let campaign = query
            .campaign
            .ok_or_else(|| AppError::bad_request("campaign: say whose days"))?;
        let db = &self.state.db;
        let campaign = db
            .find_campaign(campaign)
            .await?
            .ok_or(AppError::NotFound)?;
        let today = self.state.clock.now().date();
        let days = days_of(&campaign, today);
        Ok(db
            .list_days(query, &scope_for(me, query), &days, today)
            .await?)
    }

    /// What a tile showed this person at the end of a day, or what had changed since an earlier one.
    ///
    /// # Errors
    /// When the role reads no placements, the query asks for times of change too, or the database can't be read.
    pub async fn past_tile(
        &self,
        tile: TileAddress,
        query: &RecordQuery,
        past: Past,
    ) -> AppResult<TileContent> {
        let me = self.require(Permission::ReadPlacements)?;
        refuse_times(query)?;
        let (db, scope) = (&self.state.db, scope_for(me, query));
        if past.compared_with.is_none() && past.as_of >= self.state.clock.now().date() {
            // Today ends as it is now.
            return Ok(db.tile(tile, query, &scope, None).await?);
        }
        Ok(db.past_tile(tile, query, &scope, past).await?)
    }
}

/// When a placement changed last is of the present: together with a past day it would hide what changed since.
fn refuse_times(query: &RecordQuery) -> AppResult<()> {
    if query.is_by_days() {
        return Err(AppError::bad_request(
            "since, until: not together with a day of the past",
        ));
    }
    Ok(())
}
