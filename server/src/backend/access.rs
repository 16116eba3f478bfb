//! Who may see what: role and areas turned into scopes of lists and answers about one record.

use app::{
    domain::{
        account::Me,
        flag::{Flag, FlagStatus, FlagTransition},
        map::Change,
        record::RecordKind,
        role::Permission,
        workflow::{FLAG, Standing, steps},
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

/// The flag as this person reads it, who did not bring it in.
pub(super) fn as_read_by(me: &Me, stored: StoredFlag) -> Flag {
    let who = standing(me, &stored, false);
    let mut flag = stored.flag;
    flag.mine = who.recorder;
    offer(&mut flag, &who);
    flag
}

/// Writes into the flag what this person may do with it now.
pub(super) fn offer(flag: &mut Flag, who: &Standing) {
    flag.steps = steps(FLAG, Some(flag.status), who)
        .map(|rule| rule.step)
        .filter(|step| FlagTransition::TAKEN.contains(step))
        .collect();
    flag.reviewable = flag.steps.contains(&FlagTransition::Confirm);
}

/// How a person stands to a flag. Nobody is asked yet for the steps after a confirmation, so what those look at is empty.
pub(super) fn standing(me: &Me, stored: &StoredFlag, importer: bool) -> Standing {
    Standing {
        importer,
        ..Standing::of(me, &stored.flag.areas, stored.recorded_by == me.id)
    }
}
