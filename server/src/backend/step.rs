//! What the steps of both workflows have in common: who may take one at all, and that it is decided on what was read.

use std::fmt::Display;

use app::{
    domain::{
        account::Me,
        given::Given,
        record::Version,
        role::Role,
        workflow::{By, Rule},
    },
    error::{AppError, AppResult, Refusal},
};

use super::{Service, access::refuse, capture::nfc};

impl Service {
    /// Who asks and the row of the step, where somebody of their role may take it of some record and gave what it needs.
    pub(super) fn require_step<S, T>(
        &self,
        table: &'static [Rule<S, T>],
        step: T,
        given: &Given,
    ) -> AppResult<(&Me, &'static Rule<S, T>)>
    where
        S: Copy + PartialEq,
        T: Copy + PartialEq + Display,
    {
        let me = self.actor.as_ref().ok_or(AppError::SignInRequired)?;
        let rule = table.iter().find(|rule| rule.step == step);
        let rule = rule.ok_or_else(|| AppError::bad_request(step))?;
        if !rule.is_for(me.role) {
            return Err(refuse(Refusal::Role));
        }
        // What a phone sends has a receipt, and requests of its own for that.
        if rule.from.is_empty() || rule.by.contains(&By::Recorder) {
            return Err(AppError::bad_request(format!(
                "{step} is sent with an id of its own"
            )));
        }
        given.check(rule.needs)?;
        Ok((me, rule))
    }
}

/// Refuses a step that was decided on another version than the present one.
pub(super) fn check_version(
    seen: Option<Version>,
    current: Version,
    status: &'static str,
) -> AppResult<()> {
    match seen {
        Some(seen) if seen != current => Err(AppError::VersionConflict {
            seen: seen.0,
            current: current.0,
            status: status.to_owned(),
        }),
        _ => Ok(()),
    }
}

/// The reason as it is kept; none where nothing was said.
pub(super) fn reason_of(given: &Given) -> Option<String> {
    let reason = nfc(given.reason.trim());
    (!reason.is_empty()).then_some(reason)
}

/// Whether somebody of `role` may take a step from `status` that looks at what `barred` is about.
pub(super) fn looks_at<S: Copy + PartialEq, T>(
    table: &[Rule<S, T>],
    status: S,
    role: Role,
    barred: app::domain::workflow::Barred,
) -> bool {
    table
        .iter()
        .any(|rule| rule.from.contains(&status) && rule.is_for(role) && rule.not.contains(&barred))
}
