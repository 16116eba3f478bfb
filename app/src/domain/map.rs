//! What the map draws: records close by, clusters from afar, and news of changes.

use serde::{Deserialize, Serialize};

use super::{
    area::AreaCodes, display_kind::DisplayKind, ids::CampaignId, record::RecordKind,
    time::Timestamp, unit::UnitCode,
};

/// One record on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MapRecord {
    /// Placement or flag.
    pub record: RecordKind,
    /// Its id.
    pub id: uuid::Uuid,
    /// Longitude, WGS84 degrees.
    pub lon: f64,
    /// Latitude, WGS84 degrees.
    pub lat: f64,
    /// Kind of display.
    pub kind: DisplayKind,
    /// Code of its status.
    pub status: String,
}

/// Records of one cell of the map, counted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MapCluster {
    /// Longitude of their middle.
    pub lon: f64,
    /// Latitude of their middle.
    pub lat: f64,
    /// How many in all.
    pub count: i64,
    /// Counts by look: `checked`, `hung`, `planned`, `fix`, `removed`, `flag`.
    pub by_look: Vec<(MapLook, i64)>,
}

crate::vocabulary! {
    /// The six symbols of the map, each its own shape, colour and word.
    pub enum MapLook {
        Checked = "checked", "Đã kiểm tra", "Checked";
        Hung = "hung", "Đã treo", "Hung";
        Planned = "planned", "Chưa treo", "Not yet hung";
        Fix = "fix", "Cần khắc phục", "To fix";
        Removed = "removed", "Đã tháo", "Removed";
        Flag = "flag", "Phiếu ghi nhận", "Flag";
    }
}

impl MapLook {
    /// The symbol of a record with that status code.
    pub fn of(record: RecordKind, status: &str) -> Self {
        match (record, status) {
            (RecordKind::Flag, _) => Self::Flag,
            (_, "verified") => Self::Checked,
            (_, "planned" | "cancelled") => Self::Planned,
            (_, "needs_fix" | "due_removal") => Self::Fix,
            (_, "removed" | "closed") => Self::Removed,
            _ => Self::Hung,
        }
    }
}

/// The map's content for one view: clusters or single records, never both of the same.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct MapView {
    /// Single records.
    pub records: Vec<MapRecord>,
    /// Cells with more than one record.
    pub clusters: Vec<MapCluster>,
}

/// Where records lie and how many they are.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Overview {
    /// Box around them, `w,s,e,n`; none when there is no record. Around many, it leaves out the outermost few metres.
    pub bbox: Option<String>,
    /// How many there are.
    pub count: i64,
}

/// News that a record was made or changed; sent only to who may see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Change {
    /// The record after the change.
    #[serde(flatten)]
    pub record: MapRecord,
    /// Its campaign.
    pub campaign: Option<CampaignId>,
    /// Who hangs it.
    pub unit: Option<UnitCode>,
    /// Its areas.
    #[serde(flatten)]
    pub areas: AreaCodes,
    /// The server's time of the change.
    pub at: Timestamp,
}
