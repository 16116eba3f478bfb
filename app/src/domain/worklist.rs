//! What waits for whom: the states in which a record needs a step of somebody of that role. A step that may be taken but that
//! nothing waits for (a fix asked for, a complaint) makes no work.

use serde::{Deserialize, Serialize};

use super::{
    campaign::Campaign,
    flag::{Flag, FlagStatus, FlagTransition},
    ids::CampaignId,
    placement::{Placement, PlacementStatus},
    role::Role,
    time::Date,
};

/// Days for which an overdue report is told of. Nothing says yet that one was sent.
const TOLD_FOR_DAYS: i32 = 30;

/// What waits for the reader, oldest change first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Worklist {
    /// Flags with a step of theirs.
    pub flags: Vec<Flag>,
    /// Whether there are more.
    pub more_flags: bool,
    /// Placements with a step of theirs.
    pub placements: Vec<Placement>,
    /// Whether there are more.
    pub more_placements: bool,
    /// Results that are due, the most urgent first.
    pub due: Vec<Due>,
}

/// When a campaign's results are due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Due {
    /// The campaign.
    pub campaign: CampaignId,
    /// Its name.
    pub name: String,
    /// The day.
    pub due_on: Date,
    /// Days left; below 0 it is overdue by so many.
    pub days: i32,
}

/// The results that are due as of `today`: of campaigns that have begun, until a month after the day.
pub fn due(campaigns: &[Campaign], today: Date) -> Vec<Due> {
    let told = campaigns
        .iter()
        .filter(|campaign| campaign.starts_on <= today);
    let mut all: Vec<_> = told
        .map(|campaign| Due {
            campaign: campaign.id,
            name: campaign.name.clone(),
            due_on: campaign.report_due_on,
            days: campaign.report_due_on.days_since(today),
        })
        .filter(|due| due.days >= -TOLD_FOR_DAYS)
        .collect();
    all.sort_by_key(|due| due.days);
    all
}

/// States in which a flag waits for somebody of this role.
pub const fn flags_waiting(role: Role) -> &'static [FlagStatus] {
    use FlagStatus::{Confirmed, HandedOver, Recorded, Remedied, Removed, Returned, UnderReview};
    match role {
        Role::FieldOfficer => &[Returned, Removed, Remedied],
        Role::Supervisor => &[Recorded, Returned, Removed, Remedied],
        Role::CultureDepartment => &[
            Recorded,
            Returned,
            Confirmed,
            HandedOver,
            Removed,
            Remedied,
            UnderReview,
        ],
        Role::Police => &[HandedOver],
        Role::Administrator => &[],
    }
}

/// Whether this flag waits for its reader: their own that nobody has looked at yet may be corrected, but need not be.
pub fn is_work(flag: &Flag) -> bool {
    let returned = flag.status == FlagStatus::Returned;
    let own = [FlagTransition::Correct, FlagTransition::Withdraw];
    flag.steps
        .iter()
        .any(|step| returned || !own.contains(step))
}

/// States in which a placement waits for somebody of this role; of the police, for the unit that hangs it.
pub const fn placements_waiting(role: Role) -> &'static [PlacementStatus] {
    use PlacementStatus::{DueRemoval, Installed, NeedsFix, Planned, Removed};
    match role {
        Role::FieldOfficer => &[Planned, NeedsFix, DueRemoval, Removed],
        Role::Supervisor | Role::CultureDepartment => &[Installed, NeedsFix, DueRemoval, Removed],
        Role::Police => &[Planned, NeedsFix, DueRemoval],
        Role::Administrator => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::workflow::{FLAG, PLACEMENT, Rule};

    fn leads_on<S: Copy + PartialEq, T>(table: &[Rule<S, T>], status: S, role: Role) -> bool {
        table
            .iter()
            .any(|rule| rule.from.contains(&status) && rule.is_for(role))
    }

    #[test]
    fn whatever_waits_for_a_role_has_a_step_that_the_role_may_take() {
        for &role in Role::ALL {
            for &status in flags_waiting(role) {
                assert!(leads_on(FLAG, status, role), "{role}: {status}");
            }
            for &status in placements_waiting(role) {
                assert!(leads_on(PLACEMENT, status, role), "{role}: {status}");
            }
        }
    }

    #[test]
    fn no_open_state_waits_for_nobody() {
        let waits = |status| {
            Role::ALL
                .iter()
                .any(|&role| flags_waiting(role).contains(&status))
        };
        for &status in FlagStatus::ALL.iter().filter(|status| status.is_open()) {
            assert!(waits(status), "{status}");
        }
        let waits = |status| {
            Role::ALL
                .iter()
                .any(|&role| placements_waiting(role).contains(&status))
        };
        for &status in PlacementStatus::ALL {
            use PlacementStatus::{Cancelled, Closed, Verified};
            let rests = matches!(status, Verified | Closed | Cancelled);
            assert!(rests || waits(status), "{status}");
        }
    }
}
