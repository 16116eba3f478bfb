//! What people chose to be told of, and when they were.

use std::sync::Arc;

use app::domain::{
    notification::{Channel, Choice, NotificationSettings, Topic},
    role::Role,
};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use server::storage::{StoredAccount, StoredNotification};

contract![
    who_chose_nothing_has_the_default,
    a_choice_is_read_as_it_was_stored_and_keeps_when_one_was_told,
    only_who_may_sign_in_and_has_an_address_is_mailed,
    a_choice_of_a_later_release_is_passed_over,
];

async fn account(db: &TestDb, name: &str, active: bool) -> StoredAccount {
    let mut account = build::account(name, Role::Supervisor);
    account.active = active;
    assert!(
        db.create_account(account.clone(), NOON)
            .await
            .expect("stored")
    );
    account
}

fn mailed(email: &str) -> NotificationSettings {
    NotificationSettings {
        email: email.to_owned(),
        choices: vec![
            Choice {
                topic: Topic::Work,
                channel: Channel::Email,
            },
            Choice {
                topic: Topic::Due,
                channel: Channel::App,
            },
        ],
        lang: "en".to_owned(),
    }
}

async fn who_chose_nothing_has_the_default(db: Arc<TestDb>) {
    let one = account(&db, "a", true).await.me.id;
    let read = async || db.find_notification(one).await.expect("read");
    assert_eq!(read().await, StoredNotification::default());
    db.mark_digest_seen(one, NOON).await.expect("stored");
    let seen = StoredNotification {
        seen_at: Some(NOON),
        ..StoredNotification::default()
    };
    assert_eq!(read().await, seen, "to look is no choice");
}

async fn a_choice_is_read_as_it_was_stored_and_keeps_when_one_was_told(db: Arc<TestDb>) {
    let one = account(&db, "a", true).await.me.id;
    let read = async || db.find_notification(one).await.expect("read");
    let choose = async |settings: NotificationSettings, at| {
        let chosen = db.update_notification_settings(one, settings, at).await;
        chosen.expect("stored");
    };
    let later = |ms| NOON.plus_ms(ms);
    db.mark_digest_seen(one, NOON).await.expect("stored");
    choose(mailed("a@x.vn"), later(1)).await;
    let mut wanted = StoredNotification {
        settings: mailed("a@x.vn"),
        seen_at: Some(NOON),
        mailed_at: Some(later(1)),
        tried_at: None,
    };
    assert_eq!(read().await, wanted, "mails tell of what comes from now on");
    db.mark_digest_mailed(one, later(2), None)
        .await
        .expect("stored");
    wanted.tried_at = Some(later(2));
    assert_eq!(read().await, wanted);
    db.mark_digest_mailed(one, later(3), Some(later(3)))
        .await
        .expect("stored");
    choose(mailed("b@x.vn"), later(4)).await;
    wanted = StoredNotification {
        settings: mailed("b@x.vn"),
        mailed_at: Some(later(3)),
        tried_at: None,
        ..wanted
    };
    assert_eq!(
        read().await,
        wanted,
        "another address is told the rest, at once"
    );
    choose(NotificationSettings::default(), later(5)).await;
    choose(mailed("b@x.vn"), later(6)).await;
    assert_eq!(read().await.mailed_at, Some(later(6)), "wanted anew");
}

async fn only_who_may_sign_in_and_has_an_address_is_mailed(db: Arc<TestDb>) {
    assert_eq!(db.list_mail_notifications().await.expect("read"), []);
    let (one, gone) = (
        account(&db, "a", true).await,
        account(&db, "b", false).await,
    );
    let (none, silent) = (account(&db, "c", true).await, account(&db, "d", true).await);
    for (account, email) in [(&one, "a@x.vn"), (&gone, "b@x.vn"), (&none, "")] {
        let settings = mailed(email);
        db.update_notification_settings(account.me.id, settings, NOON)
            .await
            .expect("stored");
    }
    db.mark_digest_seen(silent.me.id, NOON)
        .await
        .expect("stored");
    let listed = db.list_mail_notifications().await.expect("read");
    let listed: Vec<_> = listed
        .iter()
        .map(|(id, stored)| (*id, stored.settings.email.as_str()))
        .collect();
    assert_eq!(listed, [(one.me.id, "a@x.vn")]);
    assert_eq!(db.find_account(one.me.id).await.expect("read"), Some(one));
    assert_eq!(db.find_account(gone.me.id).await.expect("read"), None);
}

async fn a_choice_of_a_later_release_is_passed_over(db: Arc<TestDb>) {
    let one = account(&db, "a", true).await.me.id;
    let chosen = db.update_notification_settings(one, mailed("a@x.vn"), NOON);
    chosen.await.expect("stored");
    let later =
        "UPDATE notification_setting SET choices = 'dream:app work:pigeon nothing ' || choices";
    assert_eq!(db.execute(later).await, 1);
    let read = db.find_notification(one).await.expect("read");
    assert_eq!(read.settings, mailed("a@x.vn"));
    let mailed = db.list_mail_notifications().await.expect("read");
    assert_eq!(mailed, [(one, read)]);
}
