//! What lies near a position: planned sites to check, displays that may be the same one, streets
//! where displays are restricted. The phone asks offline, the server may ask the same.

use uuid::Uuid;

use super::{display_kind::DisplayKind, placement::Placement, record::RecordKind, site::Site};
use crate::geo::{LonLat, distance_m, street_key};
use crate::order::sort_by;

/// Within this distance a display of the same kind is offered as "the same one?", in metres.
pub const SIMILAR_WITHIN_M: f64 = 25.0;

/// Streets around the lake where displays are restricted (Quyết định 24/2024/QĐ-UBND).
const RESTRICTED_STREETS: [&str; 15] = [
    "Lê Thái Tổ",
    "Đinh Tiên Hoàng",
    "Hàng Khay",
    "Hàng Trống",
    "Hàng Hành",
    "Bảo Khánh",
    "Lương Văn Can",
    "Cầu Gỗ",
    "Hàng Gai",
    "Lò Sũ",
    "Trần Nguyên Hãn",
    "Lê Lai",
    "Lê Thạch",
    "Đinh Lễ",
    "Quảng trường Đông Kinh Nghĩa Thục",
];

/// Whether displays in a street of that name are restricted. Diacritics and the word "phố" don't matter.
pub fn is_restricted_street(name: &str) -> bool {
    let key = street_key(name);
    RESTRICTED_STREETS
        .iter()
        .any(|street| street_key(street) == key)
}

/// A planned site with its distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NearSite<'a> {
    /// The site.
    pub site: &'a Site,
    /// Metres to it; none while there is no position.
    pub distance_m: Option<f64>,
    /// Whether it has been checked.
    pub done: bool,
}

/// At most `limit` sites, those still to be checked first, each part nearest first
/// (by code while there is no position).
pub fn nearest_sites<'a>(
    sites: impl IntoIterator<Item = &'a Site>,
    at: Option<LonLat>,
    limit: usize,
    is_done: impl Fn(&Site) -> bool,
) -> Vec<NearSite<'a>> {
    let mut near: Vec<_> = sites
        .into_iter()
        .map(|site| NearSite {
            site,
            distance_m: at.map(|at| distance_m(at, site.point())),
            done: is_done(site),
        })
        .collect();
    sort_by(&mut near, |a, b| {
        let by_distance = a
            .distance_m
            .unwrap_or(0.0)
            .total_cmp(&b.distance_m.unwrap_or(0.0));
        a.done
            .cmp(&b.done)
            .then(by_distance)
            .then_with(|| a.site.code.cmp(&b.site.code))
    });
    near.truncate(limit);
    near
}

/// A display that is known already: planned, hung, or flagged.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// What it is known as: a site and its placement are one [`RecordKind::Placement`].
    pub record: RecordKind,
    /// Id of the planned site, the placement outside the plan, or the flag.
    pub id: Uuid,
    /// The site's code, or the street.
    pub title: String,
    /// Kind of display.
    pub kind: DisplayKind,
    /// Where.
    pub at: LonLat,
}

impl Known {
    /// A planned site.
    pub fn site(site: &Site) -> Self {
        Self {
            record: RecordKind::Placement,
            id: site.id.0,
            title: site.code.clone(),
            kind: site.kind,
            at: site.point(),
        }
    }

    /// A placement outside the plan.
    pub fn placement(placement: &Placement) -> Self {
        Self {
            record: RecordKind::Placement,
            id: placement.id.0,
            title: placement.street.clone(),
            kind: placement.kind,
            at: LonLat {
                lon: placement.lon,
                lat: placement.lat,
            },
        }
    }
}

/// A known display that may be the one in front of the officer.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// The display.
    pub known: Known,
    /// Metres to it.
    pub distance_m: f64,
}

/// Known displays within [`SIMILAR_WITHIN_M`], nearest first; of one kind only once that is chosen.
/// Several that hang on one pole are all there.
pub fn similar(
    known: impl IntoIterator<Item = Known>,
    kind: Option<DisplayKind>,
    at: LonLat,
) -> Vec<Similar> {
    let mut close: Vec<_> = known
        .into_iter()
        .filter(|known| kind.is_none_or(|kind| known.kind == kind))
        .map(|known| Similar {
            distance_m: distance_m(at, known.at),
            known,
        })
        .filter(|one| one.distance_m <= SIMILAR_WITHIN_M)
        .collect();
    sort_by(&mut close, |a, b| a.distance_m.total_cmp(&b.distance_m));
    close
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::{
            area::AreaCodes,
            ids::{CampaignId, PlacementId, SiteId},
            placement::PlacementStatus,
            unit::UnitCode,
        },
        geo::LocalProjection,
    };

    const HERE: LonLat = LonLat {
        lon: 105.8525,
        lat: 21.0285,
    };

    fn site(code: &str, east_m: f64, kind: DisplayKind, status: PlacementStatus) -> Site {
        let point = LocalProjection::new(HERE).from_m([east_m, 0.0]);
        Site {
            id: SiteId(Uuid::from_u128(code.len() as u128 * 1000 + east_m as u128)),
            campaign: CampaignId(Uuid::nil()),
            code: code.to_owned(),
            lon: point.lon,
            lat: point.lat,
            street: "Phố Đinh Tiên Hoàng".to_owned(),
            section: String::new(),
            side: String::new(),
            kind,
            quantity: 2,
            message_no: 1,
            unit: UnitCode("CAQ-HK".to_owned()),
            areas: AreaCodes::default(),
            placement: PlacementId(Uuid::nil()),
            status,
            last_photo: None,
            approximate: false,
            starts_on: None,
            ends_on: None,
            sample: true,
        }
    }

    fn codes(near: &[NearSite<'_>]) -> Vec<String> {
        near.iter().map(|one| one.site.code.clone()).collect()
    }

    #[test]
    fn sites_to_check_come_before_checked_ones_and_nearest_first() {
        use PlacementStatus::{Planned, Verified};
        let sites = [
            site("HK-3", 84.0, DisplayKind::Pennant, Planned),
            site("HK-1", 5.0, DisplayKind::Pennant, Verified),
            site("HK-2", 38.0, DisplayKind::Pennant, Planned),
        ];
        let is_done = |site: &Site| site.status == Verified;
        let near = nearest_sites(&sites, Some(HERE), 10, is_done);
        assert_eq!(codes(&near), ["HK-2", "HK-3", "HK-1"]);
        assert!((near[0].distance_m.expect("a distance") - 38.0).abs() < 0.1);
        assert_eq!(
            codes(&nearest_sites(&sites, Some(HERE), 1, is_done)),
            ["HK-2"]
        );
    }

    #[test]
    fn without_a_position_sites_are_listed_by_code() {
        let sites = [
            site("HK-2", 1.0, DisplayKind::Pennant, PlacementStatus::Planned),
            site("HK-1", 9.0, DisplayKind::Pennant, PlacementStatus::Planned),
        ];
        let near = nearest_sites(&sites, None, 10, |_| false);
        assert_eq!(codes(&near), ["HK-1", "HK-2"]);
        assert_eq!(near[0].distance_m, None);
    }

    #[test]
    fn only_the_same_kind_within_25_metres_is_similar() {
        let planned = PlacementStatus::Planned;
        let sites = [
            site("HK-20", 24.5, DisplayKind::Pennant, planned),
            site("HK-30", 25.5, DisplayKind::Pennant, planned),
            site("HK-40", 1.0, DisplayKind::Panel, planned),
            site("HK-10", 3.0, DisplayKind::Pennant, planned),
        ];
        let titles = |kind| {
            let close = similar(sites.iter().map(Known::site), kind, HERE);
            close
                .into_iter()
                .map(|one| one.known.title)
                .collect::<Vec<_>>()
        };
        assert_eq!(titles(Some(DisplayKind::Pennant)), ["HK-10", "HK-20"]);
        assert_eq!(titles(None), ["HK-40", "HK-10", "HK-20"]);
        assert_eq!(titles(Some(DisplayKind::Sign)), [""; 0]);
    }

    #[test]
    fn all_displays_on_one_pole_are_offered() {
        let planned = PlacementStatus::Planned;
        let pole =
            ["HK-1", "HK-2", "HK-3"].map(|code| site(code, 4.0, DisplayKind::Pennant, planned));
        let close = similar(
            pole.iter().map(Known::site),
            Some(DisplayKind::Pennant),
            HERE,
        );
        assert_eq!(close.len(), 3);
    }

    #[test]
    fn restricted_streets_are_known_however_they_are_written() {
        for name in RESTRICTED_STREETS {
            assert!(is_restricted_street(name), "{name}");
        }
        assert!(is_restricted_street("Phố Hàng Gai"));
        assert!(is_restricted_street("phố đinh tiên hoàng"));
        assert!(!is_restricted_street("Phố Hàng Bài"));
        assert!(!is_restricted_street(""));
    }
}
