//! The plan against reality (kế hoạch và thực tế): what was planned, what hangs, what is missing, wrong, too much, to be
//! removed. The board and the report's Biểu 1 and 2 count by these rules alone, so that they can't say different things.

use serde::{Deserialize, Serialize};

use super::{
    area::AreaCode, board::KindCount, condition::Condition, display_kind::DisplayKind,
    phase::Phase, placement::PlacementStatus, unit::UnitCode,
};

crate::vocabulary! {
    /// What a row of the board is.
    pub enum Grouping {
        Area = "area", "Địa bàn", "Area";
        Street = "street", "Tuyến phố", "Street";
        Unit = "unit", "Đơn vị thực hiện", "Unit";
        Message = "message", "Khẩu hiệu", "Message";
    }
}

/// What is asked of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RealityQuery {
    /// What its rows are.
    pub by: Grouping,
    /// Only in this area, of the campaign's boundary set.
    pub area: Option<AreaCode>,
    /// Only of this unit.
    pub unit: Option<UnitCode>,
    /// Only with this message.
    pub message: Option<i32>,
}

/// The sums of placements that are alike in everything the rules ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alike {
    /// Kind.
    pub kind: DisplayKind,
    /// Status.
    pub status: PlacementStatus,
    /// Condition found last.
    pub condition: Option<Condition>,
    /// Placements that have a site.
    pub sites: i64,
    /// Displays planned.
    pub planned: i64,
    /// Displays there.
    pub displays: i64,
    /// Of these, displays that were checked.
    pub checked: i64,
    /// Displays there that are fewer than planned, placement by placement.
    pub fewer: i64,
    /// Displays there that are more than planned, placement by placement.
    pub more: i64,
}

/// Counts of one row. All are displays (tấm) unless said. `planned + extra = hung + missing`, always.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RealityCounts {
    /// Sites (điểm) in the plan, without cancelled ones.
    pub sites: i64,
    /// Sites where nothing was hung yet.
    pub sites_missing: i64,
    /// Displays in the plan.
    pub planned: i64,
    /// Displays that hang or have hung; the report's «Đã treo» and «Số lượng thực tế».
    pub hung: i64,
    /// Of these, by kind; kinds without any are left out.
    pub by_kind: Vec<KindCount>,
    /// Of those hung, displays that an officer has checked.
    pub checked: i64,
    /// Displays of the plan that are not there: never hung, fewer than planned, or found gone.
    pub missing: i64,
    /// Displays that hang but not as they should: to be fixed, or the last check found something.
    pub wrong: i64,
    /// Of these, by what the last check found; conditions without any are left out.
    pub wrong_by: Vec<ConditionCount>,
    /// Displays hung that the plan doesn't have: at no site of it, or more than planned there.
    pub extra: i64,
    /// Displays that the window's end made due for removal.
    pub to_remove: i64,
    /// Displays taken down; the report's «Đã tháo».
    pub removed: i64,
    /// Of these, displays whose removal nobody has verified yet.
    pub to_verify: i64,
}

/// Displays found in one condition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ConditionCount {
    /// Condition.
    pub condition: Condition,
    /// Displays.
    pub count: i64,
}

/// A row of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RealityRow {
    /// Code of the area or unit, number of the message, name of the street; none for what has none.
    pub key: Option<String>,
    /// Its name; the message's text.
    pub name: String,
    /// The counts.
    #[serde(flatten)]
    pub counts: RealityCounts,
}

/// The board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RealityBoard {
    /// Where the campaign stands today.
    pub phase: Phase,
    /// Days until the report is due; below 0 it is overdue by so many.
    pub days_left: i32,
    /// Rows by name, messages by number; last what has no key.
    pub rows: Vec<RealityRow>,
    /// All rows together.
    pub total: RealityCounts,
}

impl RealityCounts {
    /// Adds placements that are alike. A cancelled one counts nowhere.
    pub fn add(&mut self, alike: &Alike) {
        let status = alike.status;
        if status == PlacementStatus::Cancelled {
            return;
        }
        self.sites += alike.sites;
        self.planned += alike.planned;
        if !status.was_hung() {
            self.sites_missing += alike.sites;
            self.missing += alike.planned;
            return;
        }
        self.hung += alike.displays;
        self.checked += alike.checked;
        self.missing += alike.fewer;
        self.extra += alike.more;
        self.add_kind(alike.kind, alike.displays);
        match status {
            PlacementStatus::DueRemoval => self.to_remove += alike.displays,
            PlacementStatus::Removed => self.to_verify += alike.displays,
            _ => {}
        }
        if status.is_removed() {
            self.removed += alike.displays;
        }
        if is_wrong(status, alike.condition) {
            self.wrong += alike.displays;
            // A fix can be asked for at the desk of a display that was found intact.
            if let Some(condition) = alike.condition.filter(|found| found.is_trouble()) {
                self.add_condition(condition, alike.displays);
            }
        }
    }

    /// Adds another row's.
    pub fn plus(&mut self, other: &Self) {
        self.sites += other.sites;
        self.sites_missing += other.sites_missing;
        self.planned += other.planned;
        self.hung += other.hung;
        self.checked += other.checked;
        self.missing += other.missing;
        self.wrong += other.wrong;
        self.extra += other.extra;
        self.to_remove += other.to_remove;
        self.removed += other.removed;
        self.to_verify += other.to_verify;
        for of_kind in &other.by_kind {
            self.add_kind(of_kind.kind, of_kind.count);
        }
        for found in &other.wrong_by {
            self.add_condition(found.condition, found.count);
        }
    }

    /// Displays of `kind` that hang or have hung.
    pub fn kind(&self, kind: DisplayKind) -> i64 {
        let of_kind = self.by_kind.iter().find(|row| row.kind == kind);
        of_kind.map_or(0, |row| row.count)
    }

    fn add_kind(&mut self, kind: DisplayKind, count: i64) {
        if count == 0 {
            return;
        }
        match self.by_kind.binary_search_by_key(&kind, |row| row.kind) {
            Ok(at) => self.by_kind[at].count += count,
            Err(at) => self.by_kind.insert(at, KindCount { kind, count }),
        }
    }

    fn add_condition(&mut self, condition: Condition, count: i64) {
        if count == 0 {
            return;
        }
        match self
            .wrong_by
            .binary_search_by_key(&condition, |row| row.condition)
        {
            Ok(at) => self.wrong_by[at].count += count,
            Err(at) => self
                .wrong_by
                .insert(at, ConditionCount { condition, count }),
        }
    }
}

/// Whether a display in that state hangs, but not as it should. After the window that matters no more: it comes down.
fn is_wrong(status: PlacementStatus, condition: Option<Condition>) -> bool {
    match status {
        PlacementStatus::NeedsFix => true,
        PlacementStatus::Installed | PlacementStatus::Verified => {
            condition.is_some_and(Condition::is_trouble)
        }
        _ => false,
    }
}

#[cfg(test)]
#[path = "reality_tests.rs"]
mod tests;
