use std::sync::Arc;

use app::domain::{ids::AccountId, role::Role};
use bienpho_tests::{build, contract, db::TestDb};
use uuid::Uuid;

contract![reads_are_listed_newest_first];

async fn log(db: &TestDb, minute: i64, account: AccountId, action: &'static str, subject: &str) {
    let at = build::NOON.plus_ms(minute * 60_000);
    db.log_access(Uuid::now_v7(), at, account, action, subject.to_owned())
        .await
        .expect("stored");
}

async fn reads_are_listed_newest_first(db: Arc<TestDb>) {
    let account = build::account("phutrach", Role::Supervisor).me.id;
    log(&db, 2, account, "flag_photo", "flag b").await;
    log(&db, 1, account, "flag_photo", "flag a").await;
    log(&db, 2, account, "export", "report c").await;
    let list = async |limit| {
        let entries = db.list_access(limit).await.expect("read");
        let subjects = entries
            .into_iter()
            .map(|(_, action, subject)| format!("{action} {subject}"));
        subjects.collect::<Vec<_>>()
    };
    assert_eq!(
        list(10).await,
        ["export report c", "flag_photo flag b", "flag_photo flag a"]
    );
    assert_eq!(list(1).await, ["export report c"]);
}
