//! Limits failed sign-ins by account and by address.
//!
//! A token bucket for each of both: an attempt takes one token of either, a success gives them
//! back. So many officers behind one address are fine as long as they know their passwords.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, MutexGuard, PoisonError},
};

use app::{domain::time::Timestamp, error::AppError};

/// Buckets kept before those that have filled up again are thrown away.
const PRUNE_AT: usize = 4096;

/// How many failures are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginLimits {
    /// Failures in a row for one account.
    pub per_account: u32,
    /// Failures in a row from one address.
    pub per_address: u32,
    /// Seconds in which an empty bucket fills up again.
    pub refill_s: u32,
}

impl Default for LoginLimits {
    fn default() -> Self {
        Self {
            per_account: 10,
            per_address: 50,
            refill_s: 900,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    Account(String),
    Address(IpAddr),
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Timestamp,
}

/// Counts failed sign-ins. Forgets at restart, which costs an attacker nothing but the operator little.
#[derive(Debug)]
pub struct LoginLimiter {
    limits: LoginLimits,
    buckets: Mutex<HashMap<Key, Bucket>>,
}

impl LoginLimiter {
    /// With these limits.
    pub fn new(limits: LoginLimits) -> Self {
        Self {
            limits,
            buckets: Mutex::default(),
        }
    }

    /// Takes one attempt for this account name from this address.
    ///
    /// # Errors
    /// [`AppError::TooManyAttempts`] with the seconds until there is one again; then nothing is taken.
    pub fn take(&self, username: &str, address: IpAddr, now: Timestamp) -> Result<(), AppError> {
        let keys = keys(username, address);
        let mut buckets = self.buckets();
        if buckets.len() >= PRUNE_AT {
            buckets.retain(|key, bucket| self.filled(key, *bucket, now).tokens < self.burst(key));
        }
        let found = keys.clone().map(|key| match buckets.get(&key) {
            Some(bucket) => self.filled(&key, *bucket, now),
            None => Bucket {
                tokens: self.burst(&key),
                at: now,
            },
        });
        let wait_s = (0..found.len())
            .map(|i| self.wait_s(&keys[i], found[i]))
            .fold(0, u32::max);
        if wait_s > 0 {
            return Err(AppError::TooManyAttempts {
                retry_after_s: wait_s,
            });
        }
        for (key, bucket) in keys.into_iter().zip(found) {
            buckets.insert(
                key,
                Bucket {
                    tokens: bucket.tokens - 1.0,
                    ..bucket
                },
            );
        }
        Ok(())
    }

    /// Gives the attempt back after a success; the account's failures are forgotten.
    pub fn succeeded(&self, username: &str, address: IpAddr) {
        let [account, address] = keys(username, address);
        let mut buckets = self.buckets();
        buckets.remove(&account);
        let burst = self.burst(&address);
        if let Some(bucket) = buckets.get_mut(&address) {
            bucket.tokens = (bucket.tokens + 1.0).min(burst);
        }
    }

    fn burst(&self, key: &Key) -> f64 {
        f64::from(match key {
            Key::Account(_) => self.limits.per_account,
            Key::Address(_) => self.limits.per_address,
        })
    }

    /// Tokens that come back in a second.
    fn rate(&self, key: &Key) -> f64 {
        self.burst(key) / f64::from(self.limits.refill_s.max(1))
    }

    fn filled(&self, key: &Key, bucket: Bucket, now: Timestamp) -> Bucket {
        let passed_s = (now.0 - bucket.at.0).max(0) as f64 / 1000.0;
        let tokens = (bucket.tokens + passed_s * self.rate(key)).min(self.burst(key));
        Bucket { tokens, at: now }
    }

    fn wait_s(&self, key: &Key, bucket: Bucket) -> u32 {
        if bucket.tokens >= 1.0 {
            0
        } else {
            (((1.0 - bucket.tokens) / self.rate(key)).ceil() as u32).max(1)
        }
    }

    fn buckets(&self) -> MutexGuard<'_, HashMap<Key, Bucket>> {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn keys(username: &str, address: IpAddr) -> [Key; 2] {
    [
        Key::Account(username.trim().to_lowercase()),
        Key::Address(network(address)),
    ]
}

/// One IPv6 subscriber has a whole /64, so that is what counts as one address.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);

    fn limiter() -> LoginLimiter {
        LoginLimiter::new(LoginLimits {
            per_account: 3,
            per_address: 5,
            refill_s: 300,
        })
    }

    fn at(s: i64) -> Timestamp {
        Timestamp(1_000_000 + s * 1000)
    }

    #[test]
    fn an_account_is_closed_after_its_failures_and_opens_again() {
        let limiter = limiter();
        for _ in 0..3 {
            limiter
                .take("canbo", HERE, at(0))
                .expect("within the limit");
        }
        assert_eq!(
            limiter.take("CANBO ", HERE, at(0)),
            Err(AppError::TooManyAttempts { retry_after_s: 100 })
        );
        assert_eq!(
            limiter.take("canbo", HERE, at(40)),
            Err(AppError::TooManyAttempts { retry_after_s: 60 })
        );
        limiter.take("canbo", HERE, at(100)).expect("one came back");
        assert!(limiter.take("canbo", HERE, at(100)).is_err());
    }

    #[test]
    fn an_address_is_closed_over_all_accounts() {
        let limiter = limiter();
        for n in 0..5 {
            limiter
                .take(&format!("u{n}"), HERE, at(0))
                .expect("within the limit");
        }
        assert!(limiter.take("u5", HERE, at(0)).is_err());
        limiter
            .take("u5", "192.0.2.7".parse().expect("an address"), at(0))
            .expect("another address");
    }

    #[test]
    fn who_knows_the_password_is_never_slowed_down() {
        let limiter = limiter();
        for n in 0..100 {
            let name = format!("u{n}");
            limiter
                .take(&name, HERE, at(0))
                .expect("successes don't count");
            limiter.succeeded(&name, HERE);
        }
    }

    #[test]
    fn one_subscriber_of_ipv6_is_one_address() {
        let limiter = limiter();
        for n in 0..5 {
            let address = format!("2001:db8::{n}").parse().expect("an address");
            limiter
                .take(&format!("u{n}"), address, at(0))
                .expect("within the limit");
        }
        assert!(
            limiter
                .take("x", "2001:db8::ffff".parse().expect("an address"), at(0))
                .is_err()
        );
        limiter
            .take("x", "2001:db8:0:1::1".parse().expect("an address"), at(0))
            .expect("another network");
    }

    #[test]
    fn full_buckets_are_forgotten() {
        let limiter = LoginLimiter::new(LoginLimits {
            per_account: 3,
            per_address: u32::MAX,
            refill_s: 300,
        });
        for n in 0..PRUNE_AT {
            limiter
                .take(&format!("u{n}"), HERE, at(0))
                .expect("within the limit");
        }
        limiter
            .take("last", HERE, at(1000))
            .expect("within the limit");
        assert!(limiter.buckets().len() <= 3);
    }
}
