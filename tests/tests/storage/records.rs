//! Placements, check-ins and flags: what is read is what was stored, and what a change changes.

use std::sync::Arc;

use app::domain::{
    condition::Condition,
    display_kind::DisplayKind,
    flag::{Flag, FlagStatus},
    ground::GroundCode,
    ids::{AccountId, CampaignId, CheckInId, FlagId, PlacementId},
    location_class::LocationClass,
    placement::PlacementStatus,
    position::{PinReason, PositionSource},
    query::RecordQuery,
    record::Version,
    role::Role,
    time::Timestamp,
};
use app::geo::{BBox, LonLat};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use server::storage::{NewStoredFlag, NewStoredPlacement, PlacementChange, Scope, StoredPlacement};
use uuid::Uuid;

contract![
    a_placement_is_read_as_it_was_stored,
    a_check_in_changes_its_placement,
    a_placement_shows_its_newest_twenty_photos,
    a_check_in_is_read_as_it_was_stored,
    a_flag_is_read_as_it_was_stored,
    a_flag_keeps_its_photos_in_every_state_but_three,
    a_correction_changes_all_but_who_recorded_the_flag_and_when,
    a_flag_says_why_it_was_returned_as_long_as_it_is,
    a_record_of_an_unknown_account_or_campaign_is_refused,
];

async fn ground_work(db: &TestDb) -> (CampaignId, AccountId) {
    let (campaign, account) = (
        build::campaign("mot"),
        build::account("canbo", Role::FieldOfficer),
    );
    db.create_campaign(campaign.clone()).await.expect("stored");
    db.create_account(account.clone(), NOON)
        .await
        .expect("stored");
    (campaign.id, account.me.id)
}

async fn create(db: &TestDb, new: &NewStoredPlacement) {
    let new = new.clone();
    db.write(move |tx| Box::pin(async move { tx.create_placement(&new).await }))
        .await
        .expect("stored");
}

async fn create_flag(db: &TestDb, new: &NewStoredFlag) {
    let new = new.clone();
    db.write(move |tx| Box::pin(async move { tx.create_flag(&new).await }))
        .await
        .expect("stored");
}

async fn find(db: &TestDb, id: PlacementId) -> StoredPlacement {
    let outside = db.find_placement(id).await.expect("read").expect("there");
    let inside = db
        .write(move |tx| Box::pin(async move { tx.find_placement(id).await }))
        .await
        .expect("read");
    assert_eq!(
        inside.as_ref(),
        Some(&outside),
        "held or not, it reads the same"
    );
    outside
}

async fn a_placement_is_read_as_it_was_stored(db: Arc<TestDb>) {
    let (campaign, account) = ground_work(&db).await;
    let mut new = build::placement(campaign, account);
    new.unit = Some(build::unit("not in the list").code);
    new.capture.position_source = PositionSource::Pin;
    new.capture.pin_reason = Some(PinReason::AcrossStreet);
    new.capture.photos = vec![build::sha256("b"), build::sha256("a")];
    create(&db, &new).await;
    let stored = find(&db, new.id).await;
    assert_eq!(
        (stored.recorded_by, stored.removal_by),
        (Some(account), None)
    );
    let read = stored.placement;
    assert_eq!(
        (read.lon, read.lat, read.accuracy_m),
        (new.capture.lon, new.capture.lat, Some(9.0))
    );
    assert_eq!(
        (read.campaign, read.site, read.site_code, read.section),
        (campaign, None, None, None)
    );
    assert_eq!(
        (read.kind, read.quantity, read.planned_quantity),
        (new.kind, 2, 0)
    );
    assert_eq!((read.message_no, read.unit), (Some(1), new.unit));
    assert_eq!(read.position_source, Some(PositionSource::Pin));
    assert_eq!(
        (read.street, read.note),
        (new.capture.street, new.capture.note)
    );
    assert_eq!(
        (read.areas, read.photos),
        (new.capture.areas, new.capture.photos)
    );
    assert_eq!(
        (read.status, read.condition, read.checked_at),
        (PlacementStatus::Installed, None, None)
    );
    assert_eq!(
        (read.recorded_at, read.updated_at),
        (Some(new.capture.recorded_at), NOON)
    );
    let unknown = PlacementId(Uuid::now_v7());
    assert_eq!(db.find_placement(unknown).await.expect("read"), None);
}

fn change(by: AccountId, at: Timestamp) -> PlacementChange {
    PlacementChange {
        status: PlacementStatus::Removed,
        condition: Condition::Removed,
        quantity: 5,
        photos: vec![build::sha256("new")],
        removal_by: Some(by),
        recorded_at: at.plus_ms(-100),
        at,
        by,
    }
}

async fn update(db: &TestDb, id: PlacementId, change: &PlacementChange) {
    let change = change.clone();
    db.write(move |tx| {
        Box::pin(async move {
            let old = tx.find_placement(id).await?.expect("there");
            tx.update_placement(&old, &change).await
        })
    })
    .await
    .expect("stored");
}

async fn a_check_in_changes_its_placement(db: Arc<TestDb>) {
    let (campaign, account) = ground_work(&db).await;
    let other = build::account("phutrach", Role::Supervisor);
    db.create_account(other.clone(), NOON)
        .await
        .expect("stored");
    db.save_units(vec![build::unit("VHTT")])
        .await
        .expect("stored");
    let site = build::site(campaign, "HK-001", "VHTT");
    db.save_sites(vec![site.clone()], NOON)
        .await
        .expect("stored");
    let mut recorded = build::placement(campaign, account);
    recorded.capture.photos = vec![build::sha256("old")];
    create(&db, &recorded).await;
    let at = NOON.plus_ms(60_000);
    for id in [site.placement, recorded.id] {
        update(&db, id, &change(other.me.id, at)).await;
        let stored = find(&db, id).await;
        assert_eq!(stored.removal_by, Some(other.me.id));
        let read = stored.placement;
        assert_eq!(
            (read.status, read.condition, read.quantity),
            (PlacementStatus::Removed, Some(Condition::Removed), 5)
        );
        assert_eq!((read.checked_at, read.updated_at), (Some(at), at));
    }
    // Who recorded it stays who they were; of a planned one, it is who checked it first.
    let planned = find(&db, site.placement).await;
    assert_eq!(planned.recorded_by, Some(other.me.id));
    assert_eq!(planned.placement.recorded_at, Some(at.plus_ms(-100)));
    assert_eq!(planned.placement.planned_quantity, site.quantity);
    let outside = find(&db, recorded.id).await;
    assert_eq!(outside.recorded_by, Some(account));
    assert_eq!(
        outside.placement.recorded_at,
        Some(recorded.capture.recorded_at)
    );
    assert_eq!(
        outside.placement.photos,
        [build::sha256("new"), build::sha256("old")]
    );
}

async fn a_placement_shows_its_newest_twenty_photos(db: Arc<TestDb>) {
    let (campaign, account) = ground_work(&db).await;
    let new = build::placement(campaign, account);
    create(&db, &new).await;
    let name = |visit: usize, no: usize| build::sha256(&format!("{visit}.{no}"));
    for visit in 0..3 {
        let photos = (0..8).map(|no| name(visit, no)).collect();
        let change = PlacementChange {
            photos,
            ..change(account, NOON)
        };
        update(&db, new.id, &change).await;
    }
    let photos = find(&db, new.id).await.placement.photos;
    let expected = [2, 1, 0]
        .into_iter()
        .flat_map(|visit| (0..8).map(move |no| name(visit, no)));
    assert_eq!(photos, expected.take(20).collect::<Vec<_>>());
}

async fn a_check_in_is_read_as_it_was_stored(db: Arc<TestDb>) {
    let (campaign, account) = ground_work(&db).await;
    let placement = build::placement(campaign, account);
    create(&db, &placement).await;
    let mut new = build::check_in(&placement, account);
    new.condition = Condition::WrongQuantity;
    new.capture.photos = vec![build::sha256("a")];
    new.capture.sample = true;
    let stored = new.clone();
    db.write(move |tx| Box::pin(async move { tx.create_check_in(&stored).await }))
        .await
        .expect("stored");
    let read = db
        .find_check_in(new.id, account)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(
        (read.campaign, read.placement, read.site),
        (campaign, placement.id, None)
    );
    assert_eq!(
        (read.condition, read.quantity),
        (Condition::WrongQuantity, Some(2))
    );
    assert_eq!(
        (read.lon, read.lat, read.accuracy_m),
        (new.capture.lon, new.capture.lat, Some(9.0))
    );
    assert_eq!(
        (read.street, read.areas, read.note),
        (new.capture.street, new.capture.areas, new.capture.note)
    );
    assert_eq!(
        (read.recorded_at, read.received_at),
        (new.capture.recorded_at, NOON)
    );
    assert_eq!(read.photos, [build::sha256("a")]);
    assert!(read.mine && read.sample);
    let stranger = AccountId(Uuid::now_v7());
    let read = db
        .find_check_in(new.id, stranger)
        .await
        .expect("read")
        .expect("there");
    assert!(!read.mine);
    let unknown = CheckInId(Uuid::now_v7());
    assert_eq!(
        db.find_check_in(unknown, account).await.expect("read"),
        None
    );
}

async fn a_flag_is_read_as_it_was_stored(db: Arc<TestDb>) {
    let (campaign, account) = ground_work(&db).await;
    for campaign in [Some(campaign), None] {
        let mut new = build::flag(campaign, account);
        new.grounds = ["G01", "G08"]
            .map(|code| GroundCode(code.to_owned()))
            .into();
        new.capture.photos = vec![build::sha256("a"), build::sha256("b")];
        new.capture.areas.district = None;
        create_flag(&db, &new).await;
        let stored = db.find_flag(new.id).await.expect("read").expect("there");
        assert_eq!(stored.recorded_by, account);
        let read = stored.flag;
        assert_eq!(
            (read.campaign, read.kind, read.location_class),
            (campaign, new.kind, new.location_class)
        );
        assert_eq!(
            (read.grounds, read.photos),
            (new.grounds, new.capture.photos)
        );
        assert_eq!(
            (read.lon, read.lat, read.accuracy_m),
            (new.capture.lon, new.capture.lat, Some(9.0))
        );
        assert_eq!(
            (read.street, read.areas, read.note),
            (new.capture.street, new.capture.areas, new.capture.note)
        );
        assert_eq!(
            (read.status, read.position_source),
            (FlagStatus::Recorded, PositionSource::Gps)
        );
        assert_eq!(
            (read.recorded_at, read.received_at, read.updated_at),
            (new.capture.recorded_at, NOON, NOON)
        );
    }
    assert_eq!(
        db.find_flag(FlagId(Uuid::now_v7())).await.expect("read"),
        None
    );
}

async fn a_flag_keeps_its_photos_in_every_state_but_three(db: Arc<TestDb>) {
    let (_, account) = ground_work(&db).await;
    let at = NOON.plus_ms(1000);
    let mut lost = Vec::new();
    for &status in FlagStatus::ALL {
        let mut new = build::flag(None, account);
        new.capture.photos = vec![build::sha256(status.code())];
        create_flag(&db, &new).await;
        let id = new.id;
        let held = db
            .write(move |tx| {
                Box::pin(async move {
                    tx.update_flag_status(id, status, at).await?;
                    tx.find_flag(id).await
                })
            })
            .await
            .expect("stored");
        let stored = db.find_flag(id).await.expect("read").expect("there");
        assert_eq!(held.as_ref(), Some(&stored));
        assert_eq!((stored.flag.status, stored.flag.updated_at), (status, at));
        if stored.flag.photos.is_empty() {
            lost.push(status.code());
        }
    }
    assert_eq!(lost, ["withdrawn", "dismissed", "lapsed"]);
}

async fn a_correction_changes_all_but_who_recorded_the_flag_and_when(db: Arc<TestDb>) {
    let (campaign, account) = ground_work(&db).await;
    let mut old = build::flag(None, account);
    old.capture.photos = vec![build::sha256("a")];
    create_flag(&db, &old).await;
    let stored = db.find_flag(old.id).await.expect("read").expect("there");
    let mut new = build::flag(Some(campaign), account);
    new.id = old.id;
    new.kind = DisplayKind::Panel;
    new.location_class = LocationClass::ALL[1];
    new.grounds = vec![GroundCode("G08".to_owned())];
    new.capture.lon += 0.001;
    new.capture.lat += 0.001;
    new.capture.accuracy_m = None;
    new.capture.position_source = PositionSource::Pin;
    new.capture.pin_reason = Some(PinReason::AcrossStreet);
    new.capture.street = "Hàng Khay".to_owned();
    new.capture.areas = build::ba_dinh_areas();
    new.capture.note = "cột số 5".to_owned();
    new.capture.photos = vec![build::sha256("b"), build::sha256("a")];
    new.capture.recorded_at = NOON.plus_ms(60_000);
    let (correction, at) = (new.clone(), NOON.plus_ms(90_000));
    db.write(move |tx| Box::pin(async move { tx.update_flag(&correction, at).await }))
        .await
        .expect("stored");
    let mut expected = stored.clone();
    expected.flag = Flag {
        campaign: new.campaign,
        kind: new.kind,
        location_class: new.location_class,
        grounds: new.grounds,
        lon: new.capture.lon,
        lat: new.capture.lat,
        accuracy_m: None,
        position_source: PositionSource::Pin,
        pin_reason: Some(PinReason::AcrossStreet),
        street: new.capture.street,
        areas: new.capture.areas,
        note: new.capture.note,
        photos: new.capture.photos,
        updated_at: at,
        version: Version(2),
        ..stored.flag
    };
    assert_eq!(db.find_flag(old.id).await.expect("read"), Some(expected));
    let there = LonLat::clamped(new.capture.lon, new.capture.lat);
    let query = RecordQuery {
        bbox: BBox::around([there]).map(|point| point.expand_m(5.0)),
        ..RecordQuery::default()
    };
    let found = db
        .list_flags(&query, &Scope::default())
        .await
        .expect("read");
    assert_eq!(found.items.len(), 1, "its cell moved with it");
}

async fn a_flag_says_why_it_was_returned_as_long_as_it_is(db: Arc<TestDb>) {
    let (_, account) = ground_work(&db).await;
    let new = build::flag(None, account);
    create_flag(&db, &new).await;
    let id = new.id;
    let moved = async |status| {
        db.write(move |tx| {
            Box::pin(async move {
                tx.update_flag_return_reason(id, "ảnh mờ").await?;
                tx.update_flag_status(id, status, NOON).await?;
                tx.find_flag(id).await
            })
        })
        .await
        .expect("stored")
        .expect("there")
        .flag
        .return_reason
    };
    assert_eq!(moved(FlagStatus::Returned).await.as_deref(), Some("ảnh mờ"));
    assert_eq!(moved(FlagStatus::Recorded).await, None);
}

async fn a_record_of_an_unknown_account_or_campaign_is_refused(db: Arc<TestDb>) {
    let (campaign, account) = ground_work(&db).await;
    let (nobody, nothing) = (AccountId(Uuid::now_v7()), CampaignId(Uuid::now_v7()));
    for new in [
        build::placement(campaign, nobody),
        build::placement(nothing, account),
    ] {
        let id = new.id;
        let refused = db
            .write(move |tx| Box::pin(async move { tx.create_placement(&new).await }))
            .await;
        assert!(refused.is_err());
        assert_eq!(db.find_placement(id).await.expect("read"), None);
    }
}
