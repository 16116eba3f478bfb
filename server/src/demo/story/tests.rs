use std::collections::HashSet;

use app::domain::{
    area::{AreaCodes, BoundarySet},
    campaign::Message,
    ids::{CampaignId, SiteId},
    placement::{PlacementStatus, steps_of_check_in},
    time::{DAY_MS, Date},
    unit::UnitCode,
};
use app::geo::LonLat;
use uuid::Uuid;

use super::*;

/// Early in the morning: nothing of today may have happened yet.
fn now() -> Timestamp {
    Date::new(2026, 11, 23)
        .expect("a day")
        .start()
        .plus_ms(60_000)
}

fn campaign(code: &str, starts_on: Date, days: i32) -> Campaign {
    Campaign {
        id: CampaignId(Uuid::new_v5(&Uuid::NAMESPACE_URL, code.as_bytes())),
        code: code.to_owned(),
        name: code.to_owned(),
        document_no: String::new(),
        starts_on,
        ends_on: starts_on.plus_days(days),
        report_due_on: starts_on,
        boundary_set: BoundarySet::Hanoi2020,
        retention_days: 365,
        messages: vec![Message {
            no: 1,
            text: "M".to_owned(),
        }],
        sample: true,
    }
}

fn sites(campaign: &Campaign) -> Vec<NewStoredSite> {
    let site = |n: u128| NewStoredSite {
        id: SiteId(Uuid::from_u128(n)),
        placement: PlacementId(Uuid::from_u128(1000 + n)),
        campaign: campaign.id,
        code: format!("S-{n}"),
        point: LonLat::new(105.85, 21.03).expect("a position"),
        approximate: false,
        starts_on: None,
        ends_on: None,
        street: "Phố Hàng Khay".to_owned(),
        section: String::new(),
        side: String::new(),
        kind: if n.is_multiple_of(9) {
            DisplayKind::LedScreen
        } else {
            DisplayKind::Pennant
        },
        quantity: 4,
        message_no: 1,
        unit: UnitCode(
            if n.is_multiple_of(3) {
                "SVHTT"
            } else {
                "CAQ-HK"
            }
            .to_owned(),
        ),
        areas: AreaCodes {
            district: if n.is_multiple_of(2) { "002" } else { "001" }.parse().ok(),
            ward: None,
        },
        sample: true,
    };
    (0..300).map(site).collect()
}

fn plans() -> Vec<(Campaign, Vec<NewStoredSite>)> {
    let ended = campaign(
        "nhan-quyen-2020",
        Date::new(2020, 11, 30).expect("a day"),
        30,
    );
    let running = campaign("dung-thu", now().date().plus_days(-10), 30);
    [ended, running]
        .map(|campaign| (campaign.clone(), sites(&campaign)))
        .into()
}

/// The status after each step, or how far it got.
fn walk(story: &PlacementStory) -> Result<PlacementStatus, String> {
    let mut status = PlacementStatus::Planned;
    for step in &story.steps {
        let moves = match &step.what {
            What::Move(transition, _) => vec![*transition],
            What::Visit(visit) => steps_of_check_in(status, visit.condition, false).to_vec(),
        };
        for transition in moves {
            status = transition
                .from(status)
                .ok_or(format!("no {transition} from {status}"))?;
        }
    }
    Ok(status)
}

#[test]
fn every_placement_walks_only_edges_of_the_table() {
    let plans = plans();
    let story = tell(&plans, now());
    let statuses = |stories: &[PlacementStory]| -> HashSet<PlacementStatus> {
        stories
            .iter()
            .map(|story| walk(story).expect("an edge"))
            .collect()
    };
    use PlacementStatus::{
        Cancelled, Closed, DueRemoval, Installed, NeedsFix, Planned, Removed, Verified,
    };
    assert_eq!(
        statuses(&story.placements[..300]),
        HashSet::from([Planned, Cancelled, DueRemoval, Removed, Closed])
    );
    assert_eq!(
        statuses(&story.placements[300..]),
        HashSet::from([Planned, Installed, Verified, NeedsFix])
    );
}

#[test]
fn time_goes_on_and_nothing_lies_in_the_future() {
    let story = tell(&plans(), now());
    for placement in &story.placements {
        assert!(
            placement.steps.is_sorted_by_key(|step| step.at),
            "{placement:?}"
        );
        assert!(
            placement.steps.iter().all(|step| step.at < now()),
            "{placement:?}"
        );
    }
    for flag in &story.flags {
        let times: Vec<_> = std::iter::once(flag.at)
            .chain(flag.steps.iter().map(|step| step.at))
            .collect();
        assert!(
            times.is_sorted() && times.iter().all(|at| *at < now()),
            "{flag:?}"
        );
    }
}

#[test]
fn nobody_is_second_person_to_themselves() {
    let story = tell(&plans(), now());
    for flag in &story.flags {
        let reviews = flag
            .steps
            .iter()
            .filter(|step| matches!(step.action, "confirm" | "dismiss"));
        assert!(
            reviews.clone().all(|step| step.by != Some(flag.by)),
            "{flag:?}"
        );
    }
    for placement in &story.placements {
        let removed_by = placement.steps.iter().find_map(|step| match step.what {
            What::Move(PlacementTransition::ReportRemoved, _) => Some(step.by),
            _ => None,
        });
        let verified_by = placement.steps.iter().find_map(|step| match &step.what {
            What::Visit(visit) if visit.condition == Condition::Removed => Some(step.by),
            _ => None,
        });
        assert!(
            verified_by.is_none() || removed_by != verified_by,
            "{placement:?}"
        );
    }
}

#[test]
fn the_running_campaign_has_flags_to_review_from_both_recorders() {
    let story = tell(&plans(), now());
    let waiting = |by: Role| {
        let recent = |flag: &&FlagStory| flag.at.0 > now().0 - 11 * DAY_MS;
        let flags = story.flags.iter().filter(recent);
        flags
            .filter(|flag| flag.by == by && flag.steps.is_empty())
            .collect::<Vec<_>>()
    };
    assert!(waiting(Role::FieldOfficer).len() >= 3);
    assert!(waiting(Role::CultureDepartment).len() >= 3);
    assert!(
        waiting(Role::FieldOfficer)
            .iter()
            .all(|flag| flag.picture.is_some())
    );
}

#[test]
fn it_is_the_same_story_every_time() {
    assert_eq!(tell(&plans(), now()), tell(&plans(), now()));
}
