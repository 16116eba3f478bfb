use std::sync::Arc;

use app::domain::{ids::AccountId, photo::Sha256, record::RecordKind, role::Role};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
    random::{Sizes, World},
};
use server::storage::{PhotoState, UnclaimedLimits};
use uuid::Uuid;

contract![
    a_photo_is_noted_once,
    a_photo_belongs_to_the_record_that_claimed_it,
    photos_of_a_record_are_deleted_together,
    only_the_named_photos_are_deleted,
    what_is_deleted_is_to_be_erased_until_that_is_noted,
    photos_without_a_record_are_counted_and_forgotten,
    living_photos_are_listed_by_their_first_digit,
    a_buried_photo_is_deleted_and_erased,
    photos_of_a_campaign_are_those_of_its_records,
];

async fn account(db: &TestDb) -> AccountId {
    let account = build::account("canbo", Role::FieldOfficer);
    db.create_account(account.clone(), NOON)
        .await
        .expect("stored");
    account.me.id
}

async fn create(db: &TestDb, name: &str, by: AccountId) -> Sha256 {
    assert!(
        db.create_photo(build::photo(name, by), UnclaimedLimits::NONE)
            .await
            .expect("stored")
    );
    build::sha256(name)
}

async fn find(db: &TestDb, sha256: &Sha256) -> Option<PhotoState> {
    let outside = db.find_photo(sha256).await.expect("read");
    let sha256 = sha256.clone();
    let inside = db
        .write(move |tx| Box::pin(async move { tx.find_photo(&sha256).await }))
        .await;
    assert_eq!(
        inside.expect("read"),
        outside,
        "held or not, it reads the same"
    );
    outside
}

async fn claim(db: &TestDb, sha256: &Sha256, record: RecordKind, id: Uuid) {
    let sha256 = sha256.clone();
    db.write(move |tx| Box::pin(async move { tx.claim_photo(&sha256, record, id).await }))
        .await
        .expect("stored");
}

async fn a_photo_is_noted_once(db: Arc<TestDb>) {
    let account = account(&db).await;
    let photo = create(&db, "a", account).await;
    assert!(
        !db.create_photo(build::photo("a", account), UnclaimedLimits::NONE)
            .await
            .expect("nothing stored")
    );
    let state = PhotoState {
        account,
        record: None,
        deleted: false,
    };
    assert_eq!(find(&db, &photo).await, Some(state));
    assert_eq!(find(&db, &build::sha256("b")).await, None);
}

async fn a_photo_belongs_to_the_record_that_claimed_it(db: Arc<TestDb>) {
    let account = account(&db).await;
    for &record in RecordKind::ALL {
        let photo = create(&db, record.code(), account).await;
        let id = Uuid::now_v7();
        claim(&db, &photo, record, id).await;
        let state = find(&db, &photo).await.expect("there");
        assert_eq!(state.record, Some((record, id)));
    }
}

async fn what_is_deleted_is_to_be_erased_until_that_is_noted(db: Arc<TestDb>) {
    let account = account(&db).await;
    let (a, b) = (
        create(&db, "a", account).await,
        create(&db, "b", account).await,
    );
    assert_eq!(db.list_photos_to_erase().await.expect("read"), []);
    let gone = vec![a.clone()];
    db.write(move |tx| Box::pin(async move { tx.delete_photos(&gone, NOON).await }))
        .await
        .expect("stored");
    assert_eq!(
        db.list_photos_to_erase().await.expect("read"),
        std::slice::from_ref(&a)
    );
    // One that nobody deleted is never noted as gone.
    db.note_erased(vec![a, b.clone()], NOON)
        .await
        .expect("stored");
    assert_eq!(db.list_photos_to_erase().await.expect("read"), []);
    let gone = vec![b.clone()];
    db.write(move |tx| Box::pin(async move { tx.delete_photos(&gone, NOON).await }))
        .await
        .expect("stored");
    assert_eq!(db.list_photos_to_erase().await.expect("read"), [b]);
}

async fn only_the_named_photos_are_deleted(db: Arc<TestDb>) {
    let account = account(&db).await;
    let (a, b) = (
        create(&db, "a", account).await,
        create(&db, "b", account).await,
    );
    let named = vec![a.clone(), build::sha256("nowhere")];
    db.write(move |tx| Box::pin(async move { tx.delete_photos(&named, NOON).await }))
        .await
        .expect("stored");
    assert!(find(&db, &a).await.expect("there").deleted);
    assert!(!find(&db, &b).await.expect("there").deleted);
}

async fn photos_of_a_record_are_deleted_together(db: Arc<TestDb>) {
    let account = account(&db).await;
    let (flag, other) = (Uuid::now_v7(), Uuid::now_v7());
    let (a, b, c) = (
        create(&db, "a", account).await,
        create(&db, "b", account).await,
        create(&db, "c", account).await,
    );
    for (photo, id) in [(&a, flag), (&b, flag), (&c, other)] {
        claim(&db, photo, RecordKind::Flag, id).await;
    }
    db.write(move |tx| Box::pin(async move { tx.delete_photos_of(flag, NOON).await }))
        .await
        .expect("stored");
    for (photo, deleted) in [(&a, true), (&b, true), (&c, false)] {
        assert_eq!(find(&db, photo).await.expect("there").deleted, deleted);
    }
    // One that was deleted with its record stays so when it is sent again.
    assert!(
        !db.create_photo(build::photo("a", account), UnclaimedLimits::NONE)
            .await
            .expect("nothing stored")
    );
    assert!(find(&db, &a).await.expect("there").deleted);
}

async fn photos_without_a_record_are_counted_and_forgotten(db: Arc<TestDb>) {
    let account = account(&db).await;
    let limits = |photos, bytes| UnclaimedLimits { photos, bytes };
    let (a, b) = (
        create(&db, "a", account).await,
        create(&db, "b", account).await,
    );
    let enough = [limits(2, i64::MAX), limits(9, 2 * 123_456)];
    for limits in enough {
        let told = db.check_unclaimed(account, limits).await;
        assert!(told.is_err());
        let c = db.create_photo(build::photo("c", account), limits).await;
        assert!(c.is_err());
    }
    assert_eq!(find(&db, &build::sha256("c")).await, None);
    claim(&db, &a, RecordKind::Flag, Uuid::now_v7()).await;
    db.check_unclaimed(account, enough[0]).await.expect("room");
    let later = NOON.plus_ms(1);
    assert_eq!(db.list_unclaimed_photos(NOON, 9).await.expect("read"), []);
    assert_eq!(
        db.list_unclaimed_photos(later, 9).await.expect("read"),
        std::slice::from_ref(&b)
    );
    for (photo, before, gone) in [(&a, later, false), (&b, NOON, false), (&b, later, true)] {
        let forgotten = db
            .forget_photo(photo.clone(), before)
            .await
            .expect("written");
        assert_eq!(forgotten, gone);
    }
    assert_eq!(find(&db, &b).await, None);
    assert!(find(&db, &a).await.is_some());
}

async fn living_photos_are_listed_by_their_first_digit(db: Arc<TestDb>) {
    let account = account(&db).await;
    let mut all = Vec::new();
    for name in 0..60 {
        all.push(create(&db, &name.to_string(), account).await);
    }
    let gone = all.split_off(50);
    db.write(move |tx| Box::pin(async move { tx.delete_photos(&gone, NOON).await }))
        .await
        .expect("stored");
    all.sort();
    let mut listed = Vec::new();
    for digit in 0..16 {
        let part = db.list_living_photos(digit).await.expect("read");
        let first = char::from_digit(digit.into(), 16).expect("a digit");
        assert!(part.iter().all(|photo| photo.as_str().starts_with(first)));
        listed.extend(part);
    }
    assert_eq!(listed, all);
}

async fn a_buried_photo_is_deleted_and_erased(db: Arc<TestDb>) {
    let account = account(&db).await;
    assert!(
        db.bury_photo(build::photo("a", account))
            .await
            .expect("stored")
    );
    assert!(find(&db, &build::sha256("a")).await.expect("there").deleted);
    assert_eq!(db.list_photos_to_erase().await.expect("read"), []);
    assert!(
        !db.bury_photo(build::photo("a", account))
            .await
            .expect("stored")
    );
}

async fn photos_of_a_campaign_are_those_of_its_records(db: Arc<TestDb>) {
    let world = World::fill(
        &db,
        5,
        Sizes {
            sites: 2,
            placements: 6,
            check_ins: 12,
            flags: 12,
        },
    )
    .await;
    let campaign = world.campaigns[0].id;
    let by = world.accounts[0].me.id;
    let within = |id| {
        world
            .placements
            .iter()
            .any(|placement| placement.id == id && placement.campaign == campaign)
    };
    let mut wanted = Vec::new();
    let placements = world
        .placements
        .iter()
        .map(|of| (RecordKind::Placement, of.id.0, within(of.id)));
    let visits = world
        .check_ins
        .iter()
        .map(|of| (RecordKind::CheckIn, of.id.0, within(of.placement)));
    let flags = world
        .flags
        .iter()
        .map(|of| (RecordKind::Flag, of.id.0, of.campaign == Some(campaign)));
    for (number, (record, id, is_within)) in placements.chain(visits).chain(flags).enumerate() {
        let photo = create(&db, &number.to_string(), by).await;
        claim(&db, &photo, record, id).await;
        if is_within {
            wanted.push(photo);
        }
    }
    let mut found = db
        .list_photos_of_campaign(campaign, 1_000)
        .await
        .expect("read");
    found.sort();
    wanted.sort();
    assert!(!wanted.is_empty());
    assert_eq!(found, wanted);
    assert_eq!(
        db.list_photos_of_campaign(campaign, 1)
            .await
            .expect("read")
            .len(),
        1
    );
    let inside = db
        .write(move |tx| Box::pin(async move { tx.find_campaign(campaign).await }))
        .await;
    assert_eq!(
        inside.expect("read"),
        db.find_campaign(campaign).await.expect("read")
    );
}
