//! The board of areas: the plan against what hangs, by area.

use serde::{Deserialize, Serialize};

use super::{area::AreaCode, display_kind::DisplayKind, flag::FlagStatus};

/// Counts of one area. Placements are counted as displays (tấm), not as sites, unless said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AreaRow {
    /// Area.
    pub code: AreaCode,
    /// Its full name.
    pub name: String,
    /// Sites in the plan.
    pub sites: i64,
    /// Sites where nothing hangs yet.
    pub sites_missing: i64,
    /// Displays in the plan.
    pub planned: i64,
    /// Displays that hang or have hung.
    pub hung: i64,
    /// Of these, displays that an officer has checked.
    pub checked: i64,
    /// Displays taken down.
    pub removed: i64,
    /// Displays to be fixed now.
    pub to_fix: i64,
    /// Displays that hang or have hung, by kind, in the order of [`DisplayKind::ALL`].
    pub by_kind: Vec<KindCount>,
    /// Flags by state, only those the reader may see.
    pub flags: Vec<FlagCount>,
}

/// Displays of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct KindCount {
    /// Kind.
    pub kind: DisplayKind,
    /// Displays.
    pub count: i64,
}

/// Flags in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FlagCount {
    /// State.
    pub status: FlagStatus,
    /// Flags.
    pub count: i64,
}

impl AreaRow {
    /// Flags that wait for a second person.
    pub fn flags_waiting(&self) -> i64 {
        self.flags
            .iter()
            .filter(|row| row.status == FlagStatus::Recorded)
            .map(|row| row.count)
            .sum()
    }

    /// Flags of every state the reader may see.
    pub fn flags_total(&self) -> i64 {
        self.flags.iter().map(|row| row.count).sum()
    }

    /// Displays of `kind`.
    pub fn kind(&self, kind: DisplayKind) -> i64 {
        self.by_kind
            .iter()
            .filter(|row| row.kind == kind)
            .map(|row| row.count)
            .sum()
    }
}

/// The board of one campaign, by the campaign's own boundary set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct AreaBoard {
    /// One row an area the reader answers for, ordered by code.
    pub rows: Vec<AreaRow>,
}
