//! How much of an area's plan hangs or is checked, in the steps that a map colours. Displays only: there is no such map of flags.

use super::board::AreaRow;

crate::vocabulary! {
    /// What is compared with the plan.
    pub enum Coverage {
        Hung = "hung", "Đã treo", "Hung";
        Checked = "checked", "Đã kiểm tra", "Checked";
    }
}

/// Steps of the scale.
pub const STEPS: u8 = 5;
/// Per cent in one step.
const WIDTH: u8 = 100 / STEPS;

impl Coverage {
    /// Whole per cent of the area's plan, at most 100; none where nothing is planned.
    pub fn of(self, row: &AreaRow) -> Option<u8> {
        let count = match self {
            Self::Hung => row.hung,
            Self::Checked => row.checked,
        };
        (row.planned > 0).then(|| percent(count, row.planned))
    }
}

/// Whole per cent of the plan, at most 100: displays outside the plan don't make up for missing ones.
pub fn percent(count: i64, planned: i64) -> u8 {
    if planned <= 0 {
        return 0;
    }
    u8::try_from((100 * count / planned).clamp(0, 100)).unwrap_or(100)
}

/// The step of these per cent, from 0; the last one has 100 in it.
pub fn step(percent: u8) -> u8 {
    (percent / WIDTH).min(STEPS - 1)
}

/// First and last per cent of a step.
pub fn range(step: u8) -> (u8, u8) {
    let last = if step + 1 == STEPS {
        100
    } else {
        (step + 1) * WIDTH - 1
    };
    (step * WIDTH, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_per_cent_lies_in_its_step() {
        for percent in 0..=100 {
            let (first, last) = range(step(percent));
            assert!((first..=last).contains(&percent), "{percent}");
        }
        assert_eq!(range(STEPS - 1), (80, 100));
    }

    #[test]
    fn more_than_the_plan_is_all_of_it() {
        assert_eq!(percent(11, 8), 100);
        assert_eq!(percent(5, 8), 62);
        assert_eq!(percent(3, 0), 0);
    }
}
