//! Reference data that every signed-in person may read, and the administrator's list of accounts.

use app::{
    domain::{
        account::{AccountRow, Me},
        area::{AreaName, BoundarySet},
        campaign::Campaign,
        ground::Ground,
        ids::CampaignId,
        role::Permission,
        unit::Unit,
    },
    error::{AppError, AppResult},
};

use super::Service;

impl Service {
    pub(super) fn signed_in(&self) -> AppResult<Me> {
        self.actor.clone().ok_or(AppError::SignInRequired)
    }

    pub(super) async fn campaigns(&self) -> AppResult<Vec<Campaign>> {
        self.require(Permission::ReadReference)?;
        Ok(self.state.db.list_campaigns().await?)
    }

    pub(super) async fn campaign(&self, id: CampaignId) -> AppResult<Campaign> {
        self.require(Permission::ReadReference)?;
        self.state
            .db
            .find_campaign(id)
            .await?
            .ok_or(AppError::NotFound)
    }

    pub(super) async fn units(&self) -> AppResult<Vec<Unit>> {
        self.require(Permission::ReadReference)?;
        Ok(self.state.db.list_units().await?)
    }

    pub(super) async fn grounds(&self) -> AppResult<Vec<Ground>> {
        self.require(Permission::ReadReference)?;
        Ok(self.state.db.list_grounds().await?)
    }

    /// The areas of a set that the person answers for; all of them for someone whose areas are of the other set,
    /// since either kind may be asked for in a filter.
    pub(super) fn areas(&self, set: BoundarySet) -> AppResult<Vec<AreaName>> {
        let me = self.require(Permission::ReadReference)?;
        let mut names = self.state.geography().names(set);
        if me.areas.iter().any(|area| area.set() == set) {
            names.retain(|area| me.areas.contains(&area.code));
        }
        Ok(names)
    }

    pub(super) async fn accounts(&self) -> AppResult<Vec<AccountRow>> {
        self.require(Permission::ManageAccounts)?;
        let accounts = self.state.db.list_accounts().await?;
        Ok(accounts
            .into_iter()
            .map(|stored| AccountRow {
                account: stored.me,
                active: stored.active,
            })
            .collect())
    }
}
