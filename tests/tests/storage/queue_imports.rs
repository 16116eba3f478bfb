use std::sync::Arc;

use app::domain::{ids::AccountId, record::RecordKind, role::Role};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use uuid::Uuid;

contract![who_brought_in_a_record_is_remembered];

async fn account(db: &TestDb, name: &str) -> AccountId {
    let account = build::account(name, Role::Supervisor);
    let stored = db.create_account(account.clone(), NOON).await;
    assert!(stored.expect("stored"));
    account.me.id
}

async fn import(db: &TestDb, record: Uuid, by: AccountId) {
    db.write(move |tx| {
        Box::pin(async move { tx.create_import(RecordKind::Flag, record, by, NOON).await })
    })
    .await
    .expect("stored");
}

async fn who_brought_in_a_record_is_remembered(db: Arc<TestDb>) {
    let (one, other) = (account(&db, "phutrach").await, account(&db, "vanhoa").await);
    let [a, b, c] = [0; 3].map(|_| Uuid::now_v7());
    import(&db, a, one).await;
    import(&db, a, one).await;
    import(&db, a, other).await;
    import(&db, b, other).await;
    let imported = async |by, records: &[Uuid]| {
        let found = db.list_imported(by, records).await.expect("read");
        found.into_iter().collect::<Vec<_>>()
    };
    assert_eq!(imported(one, &[a, b, c]).await, [a]);
    assert_eq!(imported(other, &[b, a, c]).await, [a, b]);
    assert_eq!(imported(other, &[b]).await, [b]);
    assert!(imported(other, &[]).await.is_empty());
    for (record, by, expected) in [(a, one, true), (b, one, false), (c, other, false)] {
        let found = db
            .write(move |tx| Box::pin(async move { tx.was_imported_by(record, by).await }))
            .await;
        assert_eq!(found.expect("read"), expected);
    }
}
