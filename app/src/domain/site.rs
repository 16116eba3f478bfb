//! Sites (điểm treo trong kế hoạch): where the plan says that a display hangs.

use serde::{Deserialize, Serialize};

use super::{
    area::AreaCodes,
    display_kind::DisplayKind,
    ids::{CampaignId, PlacementId, SiteId},
    photo::Sha256,
    placement::PlacementStatus,
    time::Date,
    unit::UnitCode,
};
use crate::geo::LonLat;

/// A planned site.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Site {
    /// Its id.
    pub id: SiteId,
    /// Campaign whose plan it is in.
    pub campaign: CampaignId,
    /// Code within the campaign, such as `HK-014`.
    pub code: String,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Street (tuyến phố).
    pub street: String,
    /// Section of the street (đoạn).
    pub section: String,
    /// Side of the street.
    pub side: String,
    /// What should hang there.
    pub kind: DisplayKind,
    /// How many.
    pub quantity: i32,
    /// Which approved message.
    pub message_no: i32,
    /// Who hangs it.
    pub unit: UnitCode,
    /// Its areas.
    #[serde(flatten)]
    pub areas: AreaCodes,
    /// The placement that realises it.
    pub placement: PlacementId,
    /// Status of that placement.
    pub status: PlacementStatus,
    /// The newest photo of that placement.
    #[serde(default)]
    pub last_photo: Option<Sha256>,
    /// Whether the plan names only street and section, so that the position is somewhere on them.
    #[serde(default)]
    pub approximate: bool,
    /// First day of display, where it isn't the campaign's.
    #[serde(default)]
    pub starts_on: Option<Date>,
    /// Last day of display, where it isn't the campaign's.
    #[serde(default)]
    pub ends_on: Option<Date>,
    /// Whether it is sample data of the demo.
    pub sample: bool,
}

crate::json_read!(Site { id, campaign, code, lon, lat, street, section, side, kind, quantity, message_no, unit, placement, status, sample } newer { last_photo, approximate, starts_on, ends_on } flat { areas });

impl Site {
    /// The bare point.
    pub fn point(&self) -> LonLat {
        LonLat {
            lon: self.lon,
            lat: self.lat,
        }
    }
}
