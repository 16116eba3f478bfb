use std::sync::Arc;

use app::domain::{account::Me, role::Role, time::Timestamp, unit::UnitCode};
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
    an_account_has_so_many_sessions_and_the_oldest_ends,
    a_sessions_end_is_moved,
    sessions_are_read_many_at_once,
];

/// Sessions that an account may have.
const MOST: u32 = 10;

async fn whose(db: &TestDb, token_hash: &str, at: Timestamp) -> Option<Me> {
    let session = db.find_session(token_hash, at).await.expect("read");
    session.map(|session| session.me)
}

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
    db.create_session("hash", account.me.id, NOON, end, MOST)
        .await
        .expect("stored");
    let find = async |at| whose(&db, "hash", at).await;
    assert_eq!(find(NOON).await, Some(account.me.clone()));
    assert_eq!(find(end.plus_ms(-1)).await, Some(account.me.clone()));
    assert_eq!(find(end).await, None);
    assert_eq!(whose(&db, "other", NOON).await, None);
    // The next sign-in after that tidies it away, also from the table.
    db.create_session("next", account.me.id, end, end.plus_ms(1000), MOST)
        .await
        .expect("stored");
    assert_eq!(db.texts("SELECT token_hash FROM session").await, ["next"]);
}

async fn a_session_is_ended_by_its_own_token_only(db: Arc<TestDb>) {
    let account = build::account("canbo", Role::FieldOfficer);
    create(&db, &account).await;
    for token in ["phone", "desk"] {
        db.create_session(token, account.me.id, NOON, NOON.plus_ms(1000), MOST)
            .await
            .expect("stored");
    }
    db.delete_session("phone").await.expect("deleted");
    db.delete_session("never there")
        .await
        .expect("nothing to delete");
    assert_eq!(whose(&db, "phone", NOON).await, None);
    assert_eq!(whose(&db, "desk", NOON).await, Some(account.me));
}

async fn an_inactive_account_has_no_session(db: Arc<TestDb>) {
    let mut account = build::account("canbo", Role::FieldOfficer);
    account.active = false;
    create(&db, &account).await;
    db.create_session("hash", account.me.id, NOON, NOON.plus_ms(1000), MOST)
        .await
        .expect("stored");
    assert_eq!(whose(&db, "hash", NOON).await, None);
}

async fn a_new_password_ends_the_accounts_sessions(db: Arc<TestDb>) {
    let (canbo, phutrach) = (
        build::account("canbo", Role::FieldOfficer),
        build::account("phutrach", Role::Supervisor),
    );
    for (account, token) in [(&canbo, "canbo's"), (&phutrach, "phutrach's")] {
        create(&db, account).await;
        db.create_session(token, account.me.id, NOON, NOON.plus_ms(1000), MOST)
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
    assert_eq!(whose(&db, "canbo's", NOON).await, None);
    assert_eq!(whose(&db, "phutrach's", NOON).await, Some(phutrach.me));
}

async fn an_account_has_so_many_sessions_and_the_oldest_ends(db: Arc<TestDb>) {
    let (canbo, phutrach) = (
        build::account("canbo", Role::FieldOfficer),
        build::account("phutrach", Role::Supervisor),
    );
    let begin = async |token: &str, account: &StoredAccount, at: Timestamp| {
        db.create_session(token, account.me.id, at, NOON.plus_ms(1000), 3)
            .await
            .expect("stored");
    };
    for account in [&canbo, &phutrach] {
        create(&db, account).await;
    }
    begin("another's", &phutrach, NOON.plus_ms(-9)).await;
    for (at, token) in (0..).zip(["a", "b", "c", "d"]) {
        begin(token, &canbo, NOON.plus_ms(at)).await;
    }
    let kept = "SELECT token_hash FROM session ORDER BY token_hash";
    assert_eq!(db.texts(kept).await, ["another's", "b", "c", "d"]);
    // A clock that went back doesn't end the session that is being begun.
    begin("e", &canbo, NOON.plus_ms(-5)).await;
    assert_eq!(db.texts(kept).await, ["another's", "c", "d", "e"]);
}

async fn a_sessions_end_is_moved(db: Arc<TestDb>) {
    let account = build::account("canbo", Role::FieldOfficer);
    create(&db, &account).await;
    db.create_session("a", account.me.id, NOON, NOON.plus_ms(1000), MOST)
        .await
        .expect("stored");
    for (token, end) in [("a", 5000), ("never there", 9000)] {
        db.move_session_end(token, NOON.plus_ms(end))
            .await
            .expect("moved");
    }
    let found = db.find_session("a", NOON.plus_ms(4999)).await;
    let found = found.expect("read").expect("it lasts on");
    assert_eq!(
        (found.created_at, found.expires_at),
        (NOON, NOON.plus_ms(5000))
    );
    assert_eq!(whose(&db, "a", NOON.plus_ms(5000)).await, None);
    assert_eq!(whose(&db, "never there", NOON).await, None);
}

async fn sessions_are_read_many_at_once(db: Arc<TestDb>) {
    let (canbo, mut gone) = (
        build::account("canbo", Role::FieldOfficer),
        build::account("gone", Role::Police),
    );
    gone.active = false;
    for account in [&canbo, &gone] {
        create(&db, account).await;
    }
    // More than one statement asks for.
    let tokens: Vec<String> = (0..900).map(|no| format!("{no}")).collect();
    for (token, account, end) in [
        ("0", &canbo, 1000),
        ("899", &canbo, 1000),
        ("5", &canbo, 1),
        ("6", &gone, 1000),
        ("not asked", &canbo, 1000),
    ] {
        db.create_session(token, account.me.id, NOON, NOON.plus_ms(end), MOST)
            .await
            .expect("stored");
    }
    let mut found = db
        .list_sessions(&tokens, NOON.plus_ms(1))
        .await
        .expect("read");
    found.sort_by(|a, b| a.0.cmp(&b.0));
    let own = |token: &str| (token.to_owned(), canbo.me.clone());
    assert_eq!(found, [own("0"), own("899")]);
    assert!(db.list_sessions(&[], NOON).await.expect("read").is_empty());
}
