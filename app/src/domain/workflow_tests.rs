use proptest::prelude::*;

use super::*;
use crate::i18n::Lang;

/// The tables as the domain's description has them: step | from | to | who | who not | needs.
const PLACEMENTS: &str = "
report_installed | planned | installed | officer unit | - | -
verify | installed | verified | officer | - | -
request_fix | installed | needs_fix | officer | - | -
report_fixed | needs_fix | installed | officer unit | - | -
expire | installed verified needs_fix | due_removal | clock | - | -
report_removed | installed verified needs_fix due_removal | removed | officer unit | - | photo
verify_removal | removed | closed | officer | reporter | photo
cancel | planned | cancelled | culture | - | reason
";
const FLAGS: &str = "
record | - | recorded | officer | - | form photo
correct | recorded returned | recorded | recorder | - | form photo
withdraw | recorded returned | withdrawn | recorder | - | -
return | recorded | returned | supervisor | recorder | reason
confirm | recorded | confirmed | supervisor | recorder | -
dismiss | recorded | dismissed | supervisor | recorder | reason
lapse | recorded returned | lapsed | clock | - | -
hand_over | confirmed | handed_over | culture | - | addressee
record_outcome | handed_over | removed remedied no_violation | addressee | - | -
verify_removal | removed remedied | closed | officer | reporter | photo
reopen | dismissed closed no_violation | under_review | culture | recorder reviewer | reason
resolve_review | under_review | closed dismissed | culture | recorder reviewer reopener | reason
";

fn words<X>(list: &[X], word: impl Fn(&X) -> String) -> String {
    let words: Vec<_> = list.iter().map(word).collect();
    if words.is_empty() {
        "-".to_owned()
    } else {
        words.join(" ")
    }
}

fn written<S: Display, T: Display>(table: &[Rule<S, T>]) -> String {
    let by = |by: &By| {
        match by {
            By::Officer => "officer",
            By::Supervisor => "supervisor",
            By::CultureDepartment => "culture",
            By::Recorder => "recorder",
            By::HangingUnit => "unit",
            By::Addressee => "addressee",
            By::Clock => "clock",
        }
        .to_owned()
    };
    let rows = table.iter().map(|rule| {
        [
            rule.step.to_string(),
            words(rule.from, ToString::to_string),
            words(rule.to, ToString::to_string),
            words(rule.by, by),
            words(rule.not, |not| format!("{not:?}").to_lowercase()),
            words(rule.needs, |need| format!("{need:?}").to_lowercase()),
        ]
        .join(" | ")
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_tables_are_the_domains() {
    assert_eq!(written(PLACEMENT), PLACEMENTS.trim());
    assert_eq!(written(FLAG), FLAGS.trim());
}

#[test]
fn every_step_and_state_is_in_its_table_with_words_in_both_languages() {
    for &step in PlacementTransition::ALL {
        assert_eq!(PLACEMENT.iter().filter(|rule| rule.step == step).count(), 1);
        assert_ne!(step.label(Lang::Vi), step.label(Lang::En));
    }
    for &step in FlagTransition::ALL {
        assert_eq!(FLAG.iter().filter(|rule| rule.step == step).count(), 1);
        assert_ne!(step.label(Lang::Vi), step.label(Lang::En));
    }
    for status in PlacementStatus::ALL {
        let reached = PLACEMENT.iter().any(|rule| rule.to.contains(status));
        assert!(reached || *status == PlacementStatus::Planned, "{status}");
    }
    for status in FlagStatus::ALL {
        assert!(FLAG.iter().any(|rule| rule.to.contains(status)), "{status}");
    }
}

fn standing(role: Role) -> Standing {
    Standing {
        role: Some(role),
        in_area: true,
        ..Standing::default()
    }
}

fn offered(status: FlagStatus, who: &Standing) -> Vec<FlagTransition> {
    steps(FLAG, Some(status), who)
        .map(|rule| rule.step)
        .collect()
}

#[test]
fn each_is_offered_what_is_theirs() {
    use FlagStatus::{Confirmed, Recorded, Returned};
    use FlagTransition::{Confirm, Correct, Dismiss, HandOver, Return, Withdraw};
    let officer = Standing {
        recorder: true,
        ..standing(Role::FieldOfficer)
    };
    assert_eq!(offered(Recorded, &officer), [Correct, Withdraw]);
    assert_eq!(offered(Returned, &officer), [Correct, Withdraw]);
    assert_eq!(offered(Confirmed, &officer), []);
    let supervisor = standing(Role::Supervisor);
    assert_eq!(offered(Recorded, &supervisor), [Return, Confirm, Dismiss]);
    let own = Standing {
        recorder: true,
        ..supervisor
    };
    assert_eq!(offered(Recorded, &own), [Correct, Withdraw]);
    assert_eq!(
        offered(Confirmed, &standing(Role::CultureDepartment)),
        [HandOver]
    );
    for status in FlagStatus::ALL {
        assert_eq!(offered(*status, &standing(Role::Administrator)), []);
        assert_eq!(offered(*status, &standing(Role::Police)), []);
    }
}

#[test]
fn a_refusal_says_why() {
    use FlagTransition::{Confirm, Correct};
    let refused =
        |step, status, who: Standing| allow(FLAG, step, Some(status), &who).expect_err("refused");
    let who = |refusal| Refused::Who(refusal);
    let (recorded, supervisor) = (FlagStatus::Recorded, standing(Role::Supervisor));
    let officer = standing(Role::FieldOfficer);
    assert_eq!(refused(Confirm, recorded, officer), who(Refusal::Role));
    assert_eq!(
        refused(Correct, recorded, officer),
        who(Refusal::NotRecorder)
    );
    let elsewhere = Standing {
        in_area: false,
        ..supervisor
    };
    assert_eq!(refused(Confirm, recorded, elsewhere), who(Refusal::Area));
    let own = Standing {
        recorder: true,
        ..supervisor
    };
    assert_eq!(refused(Confirm, recorded, own), who(Refusal::OwnFlag));
    let imported = Standing {
        importer: true,
        ..supervisor
    };
    assert_eq!(
        refused(Confirm, recorded, imported),
        who(Refusal::OwnImport)
    );
    let late = Refused::State {
        status: "dismissed".to_owned(),
        step: "confirm".to_owned(),
    };
    assert_eq!(refused(Confirm, FlagStatus::Dismissed, supervisor), late);
}

/// A flag with what its history decides: who recorded it, decided on it, has it, reported its outcome.
#[derive(Debug, Clone, Default)]
struct Flagged {
    status: Option<FlagStatus>,
    recorder: Option<usize>,
    reviewers: Vec<usize>,
    addressee: Option<usize>,
    reporter: Option<usize>,
}

/// The people of the random calls; the last is the clock.
const PEOPLE: [Option<Role>; 9] = [
    Some(Role::FieldOfficer),
    Some(Role::FieldOfficer),
    Some(Role::Supervisor),
    Some(Role::Supervisor),
    Some(Role::CultureDepartment),
    Some(Role::CultureDepartment),
    Some(Role::Police),
    Some(Role::Administrator),
    None,
];

impl Flagged {
    fn standing(&self, person: usize) -> Standing {
        Standing {
            role: PEOPLE[person],
            in_area: PEOPLE[person].is_some(),
            recorder: self.recorder == Some(person),
            importer: false,
            unit: false,
            addressee: self.addressee == Some(person),
            reporter: self.reporter == Some(person),
            reviewer: self.reviewers.contains(&person),
            reopener: false,
        }
    }

    fn take(&mut self, person: usize, step: FlagTransition, choice: usize) -> bool {
        let Ok(rule) = allow(FLAG, step, self.status, &self.standing(person)) else {
            return false;
        };
        self.status = Some(rule.to[choice % rule.to.len()]);
        match step {
            FlagTransition::Record => self.recorder = Some(person),
            FlagTransition::Confirm | FlagTransition::Dismiss | FlagTransition::ResolveReview => {
                self.reviewers.push(person);
            }
            FlagTransition::HandOver => self.addressee = Some(choice % PEOPLE.len()),
            FlagTransition::RecordOutcome => self.reporter = Some(person),
            _ => {}
        }
        true
    }
}

proptest! {
    #[test]
    fn no_calls_by_anybody_leave_the_table_or_let_one_be_their_own_second_person(
        calls in prop::collection::vec((0..PEOPLE.len(), 0..FlagTransition::ALL.len(), 0..20_usize), 1..200)
    ) {
        let mut flag = Flagged::default();
        for (person, step, choice) in calls {
            let (step, before) = (FlagTransition::ALL[step], flag.clone());
            let offered = steps(FLAG, flag.status, &flag.standing(person)).any(|rule| rule.step == step);
            let done = flag.take(person, step, choice);
            prop_assert_eq!(offered, done, "what is offered is what is taken");
            if !done {
                prop_assert_eq!(before.status, flag.status);
                continue;
            }
            let code = |status: Option<FlagStatus>| status.map_or("-", FlagStatus::code);
            let row = FLAGS.lines().find(|row| row.starts_with(&format!("{step} |"))).expect("a row");
            let columns: Vec<_> = row.split(" | ").collect();
            prop_assert!(columns[1].split(' ').any(|from| from == code(before.status)), "{}", row);
            prop_assert!(columns[2].split(' ').any(|to| to == code(flag.status)), "{}", row);
            prop_assert_eq!(PEOPLE[person].is_none(), columns[3] == "clock");
            match step {
                FlagTransition::Return | FlagTransition::Confirm | FlagTransition::Dismiss => {
                    prop_assert_ne!(before.recorder, Some(person));
                }
                FlagTransition::Correct | FlagTransition::Withdraw => prop_assert_eq!(before.recorder, Some(person)),
                FlagTransition::VerifyRemoval => prop_assert_ne!(before.reporter, Some(person)),
                FlagTransition::Reopen | FlagTransition::ResolveReview => {
                    prop_assert!(before.recorder != Some(person) && !before.reviewers.contains(&person));
                }
                _ => {}
            }
        }
    }
}

/// People who try steps on one flag: who recorded it, others of every role, several of the culture department.
const TRIED: [Role; 7] = [
    Role::FieldOfficer,
    Role::Supervisor,
    Role::Supervisor,
    Role::CultureDepartment,
    Role::CultureDepartment,
    Role::CultureDepartment,
    Role::Police,
];

/// A flag as its log tells of it.
struct Walk {
    status: FlagStatus,
    /// Who took which step, in order; the first one recorded it.
    taken: Vec<(usize, FlagTransition)>,
    importer: Option<usize>,
}

impl Walk {
    fn was_confirmed(&self) -> bool {
        let mut steps = self.taken.iter();
        steps.any(|(_, step)| *step == FlagTransition::Confirm)
    }

    fn standing(&self, who: usize) -> Standing {
        let role = TRIED[who];
        let mut standing = Standing {
            role: Some(role),
            in_area: true,
            recorder: self.taken[0].0 == who,
            importer: self.importer == Some(who),
            addressee: true,
            ..Standing::default()
        };
        let own = self.taken.iter().filter(|(by, _)| *by == who);
        let deeds: Vec<_> = own.map(|(_, step)| step.code().to_owned()).collect();
        standing.note_deeds(&deeds, self.status, self.was_confirmed());
        standing
    }
}

proptest! {
    /// Nobody alone moves a flag from recorded to confirmed, nor undoes what was confirmed.
    #[test]
    fn no_sequence_of_steps_lets_one_person_decide_alone(
        recorder in 0..TRIED.len() - 1,
        imported in proptest::option::of(1..6_usize),
        tries in proptest::collection::vec((any::<usize>(), any::<bool>()), 1..30),
    ) {
        let mut walk = Walk {
            status: FlagStatus::Recorded,
            taken: vec![(recorder, FlagTransition::Record)],
            importer: imported,
        };
        for (choice, last) in tries {
            // All that anybody may do now, so that walks get far.
            let standings = (0..TRIED.len()).map(|who| (who, walk.standing(who)));
            let offered: Vec<_> = standings
                .flat_map(|(who, standing)| {
                    let steps: Vec<_> = steps(FLAG, Some(walk.status), &standing).collect();
                    steps.into_iter().map(move |rule| (who, rule))
                })
                .collect();
            if offered.is_empty() {
                break;
            }
            let (who, rule) = offered[choice % offered.len()];
            let ends = rule.to;
            let end = if last { ends[ends.len() - 1] } else { ends[0] };
            if end == FlagStatus::Closed && walk.status == FlagStatus::UnderReview && !walk.was_confirmed() {
                continue;
            }
            if rule.step == FlagTransition::Confirm {
                prop_assert_ne!(who, recorder, "confirmed alone: {:?}", walk.taken);
                prop_assert_ne!(Some(who), imported, "confirmed what they brought in: {:?}", walk.taken);
            }
            let confirmed = walk.taken.iter().rposition(|(_, step)| *step == FlagTransition::Confirm);
            if let Some(confirmed) = confirmed.filter(|_| !end.keeps_photos()) {
                let since = &walk.taken[confirmed..];
                let before = since.iter().any(|(by, _)| *by == who);
                prop_assert!(!before, "{who} alone undid it: {:?}", walk.taken);
            }
            walk.taken.push((who, rule.step));
            walk.status = end;
        }
    }
}
