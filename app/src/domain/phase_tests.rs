use super::*;
use crate::domain::{
    area::BoundarySet,
    ids::CampaignId,
    workflow::{PLACEMENT, Rule},
};

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn campaign() -> Campaign {
    Campaign {
        id: CampaignId(uuid::Uuid::nil()),
        code: String::new(),
        name: String::new(),
        document_no: String::new(),
        starts_on: day("2020-11-30"),
        ends_on: day("2020-12-30"),
        report_due_on: day("2020-12-25"),
        boundary_set: BoundarySet::Hanoi2020,
        retention_days: 365,
        messages: Vec::new(),
        sample: true,
    }
}

#[test]
fn the_windows_first_and_last_day_lie_in_it() {
    for (today, phase) in [
        ("2020-11-29", Phase::Before),
        ("2020-11-30", Phase::During),
        ("2020-12-30", Phase::During),
        ("2020-12-31", Phase::After),
    ] {
        assert_eq!(campaign().phase(day(today)), phase, "{today}");
    }
}

#[test]
fn a_planned_site_is_to_hang_then_to_check_then_nothing() {
    let of = |phase: Phase| phase.todo(PlacementStatus::Planned);
    assert_eq!(of(Phase::Before), Some(Todo::Hang));
    assert_eq!(of(Phase::During), Some(Todo::Check));
    assert_eq!(of(Phase::After), None);
}

#[test]
fn after_the_window_whatever_hangs_is_to_be_removed() {
    for &status in PlacementStatus::ALL {
        let todo = Phase::After.todo(status);
        assert_eq!(todo == Some(Todo::Remove), status.is_hung(), "{status}");
    }
}

#[test]
fn what_is_to_be_done_can_be_done() {
    use crate::domain::placement::PlacementTransition::{ReportRemoved, VerifyRemoval};
    let leads = |rule: &Rule<_, _>, status| rule.from.contains(&status);
    for &phase in Phase::ALL {
        for &status in PlacementStatus::ALL {
            let step = match phase.todo(status) {
                Some(Todo::Remove) => ReportRemoved,
                Some(Todo::VerifyRemoval) => VerifyRemoval,
                _ => continue,
            };
            let rule = PLACEMENT.iter().find(|rule| rule.step == step);
            assert!(
                rule.is_some_and(|rule| leads(rule, status)),
                "{phase} {status}"
            );
        }
    }
}
