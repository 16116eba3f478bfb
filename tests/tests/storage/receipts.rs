use std::sync::Arc;

use app::domain::{ids::AccountId, record::RecordKind, role::Role};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::{self, TestDb},
};
use server::storage::{Claim, NewReceipt};
use uuid::Uuid;

contract![
    the_same_request_gets_the_same_receipt,
    another_payload_kind_or_account_does_not,
    an_id_claimed_by_a_write_that_failed_is_free,
    of_two_hundred_requests_one_takes_the_id,
    receipts_survive_reopening,
];

async fn accounts(db: &TestDb) -> [AccountId; 2] {
    let accounts = ["canbo", "phutrach"].map(|name| build::account(name, Role::FieldOfficer));
    for account in accounts.clone() {
        db.create_account(account, NOON).await.expect("stored");
    }
    accounts.map(|account| account.me.id)
}

async fn claim(db: &server::storage::Db, new: &NewReceipt) -> Claim {
    let new = new.clone();
    db.write(move |tx| Box::pin(async move { tx.claim_id(&new).await }))
        .await
        .expect("answered")
}

async fn the_same_request_gets_the_same_receipt(db: Arc<TestDb>) {
    let [account, _] = accounts(&db).await;
    let first = build::receipt(Uuid::now_v7(), "payload", account);
    assert_eq!(claim(&db, &first).await, Claim::Fresh);
    let mut later = first.clone();
    later.receipt.received_at = NOON.plus_ms(99_000);
    later.receipt.photos.clear();
    assert_eq!(
        claim(&db, &later).await,
        Claim::Repeated(first.receipt.clone())
    );
    let mut without_photos = build::receipt(Uuid::now_v7(), "payload", account);
    without_photos.receipt.photos.clear();
    assert_eq!(claim(&db, &without_photos).await, Claim::Fresh);
    let repeated = Claim::Repeated(without_photos.receipt.clone());
    assert_eq!(claim(&db, &without_photos).await, repeated);
}

async fn another_payload_kind_or_account_does_not(db: Arc<TestDb>) {
    let [account, other] = accounts(&db).await;
    let first = build::receipt(Uuid::now_v7(), "payload", account);
    assert_eq!(claim(&db, &first).await, Claim::Fresh);
    let payload = build::receipt(first.receipt.id, "another", account);
    assert_eq!(claim(&db, &payload).await, Claim::Conflict);
    let kind = NewReceipt {
        record: RecordKind::Flag,
        ..first.clone()
    };
    assert_eq!(claim(&db, &kind).await, Claim::Conflict);
    let owner = NewReceipt {
        account: other,
        ..first.clone()
    };
    assert_eq!(claim(&db, &owner).await, Claim::OtherOwner);
    let target = NewReceipt {
        target: Some(Uuid::now_v7()),
        ..first.clone()
    };
    assert_eq!(claim(&db, &target).await, Claim::Conflict);
    let both = build::receipt(first.receipt.id, "another", other);
    assert_eq!(claim(&db, &both).await, Claim::OtherOwner);
    assert_eq!(
        claim(&db, &first).await,
        Claim::Repeated(first.receipt.clone())
    );
}

async fn an_id_claimed_by_a_write_that_failed_is_free(db: Arc<TestDb>) {
    let [account, _] = accounts(&db).await;
    let new = build::receipt(Uuid::now_v7(), "payload", account);
    let body = new.clone();
    let failed = db
        .write::<(), _>(move |tx| {
            Box::pin(async move {
                tx.claim_id(&body).await?;
                Err(app::error::AppError::NotFound.into())
            })
        })
        .await;
    assert!(failed.is_err());
    assert_eq!(claim(&db, &new).await, Claim::Fresh);
}

async fn of_two_hundred_requests_one_takes_the_id(db: Arc<TestDb>) {
    let [account, _] = accounts(&db).await;
    let id = Uuid::now_v7();
    let requests = (0..200).map(|no| {
        let db = Arc::clone(&db);
        let mut new = build::receipt(id, "payload", account);
        new.receipt.received_at = NOON.plus_ms(no);
        tokio::spawn(async move { (new.receipt.clone(), claim(&db, &new).await) })
    });
    let answers: Vec<_> = futures::future::join_all(requests.collect::<Vec<_>>())
        .await
        .into_iter()
        .map(|answer| answer.expect("no task panics"))
        .collect();
    let fresh: Vec<_> = answers
        .iter()
        .filter(|(_, claim)| *claim == Claim::Fresh)
        .collect();
    assert_eq!(fresh.len(), 1);
    let receipt = &fresh[0].0;
    let repeated = answers
        .iter()
        .filter(|(_, claim)| *claim == Claim::Repeated(receipt.clone()));
    assert_eq!(repeated.count(), 199);
}

async fn receipts_survive_reopening(db: Arc<TestDb>) {
    let [account, _] = accounts(&db).await;
    let new = build::receipt(Uuid::now_v7(), "payload", account);
    assert_eq!(claim(&db, &new).await, Claim::Fresh);
    db.close().await;
    let again = db::open(&db.url).await;
    assert_eq!(
        claim(&again, &new).await,
        Claim::Repeated(new.receipt.clone())
    );
    again.close().await;
}
