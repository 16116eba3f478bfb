//! One area's results, as the backend works them out.

use app::domain::{
    area::AreaName,
    board::KindCount,
    campaign::Campaign,
    display_kind::DisplayKind,
    ground::GroundCode,
    photo::Sha256,
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
    /// Biểu 1: one row a unit, by its name; last, with an empty name, what no known unit hung, if there is any.
    pub units: Vec<UnitRow>,
    /// Biểu 2: one row a street, section and kind, in that order.
    pub streets: Vec<StreetRow>,
    /// Biểu 3: one row a ground, by code. A flag with two grounds counts under both.
    pub grounds: Vec<GroundRow>,
}

/// A row of Biểu 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    /// Name of the unit.
    pub unit: String,
    /// Displays that hang or have hung, by kind; kinds without any may be left out.
    pub by_kind: Vec<KindCount>,
    /// Displays in the plan.
    pub planned: i64,
    /// Displays that hang or have hung.
    pub hung: i64,
    /// Of these, displays that an officer has checked.
    pub checked: i64,
    /// Displays taken down.
    pub removed: i64,
}

impl UnitRow {
    /// Displays of `kind` that hang or have hung.
    pub fn kind(&self, kind: DisplayKind) -> i64 {
        self.by_kind
            .iter()
            .filter(|row| row.kind == kind)
            .map(|row| row.count)
            .sum()
    }
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
    /// Displays in the plan.
    pub planned: i64,
    /// Displays that hang or have hung.
    pub actual: i64,
    /// First day of display.
    pub from: Date,
    /// Last day of display.
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
