//! Browsers that are pushed to, and the key.

use std::sync::Arc;

use app::domain::{
    push::{PushKeys, PushSubscription},
    role::Role,
    time::{DAY_MS, Timestamp},
};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use server::storage::StoredSubscription;

contract![
    a_browser_is_kept_with_its_session_and_goes_with_it,
    the_same_again_changes_nothing_and_another_session_takes_a_browser_over,
    the_key_is_made_once,
];

fn browser(name: &str) -> PushSubscription {
    PushSubscription {
        endpoint: format!("https://push.example/{name}"),
        keys: PushKeys {
            p256dh: "p".to_owned(),
            auth: "a".to_owned(),
        },
    }
}

/// An account with a session of that name until the day after.
async fn session(db: &TestDb, name: &str) -> StoredSubscription {
    let account = build::account(name, Role::Supervisor);
    db.create_account(account.clone(), NOON)
        .await
        .expect("stored");
    db.create_session(name, account.me.id, NOON, NOON.plus_ms(DAY_MS), 10)
        .await
        .expect("stored");
    StoredSubscription {
        session: name.to_owned(),
        account: account.me.id,
        subscription: browser(name),
        pushed_at: NOON,
        tried_at: None,
    }
}

async fn put(db: &TestDb, session: &str, browser: &PushSubscription, at: Timestamp) {
    let put = db.put_push_subscription(session, browser, at).await;
    put.expect("stored");
}

async fn list(db: &TestDb, at: Timestamp) -> Vec<StoredSubscription> {
    db.list_push_subscriptions(at).await.expect("read")
}

async fn a_browser_is_kept_with_its_session_and_goes_with_it(db: Arc<TestDb>) {
    let mut one = session(&db, "one").await;
    let two = session(&db, "two").await;
    for stored in [&one, &two] {
        put(&db, &stored.session, &stored.subscription, NOON).await;
    }
    assert_eq!(list(&db, NOON).await, [one.clone(), two.clone()]);
    let later = NOON.plus_ms(5);
    db.mark_digest_pushed("one", later, None)
        .await
        .expect("stored");
    one.tried_at = Some(later);
    assert_eq!(list(&db, NOON).await[0], one);
    db.mark_digest_pushed("one", later, Some(later))
        .await
        .expect("stored");
    one.pushed_at = later;
    assert_eq!(list(&db, NOON).await[0], one);

    db.delete_session("two").await.expect("deleted");
    assert_eq!(list(&db, NOON).await, [one]);
    assert_eq!(list(&db, NOON.plus_ms(DAY_MS)).await, [], "it has expired");
    db.delete_push_subscription("one").await.expect("deleted");
    assert_eq!(list(&db, NOON).await, []);
}

async fn the_same_again_changes_nothing_and_another_session_takes_a_browser_over(db: Arc<TestDb>) {
    let one = session(&db, "one").await;
    put(&db, "one", &one.subscription, NOON).await;
    put(&db, "one", &one.subscription, NOON.plus_ms(9)).await;
    assert_eq!(list(&db, NOON).await, std::slice::from_ref(&one));
    let two = session(&db, "two").await;
    put(&db, "two", &one.subscription, NOON).await;
    let taken = StoredSubscription {
        subscription: one.subscription,
        ..two
    };
    assert_eq!(list(&db, NOON).await, [taken]);
}

async fn the_key_is_made_once(db: Arc<TestDb>) {
    assert_eq!(db.find_push_key().await.expect("read"), None);
    for key in ["first", "second"] {
        db.create_push_key(key).await.expect("stored");
        let found = db.find_push_key().await.expect("read");
        assert_eq!(found.as_deref(), Some("first"));
    }
}
