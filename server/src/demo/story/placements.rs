//! What happened to the placements of a plan.

use app::domain::{
    condition::Condition,
    display_kind::DisplayKind,
    ids::CheckInId,
    placement::PlacementTransition::{
        self, Cancel, Expire, ReportFixed, ReportInstalled, ReportRemoved,
    },
    role::Role,
    time::{DAY_MS, Timestamp},
};

use super::{Picture, Step, Teller, Visit, What, is_staffed, near, working_hour};

/// Unit whose removals and installations the police account reports.
const POLICE_UNIT: &str = "CAQ-HK";

impl Teller<'_> {
    /// A campaign that is over: nearly everything hung, was checked, came down and is closed.
    pub(super) fn ended(&mut self) -> Vec<Step> {
        let start = self.campaign.starts_on.start();
        if self.random.chance(0.015) {
            let at = self.hour(start, -3, -2);
            let reason = Some("Trùng vị trí với điểm treo khác");
            return vec![step(
                at,
                Role::CultureDepartment,
                What::Move(Cancel, reason),
            )];
        }
        if self.random.chance(0.03) {
            let at = self.hour(start, 3, 9);
            return vec![self.visit(at, Condition::Missing)];
        }
        let mut steps = vec![self.reported(ReportInstalled, start, -2, 3)];
        if self
            .random
            .chance(if is_staffed(self.site) { 0.85 } else { 0.6 })
        {
            self.checked(&mut steps, start);
        }
        let over = self.campaign.ends_on.plus_days(1).start();
        let expired = What::Move(Expire, None);
        steps.push(Step {
            at: over.plus_ms(5 * 60_000),
            by: None,
            what: expired,
        });
        if self.random.chance(0.98) {
            steps.push(self.reported(ReportRemoved, over, 1, 5));
            // Outside the staffed area who reported a removal is the only one who could verify it.
            if is_staffed(self.site) && self.random.chance(0.9) {
                let at = self.hour(over, 5, 9);
                steps.push(self.visit(at, Condition::Removed));
            }
        }
        steps
    }

    fn checked(&mut self, steps: &mut Vec<Step>, start: Timestamp) {
        let at = self.hour(start, 3, 20);
        let found = self.found(0.12);
        steps.push(self.visit(at, found));
        if found != Condition::Intact {
            steps.push(self.reported(ReportFixed, at, 1, 3));
            let again = self.hour(at, 3, 6);
            steps.push(self.visit(again, Condition::Intact));
        }
    }

    /// A campaign that runs: part is checked, part hangs, something is to be fixed, the rest waits.
    pub(super) fn running(&mut self, now: Timestamp) -> Vec<Step> {
        let start = self.campaign.starts_on.start();
        let days = (now.0 - start.0) / DAY_MS;
        if self.random.chance(0.35) {
            return match self.random.chance(0.08) {
                true => {
                    let at = self.hour(start, days / 2, days);
                    vec![self.visit(at, Condition::Missing)]
                }
                false => Vec::new(),
            };
        }
        let mut steps = vec![self.reported(ReportInstalled, start, -2, (days / 2).max(-1))];
        if self
            .random
            .chance(if is_staffed(self.site) { 0.72 } else { 0.15 })
        {
            let at = self.hour(start, days / 2, days);
            let found = self.found(0.15);
            steps.push(self.visit(at, found));
        }
        steps
    }

    fn hour(&mut self, from: Timestamp, low: i64, high: i64) -> Timestamp {
        let days = self.random.whole(low, high.max(low + 1));
        working_hour(self.random, from, days)
    }

    /// The hanging unit's report of a step.
    fn reported(
        &mut self,
        transition: PlacementTransition,
        from: Timestamp,
        low: i64,
        high: i64,
    ) -> Step {
        let by = match self.site.unit.0.as_str() {
            POLICE_UNIT => Role::Police,
            _ => Role::CultureDepartment,
        };
        step(self.hour(from, low, high), by, What::Move(transition, None))
    }

    /// What an officer finds: mostly nothing.
    fn found(&mut self, trouble: f64) -> Condition {
        if !self.random.chance(trouble) {
            return Condition::Intact;
        }
        let wrong = match self.site.kind {
            DisplayKind::LedScreen => [Condition::NotPlaying; 3],
            _ => [
                Condition::Damaged,
                Condition::WrongQuantity,
                Condition::WrongPlace,
            ],
        };
        self.random
            .pick(&wrong)
            .copied()
            .unwrap_or(Condition::Damaged)
    }

    fn visit(&mut self, at: Timestamp, condition: Condition) -> Step {
        let by = match (is_staffed(self.site), self.random.chance(0.8)) {
            (true, true) => Role::FieldOfficer,
            (true, false) => Role::Supervisor,
            (false, _) => Role::CultureDepartment,
        };
        let less = (condition == Condition::WrongQuantity).then(|| (self.site.quantity - 1).max(1));
        // The photos of the ended campaign are past their retention.
        let has_photo = condition.needs_photo() && self.campaign.code == "dung-thu";
        let visit = Visit {
            id: CheckInId(self.random.uuid(at.0, 0)),
            condition,
            quantity: less,
            place: near(self.random, self.site, 18.0),
            picture: has_photo.then(|| Picture {
                kind: self.site.kind,
                seed: self.random.bits(),
            }),
        };
        step(at, by, What::Visit(visit))
    }
}

const fn step(at: Timestamp, by: Role, what: What) -> Step {
    Step {
        at,
        by: Some(by),
        what,
    }
}
