use std::sync::Arc;

use app::domain::{ids::AccountId, photo::Sha256, record::RecordKind, role::Role};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use server::storage::PhotoState;
use uuid::Uuid;

contract![
    a_photo_is_noted_once,
    a_photo_belongs_to_the_record_that_claimed_it,
    photos_of_a_record_are_deleted_together,
    only_the_named_photos_are_deleted,
    what_is_deleted_is_to_be_erased_until_that_is_noted,
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
        db.create_photo(build::photo(name, by))
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
        !db.create_photo(build::photo("a", account))
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
        !db.create_photo(build::photo("a", account))
            .await
            .expect("nothing stored")
    );
    assert!(find(&db, &a).await.expect("there").deleted);
}
