//! What the desk's pages read besides records: who is signed in, campaigns, areas, units, grounds.

use leptos::prelude::*;

use crate::{
    api,
    domain::{
        account::Me,
        area::{AreaCode, AreaName, BoundarySet},
        campaign::Campaign,
        ground::Ground,
        unit::{Unit, UnitCode},
    },
    error::AppResult,
};

/// The lists a desk page names things by. Each is asked for once a page, and all at the same time.
#[derive(Clone, Copy)]
pub struct Reference {
    /// Who is signed in.
    pub me: Resource<AppResult<Me>>,
    /// Campaigns, newest first.
    pub campaigns: Resource<AppResult<Vec<Campaign>>>,
    /// Units, by name.
    pub units: Resource<AppResult<Vec<Unit>>>,
    /// Grounds, by code.
    pub grounds: Resource<AppResult<Vec<Ground>>>,
    districts: Resource<AppResult<Vec<AreaName>>>,
    wards: Resource<AppResult<Vec<AreaName>>>,
}

/// The lists, once they are there.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Campaigns, newest first.
    pub campaigns: Vec<Campaign>,
    /// Units, by name.
    pub units: Vec<Unit>,
    /// Grounds, by code.
    pub grounds: Vec<Ground>,
    /// Areas of both sets.
    pub areas: Vec<AreaName>,
}

impl Reference {
    /// Asks for all of it.
    pub fn load() -> Self {
        let areas = |set| Resource::new(|| (), move |()| api::area::list_areas(set));
        Self {
            me: Resource::new(|| (), |()| api::account::find_me()),
            campaigns: Resource::new(|| (), |()| api::campaign::list_campaigns()),
            units: Resource::new(|| (), |()| api::unit::list_units()),
            grounds: Resource::new(|| (), |()| api::ground::list_grounds()),
            districts: areas(BoundarySet::Hanoi2020),
            wards: areas(BoundarySet::Hanoi2025),
        }
    }

    /// Waits for the lists.
    ///
    /// # Errors
    /// The first one that failed.
    pub async fn names(self) -> AppResult<Names> {
        let mut areas = self.districts.await?;
        areas.extend(self.wards.await?);
        Ok(Names {
            campaigns: self.campaigns.await?,
            units: self.units.await?,
            grounds: self.grounds.await?,
            areas,
        })
    }

    /// The campaigns if they are there; for effects and handlers.
    pub fn campaigns_now(self) -> Option<Vec<Campaign>> {
        self.campaigns.get()?.ok()
    }
}

impl Names {
    /// The areas of one set.
    pub fn areas_of(&self, set: BoundarySet) -> impl Iterator<Item = &AreaName> {
        self.areas.iter().filter(move |area| area.code.set() == set)
    }

    /// Name of an area; its code where the reader has no name for it.
    pub fn area(&self, code: &AreaCode) -> String {
        let found = self.areas.iter().find(|area| area.code == *code);
        found.map_or_else(|| code.to_string(), |area| area.name.clone())
    }

    /// Name of a unit; its code where there is no name.
    pub fn unit(&self, code: &UnitCode) -> String {
        let found = self.units.iter().find(|unit| unit.code == *code);
        found.map_or_else(|| code.to_string(), |unit| unit.name.clone())
    }
}
