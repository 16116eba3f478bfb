//! The best fix: the smallest accuracy among those of the last half minute, never an average,
//! because one bad fix spoils an average.

use crate::domain::{position::Position, time::Timestamp};

/// Age up to which a fix competes, in milliseconds.
const FRESH_MS: i64 = 30_000;

/// The fixes of the last half minute.
#[derive(Debug, Default)]
pub struct Fixes(Vec<Position>);

impl Fixes {
    /// Takes in a fix and returns the best one there is now; a lone old one is better than none.
    pub fn add(&mut self, fix: Position, now: Timestamp) -> Position {
        self.0.retain(|known| now.0 - known.fixed_at.0 < FRESH_MS);
        self.0.push(fix);
        let metres = |position: &Position| position.accuracy_m.unwrap_or(f64::INFINITY);
        // Of equally accurate fixes the newer one wins.
        self.0
            .iter()
            .rev()
            .copied()
            .reduce(|best, next| {
                if metres(&next) < metres(&best) {
                    next
                } else {
                    best
                }
            })
            .unwrap_or(fix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::position::PositionSource;

    fn fix(at_s: i64, accuracy_m: f64) -> Position {
        Position {
            lon: 105.85,
            lat: 21.03,
            accuracy_m: Some(accuracy_m),
            source: PositionSource::Gps,
            pin_reason: None,
            fixed_at: Timestamp(at_s * 1000),
        }
    }

    fn best_after(fixes: &[(i64, f64)]) -> Option<f64> {
        let mut known = Fixes::default();
        let last = fixes
            .iter()
            .map(|&(at, metres)| known.add(fix(at, metres), Timestamp(at * 1000)))
            .last();
        last.and_then(|best| best.accuracy_m)
    }

    #[test]
    fn the_most_accurate_fresh_fix_wins() {
        assert_eq!(best_after(&[(0, 12.0), (5, 3000.0), (9, 30.0)]), Some(12.0));
        assert_eq!(best_after(&[(0, 12.0), (29, 40.0)]), Some(12.0));
    }

    #[test]
    fn a_fix_does_not_compete_for_longer_than_half_a_minute() {
        assert_eq!(best_after(&[(0, 5.0), (30, 40.0)]), Some(40.0));
    }

    #[test]
    fn the_newer_of_equals_wins() {
        let mut known = Fixes::default();
        known.add(fix(0, 8.0), Timestamp(0));
        assert_eq!(
            known.add(fix(4, 8.0), Timestamp(4000)).fixed_at,
            Timestamp(4000)
        );
    }
}
