//! The registry of both workflows: which step leads from where to where, who may take it, what it
//! needs. Server and phone ask the same tables, so what a page offers is what the server takes.

use std::fmt::Display;

use super::{
    account::Me,
    area::AreaCodes,
    flag::{FlagStatus, FlagTransition},
    placement::{PlacementStatus, PlacementTransition},
    role::{Permission, Role},
};
use crate::error::Refusal;

/// Who takes a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Who records in the street, where the record lies in their areas.
    Officer,
    /// Who reviews, where the record lies in their areas: supervisors and the culture department.
    Supervisor,
    /// The culture department.
    CultureDepartment,
    /// The officer who recorded it, wherever it lies.
    Recorder,
    /// Somebody of the unit that hangs it.
    HangingUnit,
    /// Whoever it was handed over to.
    Addressee,
    /// No person: the scheduler.
    Clock,
}

/// Who must not take a step, although their role could: the second-person rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Barred {
    /// Who recorded it, and who brought it in for them.
    Recorder,
    /// Who reported what is to be verified: a removal, an outcome.
    Reporter,
    /// Who took any step of the decision before, but for the review that is under way.
    Reviewer,
    /// Who began the review that is under way, of what was once confirmed: its photos go with a second person's word only.
    Reopener,
}

/// What a step asks for besides the tap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// The whole form: position, kind, place, grounds.
    Form,
    /// A reason in words.
    Reason,
    /// A photo.
    Photo,
    /// Whom it goes to.
    Addressee,
}

/// One row of a workflow's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule<S: 'static, T> {
    /// The step.
    pub step: T,
    /// States it starts from; none for the step that makes the record.
    pub from: &'static [S],
    /// States it can end in; where there are several, who takes it chooses.
    pub to: &'static [S],
    /// Who takes it: anybody of these.
    pub by: &'static [By],
    /// Who must not.
    pub not: &'static [Barred],
    /// What it needs.
    pub needs: &'static [Need],
}

impl<S: Copy + PartialEq, T> Rule<S, T> {
    /// Whether somebody of this role may take it at all, of some record.
    pub fn is_for(&self, role: Role) -> bool {
        let anybody = Standing {
            role: Some(role),
            ..Standing::default()
        };
        self.by.iter().any(|&by| anybody.has_role_of(by))
    }

    /// The state it ends in: the only one, or the one that was chosen, if the table has it.
    pub fn end(&self, chosen: Option<S>) -> Option<S> {
        match (self.to, chosen) {
            (&[only], _) => Some(only),
            (several, chosen) => chosen.filter(|chosen| several.contains(chosen)),
        }
    }
}

macro_rules! table {
    ($($step:ident: [$($from:ident)*] -> [$($to:ident)+] by [$($by:ident)+] not [$($not:ident)*] needs [$($need:ident)*];)+) => {
        &[$(Rule {
            step: T::$step,
            from: &[$(S::$from),*],
            to: &[$(S::$to),+],
            by: &[$(By::$by),+],
            not: &[$(Barred::$not),*],
            needs: &[$(Need::$need),*],
        }),+]
    };
}

/// The placements' workflow.
pub static PLACEMENT: &[Rule<PlacementStatus, PlacementTransition>] = {
    use PlacementStatus as S;
    use PlacementTransition as T;
    table! {
        ReportInstalled: [Planned] -> [Installed] by [Officer HangingUnit] not [] needs [];
        Verify: [Installed] -> [Verified] by [Officer] not [] needs [];
        RequestFix: [Installed] -> [NeedsFix] by [Officer] not [] needs [];
        ReportFixed: [NeedsFix] -> [Installed] by [Officer HangingUnit] not [] needs [];
        Expire: [Installed Verified NeedsFix] -> [DueRemoval] by [Clock] not [] needs [];
        ReportRemoved: [Installed Verified NeedsFix DueRemoval] -> [Removed] by [Officer HangingUnit] not [] needs [Photo];
        VerifyRemoval: [Removed] -> [Closed] by [Officer] not [Reporter] needs [Photo];
        Cancel: [Planned] -> [Cancelled] by [CultureDepartment] not [] needs [Reason];
    }
};

/// The flags' workflow.
pub static FLAG: &[Rule<FlagStatus, FlagTransition>] = {
    use FlagStatus as S;
    use FlagTransition as T;
    table! {
        Record: [] -> [Recorded] by [Officer] not [] needs [Form Photo];
        Correct: [Recorded Returned] -> [Recorded] by [Recorder] not [] needs [Form Photo];
        Withdraw: [Recorded Returned] -> [Withdrawn] by [Recorder] not [] needs [];
        Return: [Recorded] -> [Returned] by [Supervisor] not [Recorder] needs [Reason];
        Confirm: [Recorded] -> [Confirmed] by [Supervisor] not [Recorder] needs [];
        Dismiss: [Recorded] -> [Dismissed] by [Supervisor] not [Recorder] needs [Reason];
        Lapse: [Recorded Returned] -> [Lapsed] by [Clock] not [] needs [];
        HandOver: [Confirmed] -> [HandedOver] by [CultureDepartment] not [] needs [Addressee];
        RecordOutcome: [HandedOver] -> [Removed Remedied NoViolation] by [Addressee] not [] needs [];
        VerifyRemoval: [Removed Remedied] -> [Closed] by [Officer] not [Reporter] needs [Photo];
        Reopen: [Dismissed Closed NoViolation] -> [UnderReview] by [CultureDepartment] not [Recorder Reviewer] needs [Reason];
        ResolveReview: [UnderReview] -> [Closed Dismissed] by [CultureDepartment] not [Recorder Reviewer Reopener] needs [Reason];
    }
};

/// How somebody stands to a record: all that decides which steps they may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// Their role; none for the clock.
    pub role: Option<Role>,
    /// Whether the record lies in their areas.
    pub in_area: bool,
    /// Whether they recorded it.
    pub recorder: bool,
    /// Whether they brought it in from its recorder's phone.
    pub importer: bool,
    /// Whether their unit hangs it.
    pub unit: bool,
    /// Whether it was handed over to them.
    pub addressee: bool,
    /// Whether they reported what is to be verified.
    pub reporter: bool,
    /// Whether they took a step of the decision before, but for the review that is under way.
    pub reviewer: bool,
    /// Whether they began the review that is under way, of what was once confirmed.
    pub reopener: bool,
}

impl Standing {
    /// How `me` stands to a record in these areas that `recorder` says is theirs or not.
    pub fn of(me: &Me, areas: &AreaCodes, recorder: bool) -> Self {
        Self {
            role: Some(me.role),
            in_area: me.covers(areas),
            recorder,
            ..Self::default()
        }
    }

    /// Notes what they did to a flag before, by the codes in its log in their order. `confirmed` says whether it ever was.
    pub fn note_deeds(&mut self, deeds: &[String], status: FlagStatus, confirmed: bool) {
        let outcome = FlagTransition::RecordOutcome.code();
        self.reporter = deeds.iter().any(|deed| deed == outcome);
        // Who began the review that is under way may end it where nothing is lost by that.
        let last = deeds.iter().rfind(|deed| *deed != "import");
        let began = status == FlagStatus::UnderReview
            && last.is_some_and(|deed| deed == FlagTransition::Reopen.code());
        let earlier = if began {
            &deeds[..deeds.len() - 1]
        } else {
            deeds
        };
        self.reopener = began && confirmed;
        self.reviewer = FlagTransition::DECISIONS
            .iter()
            .any(|step| earlier.iter().any(|deed| deed == step.code()));
    }

    /// Whether they are one of those, but for the areas.
    fn has_role_of(&self, by: By) -> bool {
        let may = |permission| self.role.is_some_and(|role| role.may(permission));
        match by {
            By::Officer | By::Recorder => may(Permission::Record),
            By::Supervisor => may(Permission::ReviewFlags),
            By::CultureDepartment => self.role == Some(Role::CultureDepartment),
            By::HangingUnit => may(Permission::ReadPlacements),
            By::Addressee => matches!(self.role, Some(Role::CultureDepartment | Role::Police)),
            By::Clock => self.role.is_none(),
        }
    }

    fn is(&self, by: By) -> bool {
        let here = match by {
            By::Officer | By::Supervisor | By::CultureDepartment => self.in_area,
            By::Recorder => self.recorder,
            By::HangingUnit => self.unit,
            By::Addressee => self.addressee,
            By::Clock => true,
        };
        here && self.has_role_of(by)
    }

    const fn bars(&self, barred: Barred) -> Option<Refusal> {
        match barred {
            Barred::Recorder if self.recorder => Some(Refusal::OwnFlag),
            Barred::Recorder if self.importer => Some(Refusal::OwnImport),
            Barred::Reporter if self.reporter => Some(Refusal::OwnReport),
            Barred::Reviewer if self.reviewer => Some(Refusal::SameReviewer),
            Barred::Reopener if self.reopener => Some(Refusal::SameReviewer),
            _ => None,
        }
    }

    /// Why they may not take the step, whatever state the record is in.
    fn refusal<S, T>(&self, rule: &Rule<S, T>) -> Option<Refusal> {
        if !rule.by.iter().any(|&by| self.is(by)) {
            let role = rule.by.iter().find(|&&by| self.has_role_of(by));
            return Some(match role {
                None => Refusal::Role,
                Some(By::Recorder) => Refusal::NotRecorder,
                Some(By::Addressee) => Refusal::NotAddressee,
                Some(By::HangingUnit) => Refusal::NotItsUnit,
                Some(_) => Refusal::Area,
            });
        }
        rule.not.iter().find_map(|&barred| self.bars(barred))
    }
}

/// Why a step is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// This person may not take it.
    Who(Refusal),
    /// The table has no such step from the present state.
    State {
        /// Code of the present state, empty where there is no record yet.
        status: String,
        /// Code of the step.
        step: String,
    },
}

/// The rows that this person may take now, in the table's order. `status` is none before there is a record.
pub fn steps<S: PartialEq, T>(
    table: &'static [Rule<S, T>],
    status: Option<S>,
    who: &Standing,
) -> impl Iterator<Item = &'static Rule<S, T>> {
    table
        .iter()
        .filter(move |rule| starts_from(rule, status.as_ref()) && who.refusal(rule).is_none())
}

/// The row of `step`, if this person may take it now.
///
/// # Errors
/// Why not: the person first, then the state.
pub fn allow<S: PartialEq + Display, T: PartialEq + Display>(
    table: &'static [Rule<S, T>],
    step: T,
    status: Option<S>,
    who: &Standing,
) -> Result<&'static Rule<S, T>, Refused> {
    let rule = table.iter().find(|rule| rule.step == step);
    if let Some(refusal) = rule.and_then(|rule| who.refusal(rule)) {
        return Err(Refused::Who(refusal));
    }
    rule.filter(|rule| starts_from(rule, status.as_ref()))
        .ok_or_else(|| Refused::State {
            status: status.map_or_else(String::new, |status| status.to_string()),
            step: step.to_string(),
        })
}

fn starts_from<S: PartialEq, T>(rule: &Rule<S, T>, status: Option<&S>) -> bool {
    match status {
        Some(status) => rule.from.contains(status),
        None => rule.from.is_empty(),
    }
}

#[cfg(test)]
#[path = "workflow_tests.rs"]
mod tests;
