//! Limits failed sign-ins, without letting strangers lock anybody out.
//!
//! A browser in which the account signed in before is counted by itself alone. Any other attempt is counted by account
//! and address together, by the address over all accounts, and by the account over all addresses. The counts are in the
//! database; a success gives its attempt back.

use std::net::{IpAddr, Ipv6Addr};

use app::domain::time::Timestamp;

use super::{device::Device, secret::Purpose};
use crate::{
    config::Config,
    storage::{Db, Meter, StorageResult},
};

const HOUR_MS: i64 = 3_600_000;

/// How many failures are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LoginLimits {
    /// Failures in a row for one account from one address, or from one browser that it was used in before.
    pub per_account: u32,
    /// Failures in a row from one address, over all accounts.
    pub per_address: u32,
    /// Milliseconds in which an empty one of these fills up again.
    pub refill_ms: i64,
    /// Failures within any hour for one account, over all addresses and browsers that it was not used in before.
    pub per_hour: u32,
}

impl LoginLimits {
    /// As they are set.
    pub fn of(config: &Config) -> Self {
        Self {
            per_account: config.login_attempts_per_account,
            per_address: config.login_attempts_per_address,
            refill_ms: i64::from(config.login_window_minutes) * 60_000,
            per_hour: config.login_attempts_per_hour,
        }
    }
}

/// Who tries, and from where.
#[derive(Debug, Clone, Copy)]
pub struct Attempt<'a> {
    /// The account's name as [`name`] makes it.
    pub username: &'a str,
    /// The client's address.
    pub address: IpAddr,
    /// The browser, if the account signed in from it before.
    pub device: Option<&'a Device>,
}

/// An account's name as it is looked up, out of what was typed. Whatever finds the same account is counted as the same.
pub fn name(typed: &str) -> String {
    typed.trim().to_lowercase()
}

/// Takes one attempt.
///
/// # Errors
/// [`app::error::AppError::TooManyAttempts`] with the seconds until there is one again; then nothing is taken.
pub async fn take(
    db: &Db,
    limits: LoginLimits,
    attempt: Attempt<'_>,
    now: Timestamp,
) -> StorageResult<()> {
    db.take_attempt(meters(db, limits, attempt), now).await
}

/// Gives an attempt back after a success; the failures of this account from there are forgotten.
///
/// # Errors
/// When the write fails.
pub async fn give_back(db: &Db, limits: LoginLimits, attempt: Attempt<'_>) -> StorageResult<()> {
    db.give_back_attempt(meters(db, limits, attempt)).await
}

/// What an attempt is counted by. It is the same whether there is such an account or not.
fn meters(db: &Db, limits: LoginLimits, attempt: Attempt<'_>) -> Vec<Meter> {
    let meter = |parts: &[&[u8]], burst: u32, interval_ms: i64, is_cleared| Meter {
        key: hex::encode(db.seal_for(Purpose::Attempt, parts)),
        burst,
        interval_ms,
        is_cleared,
    };
    let refilled = |burst: u32| (limits.refill_ms / i64::from(burst.max(1))).max(1);
    let name = attempt.username.as_bytes();
    if let Some(device) = attempt.device {
        let parts: [&[u8]; 3] = [b"device", name, device.id()];
        return vec![meter(
            &parts,
            limits.per_account,
            refilled(limits.per_account),
            true,
        )];
    }
    let network = match network(attempt.address) {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    };
    // Half of the hour's attempts at once and the other half over the hour: never more than all in any hour.
    let at_once = limits.per_hour.div_ceil(2);
    let hourly = HOUR_MS / i64::from((limits.per_hour - at_once).max(1));
    vec![
        meter(
            &[b"account and address", name, &network],
            limits.per_account,
            refilled(limits.per_account),
            true,
        ),
        meter(
            &[b"address", &network],
            limits.per_address,
            refilled(limits.per_address),
            false,
        ),
        meter(&[b"account", name], at_once, hourly, false),
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

    #[test]
    fn an_ipv6_subscriber_is_one_address() {
        let network = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_eq!(network("::ffff:192.0.2.7"), network("192.0.2.7"));
        assert_ne!(network("192.0.2.7"), network("192.0.2.8"));
    }

    #[test]
    fn what_finds_the_same_account_is_counted_as_the_same() {
        assert_eq!(name(" CanBo\t"), "canbo");
    }
}
