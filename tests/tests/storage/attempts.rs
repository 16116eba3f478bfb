use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
    sync::Arc,
};

use app::{domain::time::Timestamp, error::AppError};
use axum::http::{HeaderMap, HeaderValue, header};
use bienpho_tests::{build::NOON, contract, db::TestDb, random::cases};
use fastrand::Rng;
use server::{
    auth::{
        device::Device,
        limiter::{self, Attempt, LoginLimits},
    },
    config::Config,
    storage::{Db, Meter, StorageError},
};

contract![
    attempts_come_back_with_time,
    a_refused_attempt_takes_nothing,
    a_success_gives_back,
    a_clock_that_was_ahead_locks_nobody_out,
    strangers_never_lock_the_owner_out_and_never_get_more_than_their_share,
];

const HOUR_MS: i64 = 3_600_000;

fn meter(key: &str, burst: u32) -> Meter {
    Meter {
        key: key.to_owned(),
        burst,
        interval_ms: 1000,
        is_cleared: false,
    }
}

/// The seconds to wait; none where the attempt was taken.
async fn take(db: &Db, meters: &[Meter], now: Timestamp) -> Option<u32> {
    match db.take_attempt(meters.to_vec(), now).await {
        Ok(()) => None,
        Err(StorageError::Rule(AppError::TooManyAttempts { retry_after_s })) => Some(retry_after_s),
        Err(error) => panic!("{error}"),
    }
}

async fn attempts_come_back_with_time(db: Arc<TestDb>) {
    let meters = [meter("a", 3)];
    for _ in 0..3 {
        assert_eq!(take(&db, &meters, NOON).await, None);
    }
    assert_eq!(take(&db, &meters, NOON).await, Some(1));
    assert_eq!(take(&db, &meters, NOON.plus_ms(999)).await, Some(1));
    assert_eq!(take(&db, &meters, NOON.plus_ms(1000)).await, None);
    assert_eq!(take(&db, &meters, NOON.plus_ms(1000)).await, Some(1));
    // What has filled up again is not kept.
    let later = NOON.plus_ms(60_000);
    assert_eq!(take(&db, &[meter("b", 1)], later).await, None);
    let kept = db.texts("SELECT meter FROM sign_in_attempt").await;
    assert_eq!(kept, ["b"]);
}

async fn a_refused_attempt_takes_nothing(db: Arc<TestDb>) {
    assert_eq!(take(&db, &[meter("b", 1)], NOON).await, None);
    for _ in 0..5 {
        let refused = take(&db, &[meter("b", 1), meter("a", 2)], NOON).await;
        assert_eq!(refused, Some(1));
    }
    for _ in 0..2 {
        assert_eq!(take(&db, &[meter("a", 2)], NOON).await, None);
    }
    assert_eq!(take(&db, &[meter("a", 2)], NOON).await, Some(1));
}

async fn a_success_gives_back(db: Arc<TestDb>) {
    let cleared = Meter {
        is_cleared: true,
        ..meter("cleared", 2)
    };
    let meters = [cleared, meter("kept", 5)];
    for _ in 0..2 {
        assert_eq!(take(&db, &meters, NOON).await, None);
    }
    assert_eq!(take(&db, &meters, NOON).await, Some(1));
    db.give_back_attempt(meters.to_vec()).await.expect("given");
    // One of "kept" stays taken, nothing of "cleared".
    for _ in 0..2 {
        assert_eq!(take(&db, &meters[..1], NOON).await, None);
    }
    for _ in 0..4 {
        assert_eq!(take(&db, &meters[1..], NOON).await, None);
    }
    assert_eq!(take(&db, &meters[1..], NOON).await, Some(1));
}

async fn a_clock_that_was_ahead_locks_nobody_out(db: Arc<TestDb>) {
    let meters = [meter("a", 2)];
    assert_eq!(take(&db, &meters, NOON.plus_ms(86_400_000)).await, None);
    assert_eq!(take(&db, &meters, NOON).await, Some(1));
    assert_eq!(take(&db, &meters, NOON.plus_ms(1000)).await, Some(1));
    // No longer than a whole window, however wrong it was.
    assert_eq!(take(&db, &meters, NOON.plus_ms(3000)).await, Some(1));
    let meters = [meter("b", 2)];
    assert_eq!(take(&db, &meters, NOON).await, None);
}

/// The cookie of a browser in which these accounts signed in, as it comes back.
fn device(db: &Db, accounts: &[&str]) -> Device {
    let config = Config::default();
    let mut device = None;
    for account in accounts {
        let set = Device::remember(device, db, &config, account).expect("randomness");
        let text = set.to_str().expect("text").split(';').next().expect("it");
        let text = HeaderValue::from_str(text).expect("a header");
        device = Device::of(&config, &HeaderMap::from_iter([(header::COOKIE, text)]));
    }
    device.expect("a cookie")
}

/// One of some addresses of many networks, or of one that all of them use.
fn address(rng: &mut Rng) -> IpAddr {
    match rng.u8(..4) {
        0 => IpAddr::V4(Ipv4Addr::new(203, 0, 113, rng.u8(..4))),
        1 => IpAddr::V4(Ipv4Addr::from(rng.u32(..))),
        2 => IpAddr::V6(Ipv6Addr::from(rng.u128(..))),
        _ => IpAddr::V4(Ipv4Addr::new(198, 51, 100, 7)),
    }
}

async fn strangers_never_lock_the_owner_out_and_never_get_more_than_their_share(db: Arc<TestDb>) {
    // Two servers, and one that was started again.
    let servers = [db.db.clone(), bienpho_tests::db::open(&db.url).await];
    let (seed, count) = cases(6);
    for case in 0..count as u64 {
        let rng = &mut Rng::with_seed(seed.wrapping_add(case));
        let name = format!("canbo{case}");
        attack(&servers, &name, rng).await;
    }
}

async fn attack(servers: &[Db], name: &str, rng: &mut Rng) {
    let limits = LoginLimits {
        per_account: rng.u32(1..12),
        per_address: rng.u32(1..30),
        refill_ms: 900_000,
        per_hour: rng.u32(2..40),
    };
    let own = device(&servers[0], &["another", name]);
    assert!(own.knows(&servers[1], name), "on every server");
    // Strangers have devices too: known for their own accounts.
    let foreign = device(&servers[0], &["another", "stranger"]);
    let mut now = NOON;
    let mut passed: Vec<i64> = Vec::new();
    for _ in 0..250 {
        now = now.plus_ms(match rng.u8(..12) {
            0 => rng.i64(..HOUR_MS),
            1..=3 => rng.i64(..60_000),
            _ => rng.i64(..500),
        });
        let db = &servers[rng.usize(..servers.len())];
        let known = if rng.u8(..5) == 0 { &own } else { &foreign };
        let attempt = Attempt {
            username: name,
            address: address(rng),
            device: Some(known).filter(|device| device.knows(db, name)),
        };
        let taken = limiter::take(db, limits, attempt, now).await;
        if known == &own {
            taken.expect("the owner is never refused");
            limiter::give_back(db, limits, attempt)
                .await
                .expect("given");
        } else if taken.is_ok() {
            passed.push(now.0);
        }
    }
    for (i, first) in passed.iter().enumerate() {
        let within = passed[i..]
            .iter()
            .take_while(|at| **at < first + HOUR_MS)
            .count();
        assert!(
            within <= limits.per_hour as usize,
            "{within} of {limits:?} within an hour"
        );
    }
    assert!(!passed.is_empty(), "strangers may be owners of new phones");
}
