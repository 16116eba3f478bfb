//! Everything an officer's phone holds to work without a network.

use serde::{Deserialize, Serialize};

use super::{
    account::Me, campaign::Campaign, check_in::OwnVisit, flag::Flag, ground::Ground,
    placement::Placement, site::Site, time::Timestamp, unit::Unit,
};
use crate::geo::GeoPack;

/// The reference data of one officer: running campaigns, own areas, what hangs there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldPack {
    /// The server's time it was made.
    pub made_at: Timestamp,
    /// Whose it is.
    pub me: Me,
    /// Campaigns whose window has not ended, those that ended lately, and at least the newest. Of the ended ones beside an open
    /// one only what is to be removed is here.
    pub campaigns: Vec<Campaign>,
    /// Planned sites in the officer's areas.
    pub sites: Vec<Site>,
    /// Placements outside the plan in the officer's areas.
    pub placements: Vec<Placement>,
    /// The officer's own flags: those still open, and those that came to an end lately.
    pub flags: Vec<Flag>,
    /// The officer's own check-ins of the last days, newest first.
    #[serde(default)]
    pub visits: Vec<OwnVisit>,
    /// Grounds in force.
    pub grounds: Vec<Ground>,
    /// Units that hang.
    pub units: Vec<Unit>,
    /// Boundaries, streets and water around the officer's areas.
    pub geo: GeoPack,
}

crate::json_read!(FieldPack {
    made_at,
    me,
    campaigns,
    sites,
    placements,
    flags,
    grounds,
    units,
    geo
} newer { visits });
