//! Tiles of the map and the counts they are made of: after any writes both say what is there.

use std::{collections::BTreeSet, sync::Arc};

use app::{
    domain::{
        condition::Condition, display_kind::DisplayKind, flag::FlagStatus, map::MapLook,
        placement::PlacementStatus, query::RecordQuery, record::RecordKind,
    },
    geo::{LonLat, cell},
};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
    random::{self, Row, Sizes, World},
};
use fastrand::Rng;
use server::storage::{PlacementChange, PlacementStep, Scope, TileAddress, TileContent};

contract![
    counts_follow_every_writer,
    every_record_is_in_one_tile_of_each_zoom,
    tiles_hold_what_the_filters_let_through,
    days_in_the_middle_are_read_in_halves,
    a_wrong_count_is_found,
    a_failed_write_counts_nothing,
];

const SIZES: Sizes = Sizes {
    sites: 100,
    placements: 900,
    check_ins: 0,
    flags: 450,
};
const SEED: u64 = 73;

fn pick<T: Copy>(rng: &mut Rng, from: &[T]) -> T {
    from[rng.usize(..from.len())]
}

/// One write of a seed, of any of the kinds that change what is counted.
async fn write_something(db: &TestDb, world: &mut World, rng: &mut Rng) {
    let at = NOON.plus_ms(1000);
    let by = world.accounts[0].me.id;
    let placement = world.placements[rng.usize(..world.placements.len())].id;
    let status = pick(rng, PlacementStatus::ALL);
    let flag_status = pick(rng, FlagStatus::ALL);
    let mut flag = world.flags[rng.usize(..world.flags.len())].clone();
    match rng.u8(..6) {
        0 => {
            let mut new = world.placements[0].clone();
            new.id = uuid::Uuid::now_v7().into();
            db.write(move |tx| Box::pin(async move { tx.create_placement(&new).await }))
                .await
        }
        1 => {
            let change = PlacementChange {
                status,
                condition: Condition::Intact,
                quantity: 1,
                photos: Vec::new(),
                removal_by: None,
                recorded_at: at,
                at,
                by,
            };
            let old = db.find_placement(placement).await.expect("read");
            let old = old.expect("there");
            db.write(move |tx| Box::pin(async move { tx.update_placement(&old, &change).await }))
                .await
        }
        2 => {
            let step = PlacementStep {
                status,
                removal_by: None,
                checked: false,
                hung_again: None,
                photos: Vec::new(),
                at,
            };
            let old = db.find_placement(placement).await.expect("read");
            let old = old.expect("there");
            db.write(move |tx| Box::pin(async move { tx.step_placement(&old, &step).await }))
                .await
        }
        3 => {
            let mut site = world.sites[rng.usize(..world.sites.len())].clone();
            site.point = LonLat::clamped(site.point.lon + rng.f64() * 0.02, site.point.lat);
            site.kind = pick(rng, DisplayKind::ALL);
            db.save_sites(vec![site], at).await
        }
        4 => {
            flag.capture.lon += rng.f64() * 0.02;
            flag.capture.areas = build::ba_dinh_areas();
            flag.status = flag_status;
            flag.campaign = None;
            db.write(move |tx| Box::pin(async move { tx.update_flag(&flag, at).await }))
                .await
        }
        _ => {
            db.write(move |tx| {
                Box::pin(async move { tx.update_flag_status(flag.id, flag_status, at).await })
            })
            .await
        }
    }
    .expect("stored");
}

async fn counts_follow_every_writer(db: Arc<TestDb>) {
    let mut world = World::fill(&db, SEED, SIZES).await;
    let mut rng = Rng::with_seed(SEED);
    for turn in 0..60 {
        write_something(&db, &mut world, &mut rng).await;
        if rng.u8(..8) == 0 {
            db.add_up_changes().await.expect("added up");
        }
        if turn % 6 == 5 {
            let wrong = db.find_wrong_counts().await.expect("read");
            assert_eq!(wrong, Vec::<String>::new(), "turn {turn}");
        }
    }
    db.add_up_all_changes().await.expect("added up");
    assert_eq!(db.add_up_changes().await.expect("added up"), 0);
    let wrong = db.find_wrong_counts().await.expect("read");
    assert_eq!(wrong, Vec::<String>::new());
}

async fn a_wrong_count_is_found(db: Arc<TestDb>) {
    World::fill(&db, SEED, SIZES).await;
    db.add_up_all_changes().await.expect("added up");
    db.execute("UPDATE placement SET quantity = quantity + 1 WHERE district = '002'")
        .await;
    let wrong = db.find_wrong_counts().await.expect("read");
    let displays_only = |words: &String| words.contains(": 0 0 0 -");
    assert!(wrong.iter().all(displays_only), "{wrong:?}");
    assert!(!wrong.is_empty());
    db.execute("UPDATE placement SET status = 'closed' WHERE status = 'verified'")
        .await;
    let wrong = db.find_wrong_counts().await.expect("read");
    assert!(wrong.len() == 20, "{wrong:?}");
}

async fn a_failed_write_counts_nothing(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    let (mut new, known) = (world.placements[0].clone(), world.placements[1].clone());
    new.id = uuid::Uuid::now_v7().into();
    let done = db
        .write(move |tx| {
            Box::pin(async move {
                tx.create_placement(&new).await?;
                tx.create_placement(&known).await
            })
        })
        .await;
    assert!(done.is_err(), "one of them is there already");
    let wrong = db.find_wrong_counts().await.expect("read");
    assert_eq!(wrong, Vec::<String>::new());
}

fn tiles_of(rows: &[Row], zoom: u8) -> BTreeSet<(u32, u32)> {
    rows.iter()
        .map(|row| cell::tile_of(cell::cell(row.point), zoom))
        .collect()
}

/// Records of that kind in the tile, alone or counted, each checked.
fn drawn(content: &TileContent, record: RecordKind, tile: TileAddress) -> i64 {
    let inside = |lon, lat| {
        let (x, y) = tile.share(lon, lat);
        (-1e-6..=1.000_001).contains(&x) && (-1e-6..=1.000_001).contains(&y)
    };
    let alone = content.records.iter().filter(|one| one.record == record);
    let alone: Vec<_> = alone
        .inspect(|one| assert!(inside(one.lon, one.lat)))
        .collect();
    let clusters = content.clusters.iter().filter(|one| one.record == record);
    let clusters: Vec<_> = clusters
        .inspect(|one| {
            let looks: i64 = one.cluster.by_look.iter().map(|(_, count)| count).sum();
            assert_eq!(looks, one.cluster.count);
            assert!(one.cluster.count > 0);
            assert!(inside(one.cluster.lon, one.cluster.lat));
            let middle = LonLat::clamped(one.cluster.lon, one.cluster.lat);
            assert!(one.bbox.expand_m(0.5).contains(middle));
            let is_flag = one.cluster.by_look[0].0 == MapLook::Flag;
            assert_eq!(is_flag, record == RecordKind::Flag);
        })
        .collect();
    assert!(alone.is_empty() || clusters.is_empty(), "one or the other");
    let counted: i64 = clusters.iter().map(|one| one.cluster.count).sum();
    counted + i64::try_from(alone.len()).expect("few")
}

async fn every_record_is_in_one_tile_of_each_zoom(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    let (query, scope) = (RecordQuery::default(), Scope::default());
    let (placements, flags) = (world.placement_rows(), world.flag_rows());
    let all: Vec<Row> = placements.iter().chain(&flags).cloned().collect();
    for zoom in 0..=18 {
        if zoom == 9 {
            db.add_up_all_changes().await.expect("added up");
        }
        let mut sums = (0, 0);
        for (x, y) in tiles_of(&all, zoom) {
            let tile = TileAddress::new(zoom, x, y).expect("a tile");
            let content = db.tile(tile, &query, &scope, Some(&scope)).await;
            let content = content.expect("read");
            sums.0 += drawn(&content, RecordKind::Placement, tile);
            sums.1 += drawn(&content, RecordKind::Flag, tile);
        }
        assert_eq!(sums, (1000, 450), "zoom {zoom}");
    }
}

/// For any reader, filters and zoom the sum over the tiles is what a look at every record gives, and as many as the list has. Long runs
/// and a failure's own: `BIENPHO_CASES=5000 BIENPHO_SEED=1 cargo nextest run -E 'test(tiles_hold)'`.
async fn tiles_hold_what_the_filters_let_through(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    let (placements, flags) = (world.placement_rows(), world.flag_rows());
    let everything: Vec<Row> = placements.iter().chain(&flags).cloned().collect();
    let codes: Vec<_> = PlacementStatus::ALL.iter().map(|it| it.code()).collect();
    let flag_codes: Vec<_> = FlagStatus::ALL.iter().map(|it| it.code()).collect();
    let all = [codes.clone(), flag_codes.clone()].concat();
    let (seed, count) = random::cases(90);
    let mut rng = Rng::with_seed(seed);
    for turn in 0..count {
        if turn == count / 2 {
            db.add_up_all_changes().await.expect("added up");
        }
        let mut query = random::draw_query(&mut rng, &world, &all);
        if rng.bool() {
            // What counts can answer, without days or with them.
            (query.bbox, query.unit) = (None, None);
        }
        let of_placements = random::draw_scope(&mut rng, &world, &codes);
        let of_flags = random::draw_scope(&mut rng, &world, &flag_codes);
        let zoom = rng.u8(..19);
        // As of a city, where many or all of these would be found by their place, not by their time.
        let few = pick(&mut rng, &[0, 50, 10_000]);
        let of = |rows: &[Row], scope: &Scope| {
            let rows = rows.iter().filter(|row| row.matches(&query, scope));
            rows.count() as i64
        };
        let mut sums = (0, 0);
        for (x, y) in tiles_of(&everything, zoom) {
            let tile = TileAddress::new(zoom, x, y).expect("a tile");
            let flags = Some(&of_flags);
            let content = db.tile_with_few(tile, &query, &of_placements, flags, few);
            let content = content.await.expect("read");
            sums.0 += drawn(&content, RecordKind::Placement, tile);
            sums.1 += drawn(&content, RecordKind::Flag, tile);
        }
        let expected = (of(&placements, &of_placements), of(&flags, &of_flags));
        let words = format!("{query:?} {of_placements:?} {of_flags:?} zoom {zoom} few {few}");
        assert_eq!(sums, expected, "turn {turn}: {words}");
        let all = RecordQuery {
            limit: Some(1000),
            ..query
        };
        let listed = db
            .list_placements(&all, &of_placements)
            .await
            .expect("read");
        assert_eq!(
            listed.items.len() as i64,
            expected.0,
            "turn {turn}: {words}"
        );
    }
}

/// So many let through that cells are counted, so many left out that these can't be taken off: all is read, in two parts.
async fn days_in_the_middle_are_read_in_halves(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    let (placements, scope) = (world.placement_rows(), Scope::default());
    let query = RecordQuery {
        since: Some(NOON.plus_ms(7000)),
        ..RecordQuery::default()
    };
    let expected: Vec<Row> = placements
        .iter()
        .filter(|row| row.matches(&query, &scope))
        .cloned()
        .collect();
    assert!((500..900).contains(&expected.len()), "{}", expected.len());
    for zoom in 0..=15 {
        let (mut sum, mut clusters) = (0, 0);
        for (x, y) in tiles_of(&expected, zoom) {
            let tile = TileAddress::new(zoom, x, y).expect("a tile");
            let content = db.tile_with_few(tile, &query, &scope, None, 50).await;
            let content = content.expect("read");
            sum += drawn(&content, RecordKind::Placement, tile);
            clusters += content.clusters.len();
        }
        assert_eq!(sum, expected.len() as i64, "zoom {zoom}");
        assert!(clusters > 0 || zoom > 8, "zoom {zoom}");
    }
}
