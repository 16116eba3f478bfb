//! The plan against reality, counted by the database and by looking at every placement; and that the board, Biểu 1 and Biểu 2
//! come to the same.

use std::{collections::BTreeMap, sync::Arc};

use app::domain::{
    area::{AreaName, BoundarySet},
    campaign::Campaign,
    condition::Condition,
    ids::PlacementId,
    placement::PlacementStatus,
    reality::{ConditionCount, Grouping, RealityCounts},
    unit::UnitCode,
};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
    random::{self, Row, Sizes, World},
};
use fastrand::Rng;
use server::storage::{PlacementChange, RealityFilter, Scope, Stretch};

contract![
    each_grouping_counts_what_is_there,
    filters_and_scopes_narrow_what_is_counted,
    all_groupings_and_the_board_of_areas_come_to_the_same,
    photos_stand_with_their_stretch,
];

const SIZES: Sizes = Sizes {
    sites: 150,
    placements: 250,
    check_ins: 0,
    flags: 0,
};

/// A placement as the counts see it.
struct Known {
    row: Row,
    site: bool,
    planned: i64,
    there: i64,
    condition: Option<Condition>,
    message: Option<i32>,
    stretch: Stretch,
}

/// Stores a world in which half of the placements were checked, and gives what is there.
async fn fill(db: &TestDb, seed: u64) -> (World, Vec<Known>) {
    let world = World::fill(db, seed, SIZES).await;
    let planned = world.sites.iter().map(|site| Known {
        row: Row {
            id: site.placement.0,
            ..Row::of_site(site)
        },
        site: true,
        planned: site.quantity.into(),
        there: site.quantity.into(),
        condition: None,
        message: Some(site.message_no),
        stretch: Stretch {
            street: site.street.clone(),
            section: site.section.clone(),
            kind: site.kind,
            starts_on: site.starts_on,
            ends_on: site.ends_on,
        },
    });
    let outside = world.placements.iter().map(|new| Known {
        row: Row::of_placement(new),
        site: false,
        planned: 0,
        there: new.quantity.into(),
        condition: None,
        message: new.message_no,
        stretch: Stretch {
            street: new.capture.street.clone(),
            section: String::new(),
            kind: new.kind,
            starts_on: None,
            ends_on: None,
        },
    });
    let mut all: Vec<_> = planned.chain(outside).collect();
    let mut rng = Rng::with_seed(seed);
    for known in all.iter_mut().step_by(2) {
        check(db, &world, known, &mut rng).await;
    }
    (world, all)
}

async fn check(db: &TestDb, world: &World, known: &mut Known, rng: &mut Rng) {
    let status = PlacementStatus::ALL[rng.usize(..PlacementStatus::ALL.len())];
    let condition = Condition::ALL[rng.usize(..Condition::ALL.len())];
    let quantity = rng.i32(0..9);
    status.code().clone_into(&mut known.row.status);
    (known.there, known.condition) = (quantity.into(), Some(condition));
    let change = PlacementChange {
        status,
        condition,
        quantity,
        photos: vec![build::sha256(&known.row.id.to_string())],
        removal_by: None,
        recorded_at: NOON,
        at: NOON,
        by: world.accounts[0].me.id,
    };
    let id = PlacementId(known.row.id);
    db.write(move |tx| {
        Box::pin(async move {
            let old = tx.find_placement(id).await?.expect("there");
            tx.update_placement(&old, &change).await
        })
    })
    .await
    .expect("stored");
}

/// What one placement counts, said once more in other words than the rules'.
fn counts_of(known: &Known, counts: &mut RealityCounts) {
    use PlacementStatus::{
        Cancelled, Closed, DueRemoval, Installed, NeedsFix, Planned, Removed, Verified,
    };
    let status: PlacementStatus = known.row.status.parse().expect("a status");
    if status == Cancelled {
        return;
    }
    counts.sites += i64::from(known.site);
    counts.planned += known.planned;
    if status == Planned {
        counts.sites_missing += i64::from(known.site);
        counts.missing += known.planned;
        return;
    }
    counts.hung += known.there;
    // Only a check writes a condition, and it writes when.
    counts.checked += known.condition.map_or(0, |_| known.there);
    counts.missing += (known.planned - known.there).max(0);
    counts.extra += (known.there - known.planned).max(0);
    counts.to_remove += if status == DueRemoval { known.there } else { 0 };
    counts.to_verify += if status == Removed { known.there } else { 0 };
    counts.removed += if matches!(status, Removed | Closed) {
        known.there
    } else {
        0
    };
    let fine = [
        None,
        Some(Condition::Intact),
        Some(Condition::Missing),
        Some(Condition::Removed),
    ];
    let trouble = !fine.contains(&known.condition);
    if status == NeedsFix || (matches!(status, Installed | Verified) && trouble) {
        counts.wrong += known.there;
        if let Some(condition) = known.condition.filter(|_| trouble && known.there > 0) {
            let count = known.there;
            counts.plus(&RealityCounts {
                wrong_by: vec![ConditionCount { condition, count }],
                ..RealityCounts::default()
            });
        }
    }
    if known.there > 0 {
        counts.plus(&RealityCounts {
            by_kind: vec![app::domain::board::KindCount {
                kind: known.row.kind,
                count: known.there,
            }],
            ..RealityCounts::default()
        });
    }
}

fn filter(campaign: &Campaign, set: BoundarySet) -> RealityFilter {
    RealityFilter {
        campaign: campaign.id,
        set,
        area: None,
        unit: None,
        message: None,
        scope: Scope::default(),
    }
}

fn counted(known: &Known, filter: &RealityFilter) -> bool {
    let areas = &known.row.areas;
    let of_scope = filter.scope.areas.as_ref();
    known.row.campaign == Some(filter.campaign.0)
        && areas.of(filter.set).is_some()
        && filter.area.as_ref().is_none_or(|code| areas.contains(code))
        && filter
            .unit
            .as_ref()
            .is_none_or(|unit| known.row.unit.as_ref() == Some(unit))
        && filter.message.is_none_or(|no| known.message == Some(no))
        && of_scope.is_none_or(|codes| codes.iter().any(|code| areas.contains(code)))
}

fn key_of(known: &Known, by: Grouping, set: BoundarySet) -> Option<String> {
    match by {
        Grouping::Area => known.row.areas.of(set).map(ToString::to_string),
        Grouping::Street => Some(known.row.street.clone()),
        Grouping::Unit => known.row.unit.as_ref().map(ToString::to_string),
        Grouping::Message => known.message.map(|no| no.to_string()),
    }
}

type Groups = BTreeMap<Option<String>, RealityCounts>;

/// Without groups that count nothing, as the pages leave them out.
fn filled<K: Ord>(mut groups: BTreeMap<K, RealityCounts>) -> BTreeMap<K, RealityCounts> {
    groups.retain(|_, counts| *counts != RealityCounts::default());
    groups
}

async fn groups(db: &TestDb, by: Grouping, filter: &RealityFilter) -> Groups {
    let mut groups = Groups::new();
    for group in db.count_reality(by, filter).await.expect("read") {
        groups.entry(group.key).or_default().add(&group.alike);
    }
    filled(groups)
}

fn expected(all: &[Known], by: Grouping, filter: &RealityFilter) -> Groups {
    let mut groups = Groups::new();
    for known in all.iter().filter(|known| counted(known, filter)) {
        let key = key_of(known, by, filter.set);
        counts_of(known, groups.entry(key).or_default());
    }
    filled(groups)
}

fn total<K>(groups: &BTreeMap<K, RealityCounts>) -> RealityCounts {
    let mut total = RealityCounts::default();
    groups.values().for_each(|counts| total.plus(counts));
    total
}

async fn each_grouping_counts_what_is_there(db: Arc<TestDb>) {
    let (world, all) = fill(&db, 41).await;
    for campaign in &world.campaigns {
        for &set in BoundarySet::ALL {
            let filter = filter(campaign, set);
            for &by in Grouping::ALL {
                let found = groups(&db, by, &filter).await;
                assert!(found.len() > 2, "{by}");
                assert_eq!(found, expected(&all, by, &filter), "{by} {set}");
            }
        }
    }
}

async fn filters_and_scopes_narrow_what_is_counted(db: Arc<TestDb>) {
    let (world, all) = fill(&db, 42).await;
    let whole = filter(&world.campaigns[0], BoundarySet::Hanoi2020);
    let narrowed = [
        RealityFilter {
            area: Some(build::area("002")),
            ..whole.clone()
        },
        RealityFilter {
            unit: Some(UnitCode(random::UNITS[0].to_owned())),
            message: Some(2),
            ..whole.clone()
        },
        RealityFilter {
            scope: Scope {
                areas: Some(vec![build::area("002"), build::area("00070")]),
                ..Scope::default()
            },
            ..whole.clone()
        },
    ];
    for filter in narrowed {
        for &by in Grouping::ALL {
            let found = groups(&db, by, &filter).await;
            assert!(!found.is_empty(), "{by} {filter:?}");
            assert_eq!(found, expected(&all, by, &filter), "{by} {filter:?}");
        }
    }
    let nobody = RealityFilter {
        scope: Scope {
            areas: Some(Vec::new()),
            ..Scope::default()
        },
        ..whole
    };
    assert!(groups(&db, Grouping::Unit, &nobody).await.is_empty());
}

async fn all_groupings_and_the_board_of_areas_come_to_the_same(db: Arc<TestDb>) {
    let (world, _) = fill(&db, 43).await;
    let campaign = &world.campaigns[0];
    let set = campaign.boundary_set;
    let whole = filter(campaign, set);
    let one = total(&groups(&db, Grouping::Area, &whole).await);
    assert_eq!(one.planned + one.extra, one.hung + one.missing);
    assert!(
        one.wrong > 0 && one.to_remove > 0 && one.to_verify > 0,
        "{one:?}"
    );
    for &by in Grouping::ALL {
        assert_eq!(total(&groups(&db, by, &whole).await), one, "{by}");
    }
    // The report is of one area; all areas' reports together are the board.
    let (mut units, mut streets) = (RealityCounts::default(), RealityCounts::default());
    for code in random::DISTRICTS {
        let of_area = RealityFilter {
            area: Some(build::area(code)),
            ..whole.clone()
        };
        units.plus(&total(&groups(&db, Grouping::Unit, &of_area).await));
        for (_, alike) in db.count_by_stretch(&of_area).await.expect("read") {
            streets.add(&alike);
        }
    }
    assert_eq!(units, one, "Biểu 1");
    assert_eq!(streets, one, "Biểu 2");
    same_as_the_board_of_areas(&db, campaign, &one).await;
}

async fn same_as_the_board_of_areas(db: &TestDb, campaign: &Campaign, total: &RealityCounts) {
    let names = random::DISTRICTS.map(|code| AreaName {
        code: build::area(code),
        name: code.to_owned(),
    });
    let scope = Scope::default();
    let set = campaign.boundary_set;
    let rows = db.area_rows(campaign.id, set, names.into(), &scope, None);
    let rows = rows.await.expect("read");
    let sum = |value: fn(&app::domain::board::AreaRow) -> i64| rows.iter().map(value).sum::<i64>();
    assert_eq!(
        [
            sum(|row| row.sites),
            sum(|row| row.sites_missing),
            sum(|row| row.planned),
            sum(|row| row.hung),
            sum(|row| row.checked),
            sum(|row| row.removed),
        ],
        [
            total.sites,
            total.sites_missing,
            total.planned,
            total.hung,
            total.checked,
            total.removed,
        ]
    );
}

async fn photos_stand_with_their_stretch(db: Arc<TestDb>) {
    let (world, all) = fill(&db, 46).await;
    let filter = filter(&world.campaigns[1], BoundarySet::Hanoi2025);
    let mut expected: Vec<_> = all
        .iter()
        .filter(|known| counted(known, &filter) && known.condition.is_some())
        .filter(|known| known.row.status != PlacementStatus::Cancelled.code())
        .map(|known| {
            let photo = build::sha256(&known.row.id.to_string());
            (known.stretch.clone(), vec![photo])
        })
        .collect();
    let mut found = db.list_photos_by_stretch(&filter).await.expect("read");
    found.sort();
    expected.sort();
    assert!(expected.len() > 20);
    assert_eq!(found, expected);
}
