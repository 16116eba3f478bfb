//! The board of areas and the report's counts of flags, against a look at every record.

use std::{collections::BTreeMap, sync::Arc};

use app::domain::{
    area::{AreaCode, AreaCodes, AreaName, BoundarySet},
    board::AreaRow,
    campaign::Campaign,
    condition::Condition,
    display_kind::DisplayKind,
    flag::FlagStatus,
    placement::PlacementStatus,
    query::RecordQuery,
    record::RecordKind,
};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
    random::{self, Row, Sizes, World},
};
use fastrand::Rng;
use server::storage::{NewEvent, PlacementChange, Scope};

contract![
    the_board_counts_what_is_there,
    the_board_counts_only_what_its_reader_may_see,
    a_reader_without_flags_sees_no_counts_of_them,
    counts_by_grounds_are_what_is_there,
];

const SIZES: Sizes = Sizes {
    sites: 80,
    placements: 300,
    check_ins: 0,
    flags: 200,
};
const SEED: u64 = 30;

/// A placement as the counts see it.
struct Counted {
    row: Row,
    planned: i64,
    quantity: i64,
    checked: bool,
    site: bool,
}

impl Counted {
    fn status(&self) -> PlacementStatus {
        self.row.status.parse().expect("a status")
    }

    fn hung(&self) -> i64 {
        if self.status().was_hung() {
            self.quantity
        } else {
            0
        }
    }
}

/// Stores a world in which a third of the placements were checked, and gives what is there.
async fn fill(db: &TestDb) -> (World, Vec<Counted>) {
    let world = World::fill(db, SEED, SIZES).await;
    let planned = world.sites.iter().map(|site| Counted {
        row: Row {
            id: site.placement.0,
            ..Row::of_site(site)
        },
        planned: site.quantity.into(),
        quantity: site.quantity.into(),
        checked: false,
        site: true,
    });
    let outside = world.placements.iter().map(|new| Counted {
        row: Row::of_placement(new),
        planned: 0,
        quantity: new.quantity.into(),
        checked: false,
        site: false,
    });
    let mut all: Vec<_> = planned.chain(outside).collect();
    let mut rng = Rng::with_seed(SEED);
    for counted in all.iter_mut().step_by(3) {
        counted.checked = true;
        counted.quantity = rng.i64(1..9);
        let status = PlacementStatus::ALL[rng.usize(..PlacementStatus::ALL.len())];
        counted.row.status = status.code().to_owned();
        check(db, &world, counted, status).await;
    }
    (world, all)
}

async fn check(db: &TestDb, world: &World, counted: &Counted, status: PlacementStatus) {
    let change = PlacementChange {
        status,
        condition: Condition::Intact,
        quantity: i32::try_from(counted.quantity).expect("few"),
        photos: Vec::new(),
        removal_by: None,
        recorded_at: NOON,
        at: NOON,
        by: world.accounts[0].me.id,
    };
    let id = app::domain::ids::PlacementId(counted.row.id);
    db.write(move |tx| {
        Box::pin(async move {
            let old = tx.find_placement(id).await?.expect("there");
            tx.update_placement(&old, &change).await
        })
    })
    .await
    .expect("stored");
}

fn names(set: BoundarySet) -> Vec<AreaName> {
    let codes = match set {
        BoundarySet::Hanoi2020 => random::DISTRICTS,
        BoundarySet::Hanoi2025 => random::WARDS,
    };
    codes
        .map(|code| AreaName {
            code: build::area(code),
            name: format!("Địa bàn {code}"),
        })
        .into()
}

/// The row of the board by looking at every record.
fn board_row(
    name: &AreaName,
    all: &[Counted],
    flags: &[Row],
    query: &RecordQuery,
    scopes: &[Scope; 2],
) -> AreaRow {
    let there: Vec<_> = all
        .iter()
        .filter(|counted| {
            counted.row.areas.contains(&name.code) && counted.row.matches(query, &scopes[0])
        })
        .filter(|counted| counted.status() != PlacementStatus::Cancelled)
        .collect();
    let sum =
        |value: &dyn Fn(&Counted) -> i64| there.iter().map(|counted| value(counted)).sum::<i64>();
    let when = |holds: bool, value: i64| if holds { value } else { 0 };
    AreaRow {
        code: name.code.clone(),
        name: name.name.clone(),
        sites: sum(&|counted| counted.site.into()),
        sites_missing: sum(&|counted| {
            when(
                counted.status() == PlacementStatus::Planned,
                counted.site.into(),
            )
        }),
        planned: sum(&|counted| counted.planned),
        hung: sum(&Counted::hung),
        checked: sum(&|counted| when(counted.checked, counted.hung())),
        removed: sum(&|counted| when(counted.status().is_removed(), counted.quantity)),
        to_fix: sum(&|counted| {
            when(
                counted.status() == PlacementStatus::NeedsFix,
                counted.quantity,
            )
        }),
        by_kind: DisplayKind::ALL
            .iter()
            .map(|&kind| app::domain::board::KindCount {
                kind,
                count: sum(&|counted| when(counted.row.kind == kind, counted.hung())),
            })
            .collect(),
        flags: FlagStatus::ALL
            .iter()
            .filter_map(|&status| {
                let of = |row: &&Row| {
                    row.status == status.code()
                        && row.areas.contains(&name.code)
                        && row.matches(query, &scopes[1])
                };
                let count = i64::try_from(flags.iter().filter(of).count()).expect("few");
                (count > 0).then_some(app::domain::board::FlagCount { status, count })
            })
            .collect(),
    }
}

async fn same_board(
    db: &TestDb,
    world: &World,
    all: &[Counted],
    campaign: &Campaign,
    scopes: &[Scope; 2],
) {
    let query = RecordQuery {
        campaign: Some(campaign.id),
        ..RecordQuery::default()
    };
    // Once from the changes that wait, once from what they were added up to.
    let turns = BoundarySet::ALL.iter().chain(BoundarySet::ALL).enumerate();
    for (turn, &set) in turns {
        if turn == BoundarySet::ALL.len() {
            db.add_up_all_changes().await.expect("added up");
        }
        let mut rows = db
            .area_rows(campaign.id, set, names(set), &scopes[0], Some(&scopes[1]))
            .await
            .expect("read");
        for row in &mut rows {
            row.flags.sort_by_key(|count| count.status);
        }
        let flags = world.flag_rows();
        let expected: Vec<_> = names(set)
            .iter()
            .map(|name| board_row(name, all, &flags, &query, scopes))
            .collect();
        assert_eq!(rows, expected, "{set} {scopes:?}");
    }
}

async fn the_board_counts_what_is_there(db: Arc<TestDb>) {
    let (world, all) = fill(&db).await;
    for campaign in &world.campaigns {
        same_board(
            &db,
            &world,
            &all,
            campaign,
            &[Scope::default(), Scope::default()],
        )
        .await;
    }
    let nothing = build::campaign("ba");
    same_board(
        &db,
        &world,
        &all,
        &nothing,
        &[Scope::default(), Scope::default()],
    )
    .await;
}

async fn the_board_counts_only_what_its_reader_may_see(db: Arc<TestDb>) {
    let (world, all) = fill(&db).await;
    let areas = Some(vec![build::area("002")]);
    let statuses = Some(vec!["confirmed", "closed"]);
    let supervisor = Scope {
        areas: areas.clone(),
        ..Scope::default()
    };
    let police = Scope {
        areas,
        statuses,
        ..Scope::default()
    };
    let campaign = &world.campaigns[0];
    same_board(&db, &world, &all, campaign, &[supervisor.clone(), police]).await;
    let of_both_sets = Scope {
        areas: Some(vec![build::area("002"), build::area(random::WARDS[0])]),
        ..Scope::default()
    };
    let both = [of_both_sets.clone(), of_both_sets];
    same_board(&db, &world, &all, campaign, &both).await;
    let nothing = Scope {
        areas: Some(Vec::new()),
        ..Scope::default()
    };
    same_board(&db, &world, &all, campaign, &[nothing.clone(), nothing]).await;
}

async fn a_reader_without_flags_sees_no_counts_of_them(db: Arc<TestDb>) {
    let (world, _) = fill(&db).await;
    let set = BoundarySet::Hanoi2020;
    let rows = db
        .area_rows(
            world.campaigns[0].id,
            set,
            names(set),
            &Scope::default(),
            None,
        )
        .await
        .expect("read");
    assert!(rows.iter().all(|row| row.flags.is_empty()));
}

fn areas() -> Vec<AreaCode> {
    let codes = [random::DISTRICTS, random::WARDS].concat();
    codes.into_iter().map(build::area).collect()
}

fn within(areas: &AreaCodes, code: &AreaCode) -> bool {
    areas.contains(code)
}

async fn counts_by_grounds_are_what_is_there(db: Arc<TestDb>) {
    let (world, _) = fill(&db).await;
    // Every third flag was confirmed at some time, whatever became of it.
    let confirmed = || world.flags.iter().step_by(3);
    let events: Vec<_> = confirmed().map(|flag| confirmation(flag.id.0)).collect();
    db.write(move |tx| Box::pin(async move { tx.create_events(&events).await }))
        .await
        .expect("stored");
    let seen = FlagStatus::ALL
        .iter()
        .filter(|status| status.is_visible_to_police());
    let police = Scope {
        statuses: Some(seen.map(|status| status.code()).collect()),
        ..Scope::default()
    };
    for (area, scope) in areas()
        .into_iter()
        .flat_map(|area| [(area.clone(), Scope::default()), (area, police.clone())])
    {
        let campaign = world.campaigns[1].id;
        let mut expected: BTreeMap<(String, String), i64> = BTreeMap::new();
        for flag in confirmed() {
            let is_seen = scope
                .statuses
                .as_ref()
                .is_none_or(|seen| seen.contains(&flag.status.code()));
            if flag.campaign == Some(campaign) && within(&flag.capture.areas, &area) && is_seen {
                let grounds: Vec<_> = flag.grounds.iter().map(ToString::to_string).collect();
                *expected
                    .entry((grounds.join(" "), flag.status.code().to_owned()))
                    .or_default() += 1;
            }
        }
        let found = db
            .count_by_grounds(campaign, &area, &scope)
            .await
            .expect("read");
        let expected = expected
            .into_iter()
            .map(|((grounds, status), count)| (grounds, status, count));
        assert_eq!(found, expected.collect::<Vec<_>>(), "{area}");
    }
}

fn confirmation(flag: uuid::Uuid) -> NewEvent {
    NewEvent {
        id: uuid::Uuid::now_v7().into(),
        at: NOON,
        actor: None,
        record: RecordKind::Flag,
        record_id: flag,
        action: "confirm",
        from: Some("recorded"),
        to: Some("confirmed"),
        reason: None,
    }
}
