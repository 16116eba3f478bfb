//! What the clock's steps stand on: holidays, the lease, what is due.

use std::sync::Arc;

use app::domain::{
    flag::FlagStatus,
    holiday::{Holiday, HolidayKind},
    ids::CampaignId,
    placement::PlacementStatus,
    role::Role,
};
use bienpho_tests::{
    build::{self, NOON},
    contract,
    db::TestDb,
};
use uuid::Uuid;

contract![
    holidays_replace_those_of_their_years_only,
    one_holds_the_lease_until_it_ends_or_is_given_back,
    what_hangs_is_to_expire,
    undecided_flags_are_to_lapse_oldest_first,
];

fn holiday(day: &str, name: &str) -> Holiday {
    Holiday {
        day: day.parse().expect("a day"),
        name: name.to_owned(),
        kind: HolidayKind::Statutory,
    }
}

async fn holidays_replace_those_of_their_years_only(db: Arc<TestDb>) {
    let known = async || db.list_holidays().await.expect("read");
    assert_eq!(known().await, []);
    let (a, b) = (holiday("2020-01-01", "A"), holiday("2021-01-01", "B"));
    db.replace_holidays(vec![b.clone(), a.clone()])
        .await
        .expect("stored");
    assert_eq!(known().await, [a.clone(), b.clone()]);
    let moved = Holiday {
        kind: HolidayKind::Compensatory,
        ..holiday("2021-01-04", "C")
    };
    db.replace_holidays(vec![moved.clone()])
        .await
        .expect("stored");
    assert_eq!(known().await, [a, moved]);
}

async fn one_holds_the_lease_until_it_ends_or_is_given_back(db: Arc<TestDb>) {
    let (one, two) = (Uuid::now_v7(), Uuid::now_v7());
    let take = async |holder, at: i64| {
        let now = NOON.plus_ms(at);
        db.take_lease("x", holder, now, now.plus_ms(1000))
            .await
            .expect("stored")
    };
    assert!(take(one, 0).await);
    assert!(!take(two, 999).await);
    assert!(take(one, 999).await, "its holder prolongs it");
    assert!(!take(two, 1998).await);
    assert!(take(two, 1999).await, "it has ended");
    db.drop_lease("x", one).await.expect("stored");
    assert!(!take(one, 2000).await, "only its holder gives it back");
    db.drop_lease("x", two).await.expect("stored");
    assert!(take(one, 2000).await);
    let now = NOON;
    let other = db.take_lease("y", two, now, now.plus_ms(1000)).await;
    assert!(other.expect("stored"), "another name is another lease");
}

async fn what_hangs_is_to_expire(db: Arc<TestDb>) {
    let (campaign, account) = (
        build::campaign("mot"),
        build::account("canbo", Role::FieldOfficer),
    );
    db.create_campaign(campaign.clone()).await.expect("stored");
    db.create_account(account.clone(), NOON)
        .await
        .expect("stored");
    let mut due = Vec::new();
    for &status in PlacementStatus::ALL {
        let mut new = build::placement(campaign.id, account.me.id);
        new.status = status;
        if status.is_hung() && status != PlacementStatus::DueRemoval {
            due.push(new.id);
        }
        db.write(move |tx| Box::pin(async move { tx.create_placement(&new).await }))
            .await
            .expect("stored");
    }
    due.sort_by_key(|id| id.0);
    let listed = async |campaign, limit| {
        let listed = db.list_placements_to_expire(campaign, limit).await;
        listed.expect("read")
    };
    assert_eq!(listed(campaign.id, 10).await, due);
    assert_eq!(listed(campaign.id, 2).await, due[..2]);
    assert_eq!(listed(CampaignId(Uuid::now_v7()), 10).await, []);
}

async fn undecided_flags_are_to_lapse_oldest_first(db: Arc<TestDb>) {
    let account = build::account("canbo", Role::FieldOfficer);
    db.create_account(account.clone(), NOON)
        .await
        .expect("stored");
    let mut due = Vec::new();
    for (after, &status) in FlagStatus::ALL.iter().rev().enumerate() {
        let mut new = build::flag(None, account.me.id);
        new.status = status;
        new.capture.received_at = NOON.plus_ms(after as i64);
        if matches!(status, FlagStatus::Recorded | FlagStatus::Returned) {
            due.push((new.id, new.capture.received_at));
        }
        db.write(move |tx| Box::pin(async move { tx.create_flag(&new).await }))
            .await
            .expect("stored");
    }
    let [(returned, _), (recorded, at)] = due[..] else {
        panic!("two states wait")
    };
    let listed = async |before, limit| {
        let listed = db.list_flags_to_lapse(before, limit).await;
        listed.expect("read")
    };
    assert_eq!(
        listed(at, 10).await,
        [returned],
        "not what changed at that moment"
    );
    assert_eq!(listed(at.plus_ms(1), 10).await, [returned, recorded]);
    assert_eq!(listed(at.plus_ms(1), 1).await, [returned]);
}
