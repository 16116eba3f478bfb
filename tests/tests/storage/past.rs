//! The past as the log tells it, compared with what was there when it was the present.

use std::{collections::BTreeMap, sync::Arc};

use app::{
    domain::{
        ids::{AccountId, PlacementId},
        map::MapLook,
        past::{DayCounts, Past, is_news},
        placement::{PlacementStatus, PlacementTransition},
        query::RecordQuery,
        record::RecordKind,
        time::{DAY_MS, Date, Timestamp},
    },
    geo::cell,
};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use fastrand::Rng;
use server::storage::{NewEvent, PlacementStep, Scope, TileAddress, TileContent};
use uuid::Uuid;

contract![
    the_past_is_what_it_was,
    a_site_is_planned_from_the_day_its_plan_was_imported,
    a_visit_and_a_flag_have_no_part_in_it,
    cells_count_what_was_in_them,
    days_that_are_kept_say_what_the_log_says,
];

const DAYS: i64 = 9;

/// A placement with what it was at the end of each day, as it was seen then.
type Seen = BTreeMap<PlacementId, Vec<Option<PlacementStatus>>>;

fn at(day: i64, hour: i64) -> Timestamp {
    NOON.plus_ms(day * DAY_MS + (hour - 12) * 3_600_000)
}

fn day(number: i64) -> Date {
    at(number, 12).date()
}

fn event(
    id: PlacementId,
    at: Timestamp,
    step: PlacementTransition,
    from: PlacementStatus,
    to: PlacementStatus,
) -> NewEvent {
    NewEvent {
        id: Uuid::now_v7().into(),
        at,
        actor: None,
        record: RecordKind::Placement,
        record_id: id.0,
        action: step.code(),
        from: Some(from.code()),
        to: Some(to.code()),
        reason: None,
    }
}

/// Takes a step of the table, as the program does: the placement and the log in one transaction.
async fn take(db: &TestDb, id: PlacementId, at: Timestamp, step: PlacementTransition) {
    let old = db.find_placement(id).await.expect("read").expect("there");
    let from = old.placement.status;
    let to = step.from(from).expect("a step of the table");
    let entry = event(id, at, step, from, to);
    let taken = PlacementStep {
        status: to,
        removal_by: None,
        checked: false,
        photos: Vec::new(),
        at,
        hung_again: step.hangs().then(|| old.placement.displays_when_hung()),
    };
    db.write(move |tx| {
        Box::pin(async move {
            tx.step_placement(&old, &taken).await?;
            tx.create_event(&entry).await
        })
    })
    .await
    .expect("stored");
}

/// A campaign with planned sites and what officers find outside the plan, changed for some days; noted down each evening.
async fn story(db: &TestDb, planned: usize) -> (RecordQuery, Seen) {
    let campaign = build::campaign("mot");
    let account = build::account("canbo", app::domain::role::Role::FieldOfficer);
    db.create_campaign(campaign.clone()).await.expect("stored");
    db.create_account(account.clone(), NOON)
        .await
        .expect("stored");
    db.save_units(vec![build::unit("CAQ-HK")])
        .await
        .expect("stored");
    let mut rng = Rng::with_seed(11);
    let near = |rng: &mut Rng| build::lake().lon + f64::from(rng.u32(0..900)) * 1e-5;
    let sites: Vec<_> = (0..planned)
        .map(|number| {
            let mut site = build::site(campaign.id, &format!("HK-{number:03}"), "CAQ-HK");
            site.point.lon = near(&mut rng);
            site
        })
        .collect();
    db.save_sites(sites.clone(), at(0, 1))
        .await
        .expect("stored");
    let mut ids: Vec<PlacementId> = sites.iter().map(|site| site.placement).collect();
    let mut seen = Seen::new();
    for number in 0..DAYS {
        for hour in 2..22 {
            change_one(
                db,
                &mut rng,
                &mut ids,
                (campaign.id, account.me.id),
                at(number, hour),
            )
            .await;
        }
        for id in &ids {
            let stored = db.find_placement(*id).await.expect("read").expect("there");
            let days = seen.entry(*id).or_default();
            days.resize(usize::try_from(number).expect("a few"), None);
            days.push(Some(stored.placement.status));
        }
    }
    let query = RecordQuery {
        campaign: Some(campaign.id),
        ..RecordQuery::default()
    };
    (query, seen)
}

async fn change_one(
    db: &TestDb,
    rng: &mut Rng,
    ids: &mut Vec<PlacementId>,
    (campaign, account): (app::domain::ids::CampaignId, AccountId),
    at: Timestamp,
) {
    if rng.u8(..5) == 0 {
        let mut new = build::placement(campaign, account);
        new.capture.lon = build::lake().lon + f64::from(rng.u32(0..900)) * 1e-5;
        new.capture.received_at = at;
        let entry = event(
            new.id,
            at,
            PlacementTransition::ReportInstalled,
            PlacementStatus::Planned,
            new.status,
        );
        ids.push(new.id);
        db.write(move |tx| {
            Box::pin(async move {
                tx.create_placement(&new).await?;
                tx.create_event(&entry).await
            })
        })
        .await
        .expect("stored");
        return;
    }
    let id = ids[rng.usize(..ids.len())];
    let now = db.find_placement(id).await.expect("read").expect("there");
    let status = now.placement.status;
    let open: Vec<_> = PlacementTransition::ALL
        .iter()
        .filter(|step| step.from(status).is_some())
        .collect();
    if !open.is_empty() {
        take(db, id, at, *open[rng.usize(..open.len())]).await;
    }
}

fn counts(statuses: impl Iterator<Item = PlacementStatus>) -> BTreeMap<PlacementStatus, i64> {
    let mut counts = BTreeMap::new();
    for status in statuses {
        *counts.entry(status).or_default() += 1;
    }
    counts
}

fn of_day(day: &DayCounts) -> BTreeMap<PlacementStatus, i64> {
    let pairs = day.counts.iter().map(|one| (one.status, one.count));
    pairs.collect()
}

/// The tile at that zoom with the lake in it.
fn tile(zoom: u8) -> TileAddress {
    let (x, y) = cell::tile_of(cell::cell(build::lake()), zoom);
    TileAddress::new(zoom, x, y).expect("a tile")
}

async fn the_past_is_what_it_was(db: Arc<TestDb>) {
    let (query, seen) = story(&db, 40).await;
    let days: Vec<Date> = (0..DAYS).map(day).collect();
    let found = db
        .list_days(&query, &Scope::default(), &days, day(DAYS))
        .await
        .expect("readable");
    assert_eq!(found.len(), days.len());
    for (number, of) in found.iter().enumerate() {
        let then = seen.values().filter_map(|days| days[number]);
        assert_eq!(
            (of.day, of_day(of)),
            (days[number], counts(then)),
            "day {number}"
        );
    }
    let state =
        |id: Uuid, number: i64| seen[&PlacementId(id)][usize::try_from(number).expect("a few")];
    for number in 0..DAYS {
        let past = Past {
            as_of: day(number),
            compared_with: None,
        };
        let drawn = db
            .past_tile(tile(12), &query, &Scope::default(), past)
            .await
            .expect("readable");
        let there = seen
            .keys()
            .filter(|id| state(id.0, number).is_some())
            .count();
        assert_eq!(drawn.records.len(), there);
        for record in &drawn.records {
            let then = state(record.id, number).map(PlacementStatus::code);
            assert_eq!(Some(record.status.as_str()), then, "day {number}");
        }
        let past = Past {
            as_of: day(number),
            compared_with: Some(day(2)),
        };
        if number > 2 {
            let drawn = db
                .past_tile(tile(12), &query, &Scope::default(), past)
                .await
                .expect("readable");
            let mut news: Vec<_> = seen
                .keys()
                .filter(|id| {
                    state(id.0, number).is_some_and(|after| is_news(state(id.0, 2), after))
                })
                .map(|id| id.0)
                .collect();
            news.sort();
            let drawn: Vec<_> = drawn.records.iter().map(|record| record.id).collect();
            assert_eq!(drawn, news, "day {number} compared");
        }
    }
}

async fn a_site_is_planned_from_the_day_its_plan_was_imported(db: Arc<TestDb>) {
    let campaign = build::campaign("mot");
    db.create_campaign(campaign.clone()).await.expect("stored");
    db.save_units(vec![build::unit("CAQ-HK")])
        .await
        .expect("stored");
    let site = build::site(campaign.id, "HK-001", "CAQ-HK");
    let placement = site.placement;
    db.save_sites(vec![site], at(3, 8)).await.expect("stored");
    let planned = NewEvent {
        action: "plan",
        from: None,
        to: None,
        ..event(
            placement,
            at(3, 8),
            PlacementTransition::Verify,
            PlacementStatus::Planned,
            PlacementStatus::Planned,
        )
    };
    db.write(move |tx| Box::pin(async move { tx.create_event(&planned).await }))
        .await
        .expect("stored");
    take(
        &db,
        placement,
        at(5, 8),
        PlacementTransition::ReportInstalled,
    )
    .await;
    let query = RecordQuery {
        campaign: Some(campaign.id),
        ..RecordQuery::default()
    };
    let days = [day(2), day(3), day(4), day(5)];
    let found = db
        .list_days(&query, &Scope::default(), &days, day(DAYS))
        .await
        .expect("readable");
    let found: Vec<_> = found
        .iter()
        .map(|day| {
            (
                day.of(PlacementStatus::Planned),
                day.of(PlacementStatus::Installed),
            )
        })
        .collect();
    assert_eq!(found, [(0, 0), (1, 0), (1, 0), (0, 1)]);
    // What a status asks for is the state of that day.
    let query = RecordQuery {
        status: vec!["planned".to_owned()],
        ..query
    };
    for (number, there) in [(2, 0), (3, 1), (4, 1), (5, 0)] {
        let past = Past {
            as_of: day(number),
            compared_with: None,
        };
        let drawn = db
            .past_tile(tile(14), &query, &Scope::default(), past)
            .await
            .expect("readable");
        assert_eq!(drawn.records.len(), there, "day {number}");
    }
    let elsewhere = Scope {
        areas: Some(vec![build::area("003")]),
        ..Scope::default()
    };
    let past = Past {
        as_of: day(4),
        compared_with: None,
    };
    let drawn = db
        .past_tile(tile(14), &query, &elsewhere, past)
        .await
        .expect("readable");
    assert_eq!(drawn.records, []);
    let found = db
        .list_days(&query, &elsewhere, &days, day(DAYS))
        .await
        .expect("readable");
    assert!(found.iter().all(|day| day.counts.is_empty()));
}

async fn a_visit_and_a_flag_have_no_part_in_it(db: Arc<TestDb>) {
    let (query, seen) = story(&db, 40).await;
    let (&id, _) = seen.first_key_value().expect("some");
    // A visit's event has a condition where a step has a state, and «removed» is a word of both.
    let visit = NewEvent {
        action: "check_in",
        from: None,
        to: Some("removed"),
        ..event(
            id,
            at(4, 23),
            PlacementTransition::Verify,
            PlacementStatus::Planned,
            PlacementStatus::Planned,
        )
    };
    let account = build::account("khac", app::domain::role::Role::FieldOfficer);
    db.create_account(account.clone(), NOON)
        .await
        .expect("stored");
    let mut flag = build::flag(query.campaign, account.me.id);
    flag.capture.received_at = at(1, 8);
    db.write(move |tx| {
        Box::pin(async move {
            tx.create_flag(&flag).await?;
            tx.create_event(&visit).await
        })
    })
    .await
    .expect("stored");
    let past = Past {
        as_of: day(3),
        compared_with: None,
    };
    let drawn = db
        .past_tile(tile(12), &query, &Scope::default(), past)
        .await
        .expect("readable");
    assert!(
        drawn
            .records
            .iter()
            .all(|record| record.record == RecordKind::Placement)
    );
    let then = seen[&id][3].map(PlacementStatus::code);
    let found = drawn.records.iter().find(|record| record.id == id.0);
    assert_eq!(found.map(|record| record.status.as_str()), then);
}

async fn cells_count_what_was_in_them(db: Arc<TestDb>) {
    let (query, seen) = story(&db, 420).await;
    for number in [0, 4, 8] {
        let past = Past {
            as_of: day(number),
            compared_with: None,
        };
        let drawn = db
            .past_tile(tile(12), &query, &Scope::default(), past)
            .await
            .expect("readable");
        assert_eq!(drawn.records, [], "too many to be drawn one by one");
        let at = usize::try_from(number).expect("a few");
        let mut looks = BTreeMap::new();
        for status in seen.values().filter_map(|days| days[at]) {
            *looks
                .entry(MapLook::of(RecordKind::Placement, status.code()))
                .or_default() += 1;
        }
        let mut counted: BTreeMap<MapLook, i64> = BTreeMap::new();
        for (look, count) in drawn.clusters.iter().flat_map(|one| &one.cluster.by_look) {
            *counted.entry(*look).or_default() += count;
        }
        assert_eq!(counted, looks, "day {number}");
    }
}

/// What every tile around the lake shows of a day, and the counts of all days, each for some filters and areas.
async fn told(db: &TestDb, query: &RecordQuery) -> Vec<(TileContent, Vec<DayCounts>)> {
    let days: Vec<Date> = (0..DAYS).map(day).collect();
    let with = |change: fn(&mut RecordQuery)| {
        let mut query = query.clone();
        change(&mut query);
        query
    };
    let queries = [
        query.clone(),
        with(|query| query.status = vec!["verified".to_owned(), "planned".to_owned()]),
        with(|query| query.kind = vec![app::domain::display_kind::DisplayKind::Pennant]),
        with(|query| query.area = Some(build::area("002"))),
    ];
    let of_ward = Scope {
        areas: Some(vec![build::area("00070")]),
        ..Scope::default()
    };
    let mut all = Vec::new();
    for query in &queries {
        for scope in [&Scope::default(), &of_ward] {
            for (number, zoom) in [(0, 2), (3, 9), (5, 12), (8, 14), (8, 16)] {
                let past = Past {
                    as_of: day(number),
                    compared_with: None,
                };
                let drawn = db.past_tile(tile(zoom), query, scope, past).await;
                let counted = db.list_days(query, scope, &days, day(DAYS)).await;
                all.push((drawn.expect("readable"), counted.expect("readable")));
            }
        }
    }
    all
}

/// Where a cluster lies is a mean, and sums of many parts may round otherwise.
fn assert_same(kept: &TileContent, log: &TileContent) {
    assert_eq!(kept.records, log.records);
    assert_eq!(kept.clusters.len(), log.clusters.len());
    for (kept, log) in kept.clusters.iter().zip(&log.clusters) {
        assert_eq!(kept.bbox, log.bbox);
        assert_eq!(kept.cluster.by_look, log.cluster.by_look);
        assert!((kept.cluster.lon - log.cluster.lon).abs() < 1e-6);
        assert!((kept.cluster.lat - log.cluster.lat).abs() < 1e-6);
    }
}

async fn days_that_are_kept_say_what_the_log_says(db: Arc<TestDb>) {
    let (query, _) = story(&db, 520).await;
    let campaign = query.campaign.expect("one");
    // Some notes are added up, some are not.
    db.add_up_changes().await.expect("added up");
    take(
        &db,
        first_planned(&db, &query).await,
        at(DAYS, 9),
        PlacementTransition::ReportInstalled,
    )
    .await;
    let log = told(&db, &query).await;
    assert!(log.iter().any(|(tile, _)| tile.clusters.len() > 3));
    // The later half first: what is kept once isn't counted anew.
    let days: Vec<Date> = (0..DAYS).map(day).collect();
    db.keep_days(campaign, &days[5..]).await.expect("kept");
    db.keep_days(campaign, &days[..5]).await.expect("kept");
    assert_eq!(db.list_kept_days(campaign).await.expect("read"), days);
    // Nothing but what is kept could say it now.
    db.execute("DELETE FROM event").await;
    let kept = told(&db, &query).await;
    let mut compared = 0;
    for ((kept, kept_days), (log, log_days)) in kept.iter().zip(&log) {
        assert_eq!(kept_days, log_days);
        // Where a filter leaves few, the log says which.
        let count: i64 = log.clusters.iter().map(|one| one.cluster.count).sum();
        if count > 400 {
            assert_same(kept, log);
            compared += 1;
        }
    }
    assert!(compared > 10, "{compared}");
    assert!(db.has_placements(campaign, 520).await.expect("read"));
    assert!(!db.has_placements(campaign, 9000).await.expect("read"));
}

async fn first_planned(db: &TestDb, query: &RecordQuery) -> PlacementId {
    let query = RecordQuery {
        status: vec!["planned".to_owned()],
        ..query.clone()
    };
    let page = db.list_placements(&query, &Scope::default()).await;
    let page = page.expect("read");
    page.items.first().expect("one").placement.id
}
