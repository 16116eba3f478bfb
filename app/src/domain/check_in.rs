//! Check-ins (lượt kiểm tra): one visit of one officer to one site or placement.

use serde::{Deserialize, Serialize};

use super::{
    area::AreaCodes,
    condition::Condition,
    ids::{CampaignId, CheckInId, PlacementId, SiteId},
    invalid::{Check, FieldError, Rule},
    photo::{Sha256, check_photos},
    record::{Capture, check_quantity},
    time::Timestamp,
};

/// A check-in that an officer sends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NewCheckIn {
    /// The planned site visited; or
    #[serde(default)]
    pub site: Option<SiteId>,
    /// the placement visited. Exactly one of the two.
    #[serde(default)]
    pub placement: Option<PlacementId>,
    /// What was found.
    pub condition: Condition,
    /// How many displays were found, where that differs from the plan.
    #[serde(default)]
    pub quantity: Option<i32>,
    /// Position, street, photos, time.
    #[serde(flatten)]
    pub capture: Capture,
}

crate::json_fields!(NewCheckIn { site, placement, condition, quantity } flat { capture });

impl NewCheckIn {
    /// The rules that need no other record.
    ///
    /// # Errors
    /// Every field that broke one.
    pub fn check(&self) -> Result<(), Vec<FieldError>> {
        let mut check = Check::default();
        self.capture.check(&mut check);
        check.that(
            self.site.is_some() != self.placement.is_some(),
            "site",
            Rule::TargetRequired,
        );
        if let Some(quantity) = self.quantity {
            check_quantity(quantity, &mut check);
        }
        check_photos(
            &self.capture.photos,
            self.condition.needs_photo(),
            &mut check,
        );
        check.finish()
    }
}

/// A check-in of the reader's own, as their phone lists it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OwnVisit {
    /// Its id.
    pub id: CheckInId,
    /// Site visited, where it was in the plan.
    pub site: Option<SiteId>,
    /// Placement visited.
    pub placement: PlacementId,
    /// What was found.
    pub condition: Condition,
    /// Street.
    pub street: String,
    /// The phone's time of recording.
    pub recorded_at: Timestamp,
}

crate::json_read!(OwnVisit {
    id,
    site,
    placement,
    condition,
    street,
    recorded_at
});

impl From<CheckIn> for OwnVisit {
    fn from(check_in: CheckIn) -> Self {
        Self {
            id: check_in.id,
            site: check_in.site,
            placement: check_in.placement,
            condition: check_in.condition,
            street: check_in.street,
            recorded_at: check_in.recorded_at,
        }
    }
}

/// A check-in as it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CheckIn {
    /// Its id.
    pub id: CheckInId,
    /// Campaign of the placement.
    pub campaign: CampaignId,
    /// Placement visited.
    pub placement: PlacementId,
    /// Site visited, where it was in the plan.
    pub site: Option<SiteId>,
    /// What was found.
    pub condition: Condition,
    /// Displays found.
    pub quantity: Option<i32>,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Radius of the 68 % circle in metres.
    pub accuracy_m: Option<f64>,
    /// Street.
    pub street: String,
    /// Areas of the position.
    #[serde(flatten)]
    pub areas: AreaCodes,
    /// Short note.
    pub note: String,
    /// Photos.
    pub photos: Vec<Sha256>,
    /// The phone's time of recording.
    pub recorded_at: Timestamp,
    /// The server's time of acceptance.
    pub received_at: Timestamp,
    /// Whether the reader recorded it.
    pub mine: bool,
    /// Whether it is sample data of the demo.
    pub sample: bool,
}
