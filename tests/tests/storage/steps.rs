//! What a step changes of a record, and what the log says of who did what.

use std::{collections::BTreeSet, sync::Arc};

use app::domain::{
    addressee::Addressee,
    flag::FlagStatus,
    ids::{AccountId, CampaignId, FlagId},
    placement::PlacementStatus,
    record::Version,
    role::Role,
};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use server::storage::PlacementStep;
use uuid::Uuid;

contract![
    a_step_moves_a_placement_and_keeps_what_it_says_nothing_of,
    a_flag_says_whom_it_was_handed_over_to,
    a_flag_takes_other_photos,
    every_change_counts,
    the_log_tells_an_account_its_own_deeds,
];

async fn ground_work(db: &TestDb) -> (CampaignId, AccountId) {
    let campaign = build::campaign("mot");
    let account = build::account("canbo", Role::FieldOfficer);
    db.create_campaign(campaign.clone()).await.expect("stored");
    db.create_account(account.clone(), NOON)
        .await
        .expect("stored");
    (campaign.id, account.me.id)
}

async fn a_flag(db: &TestDb, account: AccountId) -> FlagId {
    let mut new = build::flag(None, account);
    new.capture.photos = vec![build::sha256("a")];
    let id = new.id;
    db.write(move |tx| Box::pin(async move { tx.create_flag(&new).await }))
        .await
        .expect("stored");
    id
}

async fn a_step_moves_a_placement_and_keeps_what_it_says_nothing_of(db: Arc<TestDb>) {
    let (campaign, account) = ground_work(&db).await;
    let mut new = build::placement(campaign, account);
    new.capture.photos = vec![build::sha256("a")];
    let id = new.id;
    db.write(move |tx| Box::pin(async move { tx.create_placement(&new).await }))
        .await
        .expect("stored");
    let old = db.find_placement(id).await.expect("read").expect("there");
    assert_eq!(old.placement.version, Version(1));
    let plain = PlacementStep {
        status: PlacementStatus::Verified,
        removal_by: None,
        checked: true,
        hung_again: None,
        photos: Vec::new(),
        at: NOON.plus_ms(1000),
    };
    let removed = PlacementStep {
        status: PlacementStatus::Removed,
        removal_by: Some(account),
        checked: false,
        hung_again: None,
        photos: vec![build::sha256("b")],
        at: NOON.plus_ms(2000),
    };
    let mut expected = old.clone();
    for step in [plain, removed] {
        let (held, taken) = (expected.clone(), step.clone());
        db.write(move |tx| Box::pin(async move { tx.step_placement(&held, &taken).await }))
            .await
            .expect("stored");
        let placement = &mut expected.placement;
        placement.status = step.status;
        placement.version.0 += 1;
        placement.updated_at = step.at;
        placement.photos = [step.photos.clone(), placement.photos.clone()].concat();
        if step.checked {
            placement.checked_at = Some(step.at);
        }
        expected.removal_by = step.removal_by.or(expected.removal_by);
        let stored = db.find_placement(id).await.expect("read");
        assert_eq!(stored, Some(expected.clone()));
    }
}

async fn a_flag_says_whom_it_was_handed_over_to(db: Arc<TestDb>) {
    let (_, account) = ground_work(&db).await;
    for &addressee in Addressee::ALL {
        let id = a_flag(&db, account).await;
        let before = db.find_flag(id).await.expect("read").expect("there");
        assert_eq!(before.flag.addressee, None);
        db.write(move |tx| Box::pin(async move { tx.update_flag_addressee(id, addressee).await }))
            .await
            .expect("stored");
        let stored = db.find_flag(id).await.expect("read").expect("there");
        assert_eq!(stored.flag.addressee, Some(addressee));
    }
}

async fn a_flag_takes_other_photos(db: Arc<TestDb>) {
    let (_, account) = ground_work(&db).await;
    let id = a_flag(&db, account).await;
    let photos = vec![build::sha256("b"), build::sha256("a")];
    let given = photos.clone();
    db.write(move |tx| Box::pin(async move { tx.update_flag_photos(id, &given).await }))
        .await
        .expect("stored");
    let stored = db.find_flag(id).await.expect("read").expect("there");
    assert_eq!(stored.flag.photos, photos);
}

async fn every_change_counts(db: Arc<TestDb>) {
    let (_, account) = ground_work(&db).await;
    let id = a_flag(&db, account).await;
    let mut correction = build::flag(None, account);
    correction.id = id;
    let version = async || {
        let stored = db.find_flag(id).await.expect("read").expect("there");
        stored.flag.version.0
    };
    assert_eq!(version().await, 1);
    db.write(move |tx| {
        Box::pin(async move { tx.update_flag_status(id, FlagStatus::Returned, NOON).await })
    })
    .await
    .expect("stored");
    assert_eq!(version().await, 2);
    db.write(move |tx| Box::pin(async move { tx.update_flag(&correction, NOON).await }))
        .await
        .expect("stored");
    assert_eq!(version().await, 3);
}

async fn the_log_tells_an_account_its_own_deeds(db: Arc<TestDb>) {
    let (_, account) = ground_work(&db).await;
    let (record, other) = (Uuid::now_v7(), AccountId(Uuid::now_v7()));
    let events = [
        (account, "record_outcome", 0),
        (other, "confirm", 1),
        (account, "verify_removal", 2),
    ]
    .map(|(by, action, after)| server::storage::NewEvent {
        action,
        ..build::event(record, NOON.plus_ms(after), by)
    });
    let (elsewhere, untouched) = (Uuid::now_v7(), Uuid::now_v7());
    let other_event = build::event(elsewhere, NOON, account);
    let (mine, confirmed, reopened) = db
        .write(move |tx| {
            Box::pin(async move {
                for event in events.iter().chain([&other_event]) {
                    tx.create_event(event).await?;
                }
                Ok((
                    tx.list_deeds(account, record).await?,
                    tx.has_event(record, "confirm").await?,
                    tx.has_event(record, "reopen").await?,
                ))
            })
        })
        .await
        .expect("stored");
    assert_eq!(mine, ["record_outcome", "verify_removal"]);
    assert_eq!((confirmed, reopened), (true, false));
    let records = [untouched, record, elsewhere];
    let deeds = db.list_deeds(account, &records).await.expect("read");
    assert_eq!(deeds.len(), 2);
    assert_eq!(deeds[&record], mine);
    assert_eq!(deeds[&elsewhere].len(), 1);
    let with = async |action| db.list_with_event(&records, action).await.expect("read");
    assert_eq!(with("confirm").await, BTreeSet::from([record]));
    assert_eq!(with("reopen").await, BTreeSet::new());
}
