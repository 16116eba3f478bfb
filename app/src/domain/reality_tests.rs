use super::*;

fn alike(status: PlacementStatus, condition: Option<Condition>, planned: i64, there: i64) -> Alike {
    Alike {
        kind: DisplayKind::Pennant,
        status,
        condition,
        sites: i64::from(planned > 0),
        planned,
        displays: there,
        checked: 0,
        fewer: (planned - there).max(0),
        more: (there - planned).max(0),
    }
}

fn counted(all: &[Alike]) -> RealityCounts {
    let mut counts = RealityCounts::default();
    all.iter().for_each(|alike| counts.add(alike));
    counts
}

#[test]
fn the_plan_and_what_is_too_much_are_what_hangs_and_what_is_missing() {
    for &status in PlacementStatus::ALL {
        for condition in std::iter::once(None).chain(Condition::ALL.iter().copied().map(Some)) {
            for (planned, there) in [(0, 2), (3, 3), (3, 2), (3, 5), (3, 0)] {
                if planned == 0 && !status.was_hung() {
                    continue;
                }
                let counts = counted(&[alike(status, condition, planned, there)]);
                let (left, right) = (counts.planned + counts.extra, counts.hung + counts.missing);
                assert_eq!(left, right, "{status} {condition:?} {planned} {there}");
            }
        }
    }
}

#[test]
fn what_is_only_planned_is_missing_whole() {
    let counts = counted(&[alike(
        PlacementStatus::Planned,
        Some(Condition::Missing),
        3,
        3,
    )]);
    assert_eq!(
        (counts.missing, counts.sites_missing, counts.hung),
        (3, 1, 0)
    );
}

#[test]
fn what_was_found_gone_is_missing_and_not_wrong() {
    let counts = counted(&[alike(
        PlacementStatus::NeedsFix,
        Some(Condition::Missing),
        3,
        0,
    )]);
    assert_eq!((counts.missing, counts.wrong, counts.hung), (3, 0, 0));
    assert!(counts.wrong_by.is_empty());
}

#[test]
fn trouble_found_at_a_checked_display_is_wrong_although_its_state_stays() {
    let counts = counted(&[
        alike(PlacementStatus::Verified, Some(Condition::Damaged), 2, 2),
        alike(PlacementStatus::NeedsFix, Some(Condition::WrongPlace), 1, 1),
        alike(PlacementStatus::NeedsFix, Some(Condition::Damaged), 1, 1),
        alike(PlacementStatus::Verified, Some(Condition::Intact), 4, 4),
        alike(PlacementStatus::NeedsFix, None, 1, 1),
    ]);
    assert_eq!(counts.wrong, 5);
    let by: Vec<_> = counts
        .wrong_by
        .iter()
        .map(|row| (row.condition, row.count))
        .collect();
    assert_eq!(by, [(Condition::Damaged, 3), (Condition::WrongPlace, 1)]);
}

#[test]
fn after_the_window_nothing_is_wrong_but_all_is_to_be_removed() {
    let counts = counted(&[alike(
        PlacementStatus::DueRemoval,
        Some(Condition::Damaged),
        2,
        2,
    )]);
    assert_eq!((counts.wrong, counts.to_remove), (0, 2));
    let counts = counted(&[
        alike(PlacementStatus::Removed, Some(Condition::Removed), 2, 2),
        alike(PlacementStatus::Closed, Some(Condition::Removed), 3, 3),
    ]);
    assert_eq!((counts.removed, counts.to_verify), (5, 2));
}

#[test]
fn rows_add_up() {
    let all = [
        alike(PlacementStatus::Verified, Some(Condition::Damaged), 2, 2),
        alike(PlacementStatus::Planned, None, 4, 4),
        alike(PlacementStatus::Removed, None, 0, 3),
        alike(PlacementStatus::Cancelled, None, 9, 9),
    ];
    let mut total = RealityCounts::default();
    for one in &all {
        total.plus(&counted(std::slice::from_ref(one)));
    }
    assert_eq!(total, counted(&all));
    assert_eq!((total.planned, total.kind(DisplayKind::Pennant)), (6, 5));
}
