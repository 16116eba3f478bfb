//! Who may see what: role and areas turned into scopes of lists and answers about one record.

use app::{
    domain::{
        account::Me, flag::FlagStatus, ids::AccountId, map::Change, query::RecordQuery,
        record::RecordKind, role::Permission, workflow::Standing,
    },
    error::{AppError, AppResult, Refusal},
};

use super::Service;
use crate::storage::{Scope, StoredFlag};

/// The refusal because of the role.
pub(super) const fn refuse(refusal: Refusal) -> AppError {
    AppError::Forbidden { refusal }
}

impl Service {
    /// Who asks, if their role may do that at all.
    pub(super) fn require(&self, permission: Permission) -> AppResult<&Me> {
        let me = self.actor.as_ref().ok_or(AppError::SignInRequired)?;
        if me.may(permission) {
            Ok(me)
        } else {
            Err(refuse(Refusal::Role))
        }
    }

    /// Who listens.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub fn listener(&self) -> AppResult<AccountId> {
        let me = self.actor.as_ref().ok_or(AppError::SignInRequired)?;
        Ok(me.id)
    }

    /// Whether the listener may hear of this change.
    pub fn may_see(&self, change: &Change) -> bool {
        let Some(me) = &self.actor else { return false };
        let status = change.record.status.parse::<FlagStatus>();
        let by_role = match (change.record.record, status) {
            (RecordKind::Flag, Ok(status)) => {
                me.may(Permission::ReadFlags)
                    || (me.may(Permission::ReadConfirmedFlags) && status.is_visible_to_police())
            }
            (RecordKind::Flag, Err(_)) => false,
            _ => me.may(Permission::ReadPlacements),
        };
        by_role && me.covers(&change.areas)
    }
}

/// The records in a person's areas.
pub(super) fn scope_of(me: &Me) -> Scope {
    Scope {
        areas: (!me.is_city_wide()).then(|| me.areas.clone()),
        ..Scope::default()
    }
}

/// The records that a query is about: those in a person's areas, or only their own where it says so. Lists, maps and tiles all
/// begin with it.
pub(super) fn scope_for(me: &Me, query: &RecordQuery) -> Scope {
    of_query(me, query, scope_of(me))
}

/// The flags that a query is about; none when the person's role sees no flags.
pub(super) fn flag_scope_for(me: &Me, query: &RecordQuery) -> Option<Scope> {
    flag_scope_of(me).map(|scope| of_query(me, query, scope))
}

fn of_query(me: &Me, query: &RecordQuery, scope: Scope) -> Scope {
    Scope {
        only_of: query.mine.then_some(me.id).or(scope.only_of),
        ..scope
    }
}

/// The flags a person may see; none when their role sees no flags.
pub(super) fn flag_scope_of(me: &Me) -> Option<Scope> {
    if me.may(Permission::ReadFlags) {
        Some(scope_of(me))
    } else if me.may(Permission::ReadConfirmedFlags) {
        let visible = FlagStatus::ALL
            .iter()
            .filter(|status| status.is_visible_to_police());
        Some(Scope {
            statuses: Some(visible.map(|status| status.code()).collect()),
            ..scope_of(me)
        })
    } else if me.may(Permission::ReadOwnFlags) {
        Some(Scope {
            only_of: Some(me.id),
            ..Scope::default()
        })
    } else {
        None
    }
}

/// Whether a person may see this flag.
pub(super) fn sees_flag(me: &Me, stored: &StoredFlag) -> bool {
    let flag = &stored.flag;
    if me.may(Permission::ReadOwnFlags) && stored.recorded_by == me.id {
        return true;
    }
    me.covers(&flag.areas)
        && (me.may(Permission::ReadFlags)
            || (me.may(Permission::ReadConfirmedFlags) && flag.status.is_visible_to_police()))
}

/// How a person stands to a flag, as far as the flag itself says.
pub(super) fn standing(me: &Me, stored: &StoredFlag) -> Standing {
    let flag = &stored.flag;
    Standing {
        addressee: flag
            .addressee
            .is_some_and(|addressee| addressee.recorder() == me.role),
        ..Standing::of(me, &flag.areas, stored.recorded_by == me.id)
    }
}
