use std::sync::Arc;

use app::domain::{role::Role, unit::UnitCode};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use server::storage::StoredAccount;

contract![
    an_account_is_read_as_it_was_stored,
    a_name_is_taken_once,
    accounts_are_listed_by_name,
    a_session_ends_at_its_time,
    a_session_is_ended_by_its_own_token_only,
    an_inactive_account_has_no_session,
    a_new_password_ends_the_accounts_sessions,
];

async fn create(db: &TestDb, account: &StoredAccount) -> bool {
    db.create_account(account.clone(), NOON)
        .await
        .expect("stored")
}

async fn an_account_is_read_as_it_was_stored(db: Arc<TestDb>) {
    for (name, role) in ["a", "b", "c", "d", "e"].into_iter().zip(Role::ALL) {
        let mut account = build::account(name, *role);
        account.me.areas = vec![build::area("002"), build::area("00070")];
        account.me.unit = Some(UnitCode("CAQ-HK".to_owned()));
        account.active = *role != Role::Police;
        assert!(create(&db, &account).await);
        let found = db.find_account_by_username(name).await.expect("read");
        assert_eq!(found, Some(account));
    }
    assert_eq!(db.find_account_by_username("A").await.expect("read"), None);
}

async fn a_name_is_taken_once(db: Arc<TestDb>) {
    let first = build::account("canbo", Role::FieldOfficer);
    assert!(create(&db, &first).await);
    assert!(!create(&db, &build::account("canbo", Role::Administrator)).await);
    let found = db.find_account_by_username("canbo").await.expect("read");
    assert_eq!(found, Some(first));
}

async fn accounts_are_listed_by_name(db: Arc<TestDb>) {
    assert!(db.list_accounts().await.expect("read").is_empty());
    for name in ["vanhoa", "canbo", "phutrach"] {
        create(&db, &build::account(name, Role::Supervisor)).await;
    }
    let accounts = db.list_accounts().await.expect("read");
    let names: Vec<_> = accounts
        .iter()
        .map(|account| account.me.username.as_str())
        .collect();
    assert_eq!(names, ["canbo", "phutrach", "vanhoa"]);
}

async fn a_session_ends_at_its_time(db: Arc<TestDb>) {
    let account = build::account("canbo", Role::FieldOfficer);
    create(&db, &account).await;
    let end = NOON.plus_ms(1000);
    db.create_session("hash", account.me.id, NOON, end)
        .await
        .expect("stored");
    let find = async |at| db.find_session("hash", at).await.expect("read");
    assert_eq!(find(NOON).await, Some(account.me.clone()));
    assert_eq!(find(end.plus_ms(-1)).await, Some(account.me.clone()));
    assert_eq!(find(end).await, None);
    assert_eq!(db.find_session("other", NOON).await.expect("read"), None);
    // The next sign-in after that tidies it away, also from the table.
    db.create_session("next", account.me.id, end, end.plus_ms(1000))
        .await
        .expect("stored");
    assert_eq!(db.texts("SELECT token_hash FROM session").await, ["next"]);
}

async fn a_session_is_ended_by_its_own_token_only(db: Arc<TestDb>) {
    let account = build::account("canbo", Role::FieldOfficer);
    create(&db, &account).await;
    for token in ["phone", "desk"] {
        db.create_session(token, account.me.id, NOON, NOON.plus_ms(1000))
            .await
            .expect("stored");
    }
    db.delete_session("phone").await.expect("deleted");
    db.delete_session("never there")
        .await
        .expect("nothing to delete");
    assert_eq!(db.find_session("phone", NOON).await.expect("read"), None);
    assert_eq!(
        db.find_session("desk", NOON).await.expect("read"),
        Some(account.me)
    );
}

async fn an_inactive_account_has_no_session(db: Arc<TestDb>) {
    let mut account = build::account("canbo", Role::FieldOfficer);
    account.active = false;
    create(&db, &account).await;
    db.create_session("hash", account.me.id, NOON, NOON.plus_ms(1000))
        .await
        .expect("stored");
    assert_eq!(db.find_session("hash", NOON).await.expect("read"), None);
}

async fn a_new_password_ends_the_accounts_sessions(db: Arc<TestDb>) {
    let (canbo, phutrach) = (
        build::account("canbo", Role::FieldOfficer),
        build::account("phutrach", Role::Supervisor),
    );
    for (account, token) in [(&canbo, "canbo's"), (&phutrach, "phutrach's")] {
        create(&db, account).await;
        db.create_session(token, account.me.id, NOON, NOON.plus_ms(1000))
            .await
            .expect("stored");
    }
    assert!(
        db.update_password("canbo", "new hash")
            .await
            .expect("stored")
    );
    assert!(
        !db.update_password("nobody", "new hash")
            .await
            .expect("nothing stored")
    );
    let found = db
        .find_account_by_username("canbo")
        .await
        .expect("read")
        .expect("there");
    assert_eq!(found.password_hash, "new hash");
    assert_eq!(db.find_session("canbo's", NOON).await.expect("read"), None);
    assert_eq!(
        db.find_session("phutrach's", NOON).await.expect("read"),
        Some(phutrach.me)
    );
}
