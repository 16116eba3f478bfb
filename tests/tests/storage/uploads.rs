use std::sync::Arc;

use app::{
    domain::{ids::AccountId, role::Role, time::Timestamp},
    error::AppError,
};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use server::storage::{
    Begun, NewUpload, StorageError, StorageResult, StoredUpload, UploadKey, UploadLimits,
};

contract![
    an_upload_is_found_as_it_was_begun,
    another_length_or_an_expired_one_begins_anew,
    an_account_has_only_so_many_and_so_much,
    of_many_that_begin_at_once_no_more_than_allowed_do,
    what_expired_is_forgotten_and_what_is_complete_has_no_bytes,
];

const LATER: Timestamp = Timestamp(NOON.0 + 1_000);
const LIMITS: UploadLimits = UploadLimits {
    open: 3,
    bytes: 1_000,
};

async fn account(db: &TestDb, name: &str) -> AccountId {
    let account = build::account(name, Role::FieldOfficer);
    let stored = db.create_account(account.clone(), NOON).await;
    assert!(stored.expect("stored"));
    account.me.id
}

fn new(account: AccountId, name: &str, length: i64) -> NewUpload {
    NewUpload {
        key: UploadKey {
            account,
            sha256: build::sha256(name),
        },
        length,
        at: NOON,
        expires_at: LATER,
        completed: false,
    }
}

async fn begin(db: &TestDb, new: &NewUpload) -> StorageResult<Begun> {
    db.begin_upload(new.clone(), LIMITS).await
}

async fn find(db: &TestDb, new: &NewUpload, now: Timestamp) -> Option<StoredUpload> {
    db.find_upload(&new.key, now).await.expect("read")
}

fn stored(new: &NewUpload, completed: bool) -> StoredUpload {
    StoredUpload {
        length: new.length,
        expires_at: new.expires_at,
        completed,
    }
}

async fn an_upload_is_found_as_it_was_begun(db: Arc<TestDb>) {
    let (canbo, canbo2) = (account(&db, "canbo").await, account(&db, "canbo2").await);
    let first = new(canbo, "a", 100);
    assert_eq!(find(&db, &first, NOON).await, None);
    assert_eq!(begin(&db, &first).await.expect("begun"), Begun::Fresh);
    let again = NewUpload {
        expires_at: LATER.plus_ms(9),
        ..first.clone()
    };
    let known = Begun::Known(stored(&first, false));
    assert_eq!(begin(&db, &again).await.expect("begun"), known);
    assert_eq!(find(&db, &first, NOON).await, Some(stored(&first, false)));
    let foreign = new(canbo2, "a", 100);
    assert_eq!(find(&db, &foreign, NOON).await, None);
    assert_eq!(begin(&db, &foreign).await.expect("begun"), Begun::Fresh);
    db.complete_upload(first.key.clone(), NOON)
        .await
        .expect("noted");
    assert_eq!(find(&db, &first, NOON).await, Some(stored(&first, true)));
    assert_eq!(
        find(&db, &foreign, NOON).await,
        Some(stored(&foreign, false))
    );
    db.delete_upload(first.key.clone()).await.expect("deleted");
    assert_eq!(find(&db, &first, NOON).await, None);
    assert!(find(&db, &foreign, NOON).await.is_some());
}

async fn another_length_or_an_expired_one_begins_anew(db: Arc<TestDb>) {
    let canbo = account(&db, "canbo").await;
    let first = new(canbo, "a", 100);
    begin(&db, &first).await.expect("begun");
    let longer = new(canbo, "a", 101);
    assert_eq!(begin(&db, &longer).await.expect("begun"), Begun::Fresh);
    assert_eq!(find(&db, &longer, NOON).await, Some(stored(&longer, false)));
    assert_eq!(find(&db, &longer, LATER).await, None, "until, not after");
    let later = NewUpload {
        at: LATER,
        expires_at: LATER.plus_ms(1_000),
        ..longer.clone()
    };
    assert_eq!(begin(&db, &later).await.expect("begun"), Begun::Fresh);
    assert_eq!(find(&db, &later, LATER).await, Some(stored(&later, false)));
    let whole = NewUpload {
        completed: true,
        ..new(canbo, "b", 5_000)
    };
    assert_eq!(begin(&db, &whole).await.expect("begun"), Begun::Fresh);
    assert_eq!(find(&db, &whole, NOON).await, Some(stored(&whole, true)));
}

async fn an_account_has_only_so_many_and_so_much(db: Arc<TestDb>) {
    let (canbo, canbo2) = (account(&db, "canbo").await, account(&db, "canbo2").await);
    let is_refused = |result: StorageResult<Begun>| {
        matches!(result, Err(StorageError::Rule(AppError::TooManyUploads)))
    };
    begin(&db, &new(canbo, "a", 600)).await.expect("begun");
    assert!(is_refused(begin(&db, &new(canbo, "b", 401)).await));
    begin(&db, &new(canbo, "b", 300)).await.expect("begun");
    begin(&db, &new(canbo, "c", 100)).await.expect("begun");
    assert!(is_refused(begin(&db, &new(canbo, "d", 0)).await));
    begin(&db, &new(canbo2, "d", 1_000)).await.expect("begun");
    // One that is complete or expired counts no more.
    let a = new(canbo, "a", 600).key;
    db.complete_upload(a, NOON).await.expect("noted");
    begin(&db, &new(canbo, "d", 600)).await.expect("begun");
    let later = NewUpload {
        at: LATER,
        expires_at: LATER.plus_ms(1),
        ..new(canbo, "e", 1_000)
    };
    begin(&db, &later).await.expect("begun");
}

async fn of_many_that_begin_at_once_no_more_than_allowed_do(db: Arc<TestDb>) {
    let canbo = account(&db, "canbo").await;
    let names: Vec<_> = (0..20).map(|number| number.to_string()).collect();
    let uploads: Vec<_> = names.iter().map(|name| new(canbo, name, 10)).collect();
    let begun = futures::future::join_all(uploads.iter().map(|new| begin(&db, new))).await;
    assert_eq!(begun.iter().filter(|result| result.is_ok()).count(), 3);
    let open = db.list_open_uploads(NOON).await.expect("read");
    assert_eq!(open.len(), 3);
}

async fn what_expired_is_forgotten_and_what_is_complete_has_no_bytes(db: Arc<TestDb>) {
    let canbo = account(&db, "canbo").await;
    let (old, whole, young) = (
        new(canbo, "old", 10),
        new(canbo, "whole", 10),
        NewUpload {
            expires_at: LATER.plus_ms(1),
            ..new(canbo, "young", 10)
        },
    );
    for upload in [&old, &whole, &young] {
        begin(&db, upload).await.expect("begun");
    }
    db.complete_upload(whole.key.clone(), NOON)
        .await
        .expect("noted");
    let mut open = db.list_open_uploads(NOON).await.expect("read");
    open.sort();
    let mut expected = vec![old.key.clone(), young.key.clone()];
    expected.sort();
    assert_eq!(open, expected);
    assert_eq!(
        db.list_open_uploads(LATER).await.expect("read"),
        vec![young.key.clone()]
    );
    assert_eq!(db.delete_expired_uploads(NOON).await.expect("done"), 0);
    assert_eq!(db.delete_expired_uploads(LATER).await.expect("done"), 2);
    assert_eq!(find(&db, &old, NOON).await, None);
    assert!(find(&db, &young, NOON).await.is_some());
}
