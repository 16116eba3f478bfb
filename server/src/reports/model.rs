//! One area's results, as the backend works them out.

use app::domain::{
    area::AreaName,
    campaign::Campaign,
    display_kind::DisplayKind,
    ground::GroundCode,
    photo::Sha256,
    reality::{RealityCounts, RealityRow},
    time::{Date, Timestamp},
};

/// What one area achieved in one campaign. Displays are counted (tấm), not sites.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaReport {
    /// The campaign.
    pub campaign: Campaign,
    /// The area, of the campaign's boundary set.
    pub area: AreaName,
    /// The server's time the figures are of.
    pub made_at: Timestamp,
    /// Biểu 1: the board's rows by unit; last, with an empty name, what no known unit hung, if there is any.
    pub units: Vec<RealityRow>,
    /// Biểu 2: one row a street, section, kind and days, in that order.
    pub streets: Vec<StreetRow>,
    /// Biểu 3: one row a ground, by code. A flag with two grounds counts under both.
    pub grounds: Vec<GroundRow>,
}

/// A row of Biểu 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreetRow {
    /// Street.
    pub street: String,
    /// Section of the street; empty where the plan names none.
    pub section: String,
    /// Kind of display.
    pub kind: DisplayKind,
    /// Its counts.
    pub counts: RealityCounts,
    /// First day of display: the plan's own for these sites, else the campaign's.
    pub from: Date,
    /// Last day of display, likewise.
    pub to: Date,
    /// Photos of the campaign's own placements in this row; never of flags.
    pub photos: Vec<Sha256>,
}

/// A row of Biểu 3: counts only, no place and no photo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundRow {
    /// Code of the ground.
    pub ground: GroundCode,
    /// Its Vietnamese label.
    pub label: String,
    /// Flags that a second person confirmed.
    pub confirmed: i64,
    /// Of these, put right: removed, remedied or closed.
    pub remedied: i64,
    /// Of these, not yet decided.
    pub in_progress: i64,
    /// Of these, found to be no violation.
    pub no_violation: i64,
}
