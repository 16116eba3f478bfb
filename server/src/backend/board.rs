//! The board of areas.

use app::{
    domain::{
        area::AreaCodes,
        board::{AreaBoard, AreaRow},
        ids::CampaignId,
        role::Permission,
    },
    error::{AppError, AppResult},
};

use super::{
    Service,
    access::{flag_scope_of, scope_of},
};

impl Service {
    /// The board, by the campaign's boundary set. Someone whose areas are of the other set sees the areas in which
    /// something of theirs lies.
    pub(super) async fn board(&self, campaign: CampaignId) -> AppResult<AreaBoard> {
        let me = self.require(Permission::ReadReports)?;
        let campaign = self
            .state
            .db
            .find_campaign(campaign)
            .await?
            .ok_or(AppError::NotFound)?;
        let set = campaign.boundary_set;
        let names = self.state.geography().names(set);
        let flags = flag_scope_of(me);
        let mut rows = self
            .state
            .db
            .area_rows(campaign.id, set, names, &scope_of(me), flags.as_ref())
            .await?;
        rows.retain(|row| me.is_city_wide() || me.areas.contains(&row.code) || has_records(row));
        Ok(AreaBoard { rows })
    }
}

fn has_records(row: &AreaRow) -> bool {
    row.sites > 0 || row.hung > 0 || row.flags_total() > 0
}

/// The codes of one area, for a check against a person's areas.
pub(super) fn codes_of(code: &app::domain::area::AreaCode) -> AreaCodes {
    let mut codes = AreaCodes::default();
    match code.set() {
        app::domain::area::BoundarySet::Hanoi2020 => codes.district = Some(code.clone()),
        app::domain::area::BoundarySet::Hanoi2025 => codes.ward = Some(code.clone()),
    }
    codes
}
