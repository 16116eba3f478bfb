//! The officer's day: which planned sites are still to be visited, and where the walk to them starts.

use crate::{
    domain::{
        field_pack::FieldPack,
        ids::{CampaignId, SiteId},
        placement::PlacementStatus,
        record::RecordKind,
        site::Site,
        time::{Date, Timestamp},
    },
    geo::LonLat,
    queue::{Item, ItemState},
};

/// Sites of the campaign that nobody needs to visit any more today are left out: what was checked,
/// what is over, and what was visited today, sent or not.
pub fn to_visit<'a>(
    pack: &'a FieldPack,
    items: &[Item],
    campaign: CampaignId,
    today: Date,
) -> Vec<&'a Site> {
    let visited = visited_today(pack, items, today);
    pack.sites
        .iter()
        .filter(|site| site.campaign == campaign && is_to_check(site.status))
        .filter(|site| !visited.contains(&site.id))
        .collect()
}

const fn is_to_check(status: PlacementStatus) -> bool {
    match status {
        PlacementStatus::Planned
        | PlacementStatus::Installed
        | PlacementStatus::NeedsFix
        | PlacementStatus::DueRemoval
        | PlacementStatus::Removed => true,
        PlacementStatus::Verified | PlacementStatus::Closed | PlacementStatus::Cancelled => false,
    }
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
            check_in::OwnVisit,
            condition::Condition,
            ids::{AccountId, CheckInId, PlacementId},
            position::{Position, PositionSource},
        },
        phone::{own_flags::tests::pack, sending::saved},
        queue::Draft,
    };

    const CAMPAIGN: CampaignId = CampaignId(Uuid::nil());
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
        let sites = to_visit(pack, items, CAMPAIGN, NOON.date());
        sites.iter().map(|site| site.code.clone()).collect()
    }

    fn day() -> FieldPack {
        let mut day = pack(Vec::new());
        let statuses = ["planned", "installed", "needs_fix", "verified", "closed"];
        day.sites = (1..)
            .zip(statuses)
            .map(|(no, status)| site(no, status))
            .collect();
        let mut other = site(9, "planned");
        other.campaign = CampaignId(Uuid::from_u128(1));
        day.sites.push(other);
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
