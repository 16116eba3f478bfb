//! The officer's day: what is to be done at which sites, and where the walk to them starts.

use crate::{
    domain::{
        check_in::OwnVisit,
        condition::Condition,
        field_pack::FieldPack,
        ids::{CampaignId, PlacementId, SiteId},
        phase::Todo,
        placement::PlacementStatus,
        record::RecordKind,
        site::Site,
        time::{Date, Timestamp},
    },
    geo::LonLat,
    queue::{Item, ItemState},
};

/// What is to be done at a placement of a campaign today; nothing where the phone doesn't hold the campaign.
pub fn todo(
    pack: &FieldPack,
    campaign: CampaignId,
    placement: PlacementId,
    status: PlacementStatus,
    today: Date,
) -> Option<Todo> {
    let mut campaigns = pack.campaigns.iter();
    let campaign = campaigns.find(|one| one.id == campaign)?;
    let todo = campaign.phase(today).todo(status)?;
    // Who reported a removal doesn't verify it.
    let reported =
        |visit: &OwnVisit| visit.placement == placement && visit.condition == Condition::Removed;
    let own = todo == Todo::VerifyRemoval && pack.visits.iter().any(reported);
    (!own).then_some(todo)
}

/// What an officer has to do with today, each with what is to be done there: the sites of the campaign, and of other ones
/// those that are to be removed.
pub fn sites_today(
    pack: &FieldPack,
    campaign: Option<CampaignId>,
    today: Date,
) -> Vec<(&Site, Option<Todo>)> {
    let sites = pack.sites.iter().map(|site| {
        let todo = todo(pack, site.campaign, site.placement, site.status, today);
        (site, todo)
    });
    sites
        .filter(|(site, todo)| {
            Some(site.campaign) == campaign || todo.is_some_and(Todo::is_removal)
        })
        .collect()
}

/// The sites where something is to be done on that `day`, without those that were visited today, sent or not. `today` is by the
/// phone's clock, as the records on it are.
pub fn to_visit<'a>(
    pack: &'a FieldPack,
    items: &[Item],
    campaign: CampaignId,
    day: Date,
    today: Date,
) -> Vec<(&'a Site, Todo)> {
    let visited = visited_today(pack, items, today);
    sites_today(pack, Some(campaign), day)
        .into_iter()
        .filter(|(site, _)| !visited.contains(&site.id))
        .filter_map(|(site, todo)| Some((site, todo?)))
        .collect()
}

/// Sites with a check-in of today, or with one that has not been sent.
fn visited_today(pack: &FieldPack, items: &[Item], today: Date) -> Vec<SiteId> {
    let saved = saved_visits(items, today).filter_map(|item| item.draft.site);
    let known = pack
        .visits
        .iter()
        .filter(|visit| visit.recorded_at.date() == today)
        .filter_map(|visit| visit.site);
    saved.chain(known).collect()
}

fn saved_visits(items: &[Item], today: Date) -> impl Iterator<Item = &Item> {
    items.iter().filter(move |item| {
        let of_today = item.state != ItemState::Draft && item.draft.begun_at.date() == today;
        item.draft.record == RecordKind::CheckIn && (item.is_unsent() || of_today)
    })
}

/// Where the walk starts: at the last visit that was saved today, or where the officer said to start
/// since. The positions are those of records; none is read for this.
pub fn start_of_walk(
    items: &[Item],
    today: Date,
    said: Option<(LonLat, Timestamp)>,
) -> Option<LonLat> {
    let saved = saved_visits(items, today)
        .filter(|item| item.draft.begun_at.date() == today)
        .filter_map(|item| Some((item.draft.position?.point(), item.saved_at?)));
    saved
        .chain(said)
        .max_by_key(|(_, at)| *at)
        .map(|(point, _)| point)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        domain::{
            area::BoundarySet,
            campaign::Campaign,
            ids::{AccountId, CheckInId},
            position::{Position, PositionSource},
        },
        phone::{own_flags::tests::pack, sending::saved},
        queue::Draft,
    };

    const CAMPAIGN: CampaignId = CampaignId(Uuid::nil());
    const OTHER: CampaignId = CampaignId(Uuid::from_u128(1));
    const NOON: Timestamp = Timestamp(1_700_028_000_000);
    const HERE: LonLat = LonLat {
        lon: 105.8525,
        lat: 21.0285,
    };

    fn site(no: u128, status: &str) -> Site {
        serde_json::from_value(serde_json::json!({
            "id": Uuid::from_u128(no), "campaign": CAMPAIGN, "code": format!("HK-{no}"),
            "lon": HERE.lon, "lat": HERE.lat, "street": "Phố Hàng Bài", "section": "", "side": "",
            "kind": "pennant", "quantity": 1, "message_no": 1, "unit": "CAQ-HK", "district": null,
            "ward": null, "placement": Uuid::from_u128(100 + no), "status": status, "sample": true,
        }))
        .expect("a site")
    }

    fn check_in(site: u128, at: Timestamp, lon: f64) -> Item {
        let owner = AccountId(Uuid::nil());
        let mut draft = Draft::new(Uuid::from_u128(50), owner, RecordKind::CheckIn, at);
        draft.site = Some(SiteId(Uuid::from_u128(site)));
        draft.position = Some(Position {
            lon,
            lat: HERE.lat,
            accuracy_m: Some(5.0),
            source: PositionSource::Gps,
            pin_reason: None,
            fixed_at: at,
        });
        let hash = "0".repeat(64).parse().expect("64 digits");
        saved(draft, String::new(), hash, at)
    }

    fn left(pack: &FieldPack, items: &[Item]) -> Vec<String> {
        left_on(pack, items, NOON.date())
    }

    fn left_on(pack: &FieldPack, items: &[Item], day: Date) -> Vec<String> {
        let sites = to_visit(pack, items, CAMPAIGN, day, NOON.date());
        sites.iter().map(|(site, _)| site.code.clone()).collect()
    }

    /// A campaign of five days around noon.
    fn campaign(id: CampaignId) -> Campaign {
        Campaign {
            id,
            code: String::new(),
            name: String::new(),
            document_no: String::new(),
            starts_on: NOON.date().plus_days(-2),
            ends_on: NOON.date().plus_days(2),
            report_due_on: NOON.date(),
            boundary_set: BoundarySet::Hanoi2020,
            retention_days: 1,
            messages: Vec::new(),
            sample: true,
        }
    }

    fn day() -> FieldPack {
        let mut day = pack(Vec::new());
        let statuses = ["planned", "installed", "needs_fix", "verified", "closed"];
        day.sites = (1..)
            .zip(statuses)
            .map(|(no, status)| site(no, status))
            .collect();
        let mut other = site(9, "planned");
        other.campaign = OTHER;
        day.sites.push(other);
        day.campaigns = vec![campaign(CAMPAIGN), campaign(OTHER)];
        day
    }

    #[test]
    fn what_was_checked_or_visited_today_drops_out() {
        let mut day = day();
        assert_eq!(left(&day, &[]), ["HK-1", "HK-2", "HK-3"]);
        let mut visit = check_in(1, NOON, HERE.lon);
        assert_eq!(
            left(&day, std::slice::from_ref(&visit)),
            ["HK-2", "HK-3"],
            "waiting"
        );
        visit.state = ItemState::Sent;
        assert_eq!(
            left(&day, std::slice::from_ref(&visit)),
            ["HK-2", "HK-3"],
            "sent"
        );
        visit.state = ItemState::Draft;
        assert_eq!(left(&day, &[visit]), ["HK-1", "HK-2", "HK-3"], "only begun");
        day.visits.push(OwnVisit {
            id: CheckInId(Uuid::nil()),
            site: Some(SiteId(Uuid::from_u128(3))),
            placement: PlacementId(Uuid::nil()),
            condition: Condition::Damaged,
            street: String::new(),
            recorded_at: NOON,
        });
        assert_eq!(
            left(&day, &[]),
            ["HK-1", "HK-2"],
            "visited today, still to fix"
        );
    }

    #[test]
    fn a_visit_of_yesterday_drops_its_site_only_while_it_is_unsent() {
        let day = day();
        let mut visit = check_in(3, NOON.plus_ms(-86_400_000), HERE.lon);
        assert_eq!(left(&day, std::slice::from_ref(&visit)), ["HK-1", "HK-2"]);
        visit.state = ItemState::Sent;
        assert_eq!(left(&day, &[visit]), ["HK-1", "HK-2", "HK-3"]);
    }

    #[test]
    fn after_the_window_what_hangs_is_to_be_removed_although_the_phone_has_heard_nothing_since() {
        let day = day();
        let after = NOON.date().plus_days(3);
        assert_eq!(left_on(&day, &[], after), ["HK-2", "HK-3", "HK-4"]);
        let before = NOON.date().plus_days(-3);
        let sites = sites_today(&day, Some(CAMPAIGN), before);
        assert_eq!(sites[0].1, Some(Todo::Hang));
    }

    #[test]
    fn what_an_ended_campaign_left_hanging_is_among_the_work_of_the_running_one() {
        let mut day = day();
        day.campaigns[1].ends_on = NOON.date().plus_days(-1);
        assert_eq!(left(&day, &[]), ["HK-1", "HK-2", "HK-3"], "it never hung");
        for status in ["verified", "due_removal", "removed"] {
            day.sites[5] = site(9, status);
            day.sites[5].campaign = OTHER;
            assert_eq!(
                left(&day, &[]),
                ["HK-1", "HK-2", "HK-3", "HK-9"],
                "{status}"
            );
        }
        day.visits.push(OwnVisit {
            id: CheckInId(Uuid::nil()),
            site: Some(SiteId(Uuid::from_u128(9))),
            placement: PlacementId(Uuid::from_u128(109)),
            condition: Condition::Removed,
            street: String::new(),
            recorded_at: NOON.plus_ms(-86_400_000),
        });
        assert_eq!(
            left(&day, &[]),
            ["HK-1", "HK-2", "HK-3"],
            "their own report"
        );
    }

    #[test]
    fn the_walk_starts_where_the_officer_was_last() {
        let start =
            |items: &[Item], said| start_of_walk(items, NOON.date(), said).map(|point| point.lon);
        assert_eq!(start(&[], None), None);
        let said = Some((HERE, NOON));
        assert_eq!(start(&[], said), Some(HERE.lon));
        let earlier = check_in(1, NOON.plus_ms(-1000), 105.1);
        assert_eq!(start(&[earlier], said), Some(HERE.lon));
        let later = check_in(1, NOON.plus_ms(1000), 105.2);
        assert_eq!(start(&[later], said), Some(105.2));
        let yesterday = check_in(1, NOON.plus_ms(-86_400_000), 105.3);
        assert_eq!(start(&[yesterday], None), None);
    }
}
