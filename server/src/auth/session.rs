//! How long a session lasts: until it was not used for some time, and no longer than its role may.

use app::{
    domain::{account::Me, role::Role, time::Timestamp},
    error::AppResult,
};

use crate::{config::Config, state::AppState};

/// A session is prolonged when that much would be gained: a write in some minutes, not one a request.
const PROLONG_MS: i64 = 5 * 60_000;
const HOUR_MS: i64 = 3_600_000;

/// For how long a session is good, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetime {
    /// From its beginning, whatever happens.
    pub absolute_ms: i64,
    /// From the last request.
    pub idle_ms: i64,
}

impl Lifetime {
    /// That of this role. A field officer is offline for days; everybody else sits at a desk, where others come by.
    pub fn of(role: Role, config: &Config) -> Self {
        let (absolute, idle) = match role {
            Role::FieldOfficer => (config.session_hours, config.session_idle_hours),
            Role::Supervisor | Role::CultureDepartment | Role::Police | Role::Administrator => {
                (config.session_desk_hours, config.session_desk_idle_hours)
            }
        };
        Self {
            absolute_ms: i64::from(absolute) * HOUR_MS,
            idle_ms: i64::from(idle) * HOUR_MS,
        }
    }

    /// When a session that was begun and is used then ends.
    pub fn end(self, created_at: Timestamp, used_at: Timestamp) -> Timestamp {
        let idle = used_at.plus_ms(self.idle_ms);
        idle.min(created_at.plus_ms(self.absolute_ms))
    }
}

/// Whose session has this token's hash; it was used now, and lasts on.
///
/// # Errors
/// When the database can't be read.
pub async fn find(state: &AppState, token_hash: &str) -> AppResult<Option<Me>> {
    let now = state.clock.now();
    let Some(session) = state.db.find_session(token_hash, now).await? else {
        return Ok(None);
    };
    let lifetime = Lifetime::of(session.me.role, &state.config);
    let end = lifetime.end(session.created_at, now);
    // Also where the role or the settings allow less than when it was begun.
    if end <= now {
        return Ok(None);
    }
    if (end.0 - session.expires_at.0).abs() >= PROLONG_MS {
        state.db.move_session_end(token_hash, end).await?;
    }
    Ok(Some(session.me))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_unused_or_old() {
        let lifetime = Lifetime {
            absolute_ms: 100,
            idle_ms: 10,
        };
        let end = |used| lifetime.end(Timestamp(1000), Timestamp(used));
        assert_eq!(end(1000), Timestamp(1010));
        assert_eq!(end(1050), Timestamp(1060));
        assert_eq!(end(1095), Timestamp(1100));
        assert_eq!(end(2000), Timestamp(1100));
    }

    #[test]
    fn officers_have_longer_than_desks() {
        let config = Config::default();
        let officer = Lifetime::of(Role::FieldOfficer, &config);
        for &role in Role::ALL.iter().filter(|role| **role != Role::FieldOfficer) {
            let desk = Lifetime::of(role, &config);
            assert!(
                desk.absolute_ms < officer.absolute_ms && desk.idle_ms < officer.idle_ms,
                "{role}"
            );
        }
    }
}
