//! How placements stood at the end of a day, and what changed between two days. Placements only: flags have no past here.

use serde::{Deserialize, Serialize};

use super::{
    campaign::Campaign,
    placement::PlacementStatus,
    time::{Date, Timestamp},
};

/// Most days of one answer: the longest slider.
pub const MOST_DAYS: i32 = 400;

/// What a map shows instead of the present.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// As placements stood at the end of this day.
    pub as_of: Date,
    /// Only those that were in another state at the end of this earlier day, in a way that [`is_news`] names.
    pub compared_with: Option<Date>,
}

/// How many placements were in each state at the end of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DayCounts {
    /// The day.
    pub day: Date,
    /// States with any placement, in the order of the workflow.
    pub counts: Vec<StatusCount>,
}

/// Placements in one state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct StatusCount {
    /// State.
    pub status: PlacementStatus,
    /// Placements.
    pub count: i64,
}

impl DayCounts {
    /// Placements in this state.
    pub fn of(&self, status: PlacementStatus) -> i64 {
        let found = self.counts.iter().find(|one| one.status == status);
        found.map_or(0, |one| one.count)
    }
}

/// Whether a map that compares two days shows this: newly hung, newly checked or taken down. `None` is before there was
/// the placement.
pub fn is_news(before: Option<PlacementStatus>, after: PlacementStatus) -> bool {
    let was = |test: fn(PlacementStatus) -> bool| before.is_some_and(test);
    let checked = |status| status == PlacementStatus::Verified;
    (after.is_removed() && !was(PlacementStatus::is_removed))
        || (checked(after) && !was(checked))
        || (after.is_hung() && !was(PlacementStatus::is_hung))
}

/// The days that a campaign can be looked back on: from its first day to today, or to the week after its last.
pub fn days_of(campaign: &Campaign, today: Date) -> Vec<Date> {
    const AFTER: i32 = 7;
    let last = campaign.ends_on.plus_days(AFTER).min(today);
    let count = last.days_since(campaign.starts_on).min(MOST_DAYS - 1);
    (0..=count)
        .map(|day| campaign.starts_on.plus_days(day))
        .collect()
}

/// The first moment after a day.
pub fn end_of(day: Date) -> Timestamp {
    day.plus_days(1).start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hung_checked_and_taken_down_are_news_and_nothing_else_is() {
        use PlacementStatus::{
            Cancelled, Closed, DueRemoval, Installed, NeedsFix, Planned, Removed, Verified,
        };
        for (before, after, news) in [
            (None, Installed, true),
            (None, Planned, false),
            (Some(Planned), Installed, true),
            (Some(Planned), Verified, true),
            (Some(Planned), NeedsFix, true),
            (Some(Installed), Verified, true),
            (Some(NeedsFix), Verified, true),
            (Some(Verified), Verified, false),
            (Some(Verified), NeedsFix, false),
            (Some(Verified), DueRemoval, false),
            (Some(DueRemoval), Removed, true),
            (Some(Removed), Closed, false),
            (Some(Planned), Cancelled, false),
        ] {
            assert_eq!(is_news(before, after), news, "{before:?} → {after:?}");
        }
    }
}
