//! Planned sites.

use app::{
    domain::{
        ids::SiteId,
        query::{Page, RecordQuery},
        role::Permission,
        site::Site,
    },
    error::{AppError, AppResult},
};

use super::{Service, access::scope_of};

impl Service {
    pub(super) async fn sites(&self, query: RecordQuery) -> AppResult<Page<Site>> {
        let me = self.require(Permission::ReadPlacements)?;
        Ok(self.state.db.list_sites(&query, &scope_of(me)).await?)
    }

    pub(super) async fn site(&self, id: SiteId) -> AppResult<Site> {
        let me = self.require(Permission::ReadPlacements)?;
        let site = self
            .state
            .db
            .find_site(id)
            .await?
            .ok_or(AppError::NotFound)?;
        if me.covers(&site.areas) {
            Ok(site)
        } else {
            Err(AppError::NotFound)
        }
    }
}
