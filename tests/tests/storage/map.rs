//! The map's view: every record drawn once, alone or in a cluster.

use std::{collections::HashSet, sync::Arc};

use app::{
    domain::{
        flag::FlagStatus,
        map::{MapLook, MapView},
        placement::PlacementStatus,
        query::RecordQuery,
        record::RecordKind,
    },
    geo::{BBox, LonLat},
};
use bienpho_tests::{
    contract,
    db::TestDb,
    random::{self, Row, Sizes, World},
};
use fastrand::Rng;
use server::storage::Scope;

contract![
    every_record_is_drawn_once_at_every_zoom,
    drawn_views_hold_what_the_filters_let_through,
    a_reader_without_flags_gets_none,
    a_query_by_unit_draws_no_flags,
];

const SIZES: Sizes = Sizes {
    sites: 100,
    placements: 900,
    check_ins: 0,
    flags: 450,
};
const SEED: u64 = 72;

/// Records drawn of that kind, alone or counted, each checked.
fn drawn(view: &MapView, record: RecordKind, rows: &[Row]) -> i64 {
    let alone: Vec<_> = view
        .records
        .iter()
        .filter(|found| found.record == record)
        .collect();
    let ids: HashSet<_> = alone.iter().map(|found| found.id).collect();
    assert_eq!(ids.len(), alone.len(), "no record twice");
    for found in &alone {
        let row = rows
            .iter()
            .find(|row| row.id == found.id)
            .expect("one that was stored");
        assert_eq!((found.lon, found.lat), (row.point.lon, row.point.lat));
        assert_eq!((found.kind, &found.status), (row.kind, &row.status));
    }
    let is_flag = |looks: &[(MapLook, i64)]| looks.iter().any(|(look, _)| *look == MapLook::Flag);
    let clusters: Vec<_> = view
        .clusters
        .iter()
        .filter(|cluster| is_flag(&cluster.by_look) == (record == RecordKind::Flag))
        .collect();
    assert!(
        alone.is_empty() || clusters.is_empty(),
        "never both of the same"
    );
    for cluster in &clusters {
        let by_look: i64 = cluster.by_look.iter().map(|(_, count)| count).sum();
        assert_eq!(by_look, cluster.count);
        assert!(cluster.count > 0);
    }
    let counted: i64 = clusters.iter().map(|cluster| cluster.count).sum();
    counted + i64::try_from(alone.len()).expect("few")
}

fn expected(rows: &[Row], query: &RecordQuery, scope: &Scope) -> i64 {
    i64::try_from(rows.iter().filter(|row| row.matches(query, scope)).count()).expect("few")
}

fn looks(view: &MapView, rows: &[Row]) -> bool {
    let all = BBox::around(rows.iter().map(|row| row.point)).expect("there are some");
    let grown = all.expand_m(1.0);
    view.clusters
        .iter()
        .all(|cluster| grown.contains(LonLat::clamped(cluster.lon, cluster.lat)))
}

async fn every_record_is_drawn_once_at_every_zoom(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    let (query, scope) = (RecordQuery::default(), Scope::default());
    let (placements, flags) = (world.placement_rows(), world.flag_rows());
    let mut clusters = Vec::new();
    for zoom in 0..=22 {
        let view = db
            .map_view(&query, zoom, &scope, Some(&scope))
            .await
            .expect("read");
        assert_eq!(
            drawn(&view, RecordKind::Placement, &placements),
            1000,
            "zoom {zoom}"
        );
        assert_eq!(drawn(&view, RecordKind::Flag, &flags), 450, "zoom {zoom}");
        assert!(looks(&view, &placements), "zoom {zoom}");
        clusters.push(view.clusters.len());
    }
    assert!(
        clusters.is_sorted_by(|a, b| a <= b || *b == 0),
        "finer cells when closer: {clusters:?}"
    );
    assert!(clusters[0] > 0 && clusters[18] == 0, "{clusters:?}");
}

async fn drawn_views_hold_what_the_filters_let_through(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    let (placements, flags) = (world.placement_rows(), world.flag_rows());
    let statuses: Vec<_> = PlacementStatus::ALL
        .iter()
        .map(|status| status.code())
        .collect();
    let flag_statuses: Vec<_> = FlagStatus::ALL.iter().map(|status| status.code()).collect();
    let mut rng = Rng::with_seed(SEED);
    for _ in 0..40 {
        let query = random::draw_query(
            &mut rng,
            &world,
            &[statuses.clone(), flag_statuses.clone()].concat(),
        );
        let of_placements = random::draw_scope(&mut rng, &world, &statuses);
        let of_flags = random::draw_scope(&mut rng, &world, &flag_statuses);
        let zoom = rng.u8(..23);
        let view = db
            .map_view(&query, zoom, &of_placements, Some(&of_flags))
            .await
            .expect("read");
        assert_eq!(
            drawn(&view, RecordKind::Placement, &placements),
            expected(&placements, &query, &of_placements),
            "{query:?} {of_placements:?} {zoom}"
        );
        assert_eq!(
            drawn(&view, RecordKind::Flag, &flags),
            expected(&flags, &query, &of_flags),
            "{query:?} {of_flags:?} {zoom}"
        );
    }
}

async fn a_reader_without_flags_gets_none(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    for zoom in [0, 12, 22] {
        let view = db
            .map_view(&RecordQuery::default(), zoom, &Scope::default(), None)
            .await
            .expect("read");
        assert_eq!(drawn(&view, RecordKind::Flag, &world.flag_rows()), 0);
    }
}

async fn a_query_by_unit_draws_no_flags(db: Arc<TestDb>) {
    let world = World::fill(&db, SEED, SIZES).await;
    let query = RecordQuery {
        unit: Some(world.sites[0].unit.clone()),
        ..RecordQuery::default()
    };
    let scope = Scope::default();
    let view = db
        .map_view(&query, 12, &scope, Some(&scope))
        .await
        .expect("read");
    assert_eq!(drawn(&view, RecordKind::Flag, &world.flag_rows()), 0);
    assert!(drawn(&view, RecordKind::Placement, &world.placement_rows()) > 0);
}
