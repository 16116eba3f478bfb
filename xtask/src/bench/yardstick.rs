//! How quick the machine itself is at the moment: a shared one is at times a third of what it was the day before, and
//! milliseconds of two runs can be compared only by this.

use std::{hint::black_box, time::Instant};

use super::{Budget, Row};

const NUMBERS: usize = 2_000_000;
/// The quickest of so many counts: what came between doesn't.
const TRIES: usize = 5;

/// What sorting two million numbers takes, on one core.
pub fn row(when: &str) -> Row {
    let times = (0..TRIES).map(|_| sorting_ms());
    Row {
        what: format!("yardstick: sorting two million numbers, {when}"),
        measured: times.fold(f64::INFINITY, f64::min),
        unit: "ms",
        budget: Budget::None,
    }
}

fn sorting_ms() -> f64 {
    let mut state = 1_u64;
    let mut numbers: Vec<u64> = (0..NUMBERS)
        .map(|_| {
            // xorshift64
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        })
        .collect();
    let begun = Instant::now();
    numbers.sort_unstable();
    let taken = begun.elapsed();
    black_box(numbers);
    taken.as_secs_f64() * 1000.0
}
