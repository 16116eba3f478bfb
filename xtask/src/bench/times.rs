//! Times of answers at a city's size, and what they may be: for the groups that ask both engines.

use std::time::Instant;

use anyhow::{Result, bail};

use super::{Budget, Row, client::Client};

/// Of a tile with any other filter than campaign, kind and status, in milliseconds.
pub const MOST_OTHER_MS: f64 = 250.0;
/// Of a board, a list, a search.
pub const MOST_PAGE_MS: f64 = 50.0;
const REPEATS: usize = 41;

/// The campaign that was loaded.
pub struct Loaded {
    /// Its id.
    pub campaign: String,
    /// Its first day.
    pub day: String,
}

/// Times of answers, in milliseconds.
#[derive(Default)]
pub struct Times(pub Vec<f64>);

impl Times {
    /// The time that this part of them doesn't exceed.
    pub fn part(&mut self, part: f64) -> f64 {
        self.0.sort_by(f64::total_cmp);
        let last = self.0.len().saturating_sub(1);
        self.0
            .get((last as f64 * part).round() as usize)
            .copied()
            .unwrap_or_default()
    }
}

/// The 99th of a hundred answers to these paths, in milliseconds.
pub fn slowest(client: &mut Client, paths: &[String]) -> Result<f64> {
    let mut times = Times::default();
    for path in paths.iter().cycle().take(REPEATS) {
        times.0.push(answered(client, path)?);
    }
    Ok(times.part(0.99))
}

/// Milliseconds until this path is answered.
pub fn answered(client: &mut Client, path: &str) -> Result<f64> {
    let begun = Instant::now();
    let answer = client.request("GET", path, None)?;
    let took = begun.elapsed().as_secs_f64() * 1000.0;
    if answer.status != 200 {
        bail!("GET {path} answered {}", answer.status);
    }
    Ok(took)
}

/// Milliseconds that are not to be more than `most`.
pub fn ms(engine: &str, what: &str, measured: f64, most: f64) -> Row {
    row(engine, what, measured, "ms", Budget::AtMost(most))
}

/// A row of this engine's.
pub fn row(engine: &str, what: &str, measured: f64, unit: &'static str, budget: Budget) -> Row {
    Row {
        what: format!("{engine}: {what}"),
        measured,
        unit,
        budget,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_times() {
        let mut times = Times(vec![3.0, 1.0, 2.0]);
        assert_eq!((times.part(0.5), times.part(0.99)), (2.0, 3.0));
    }
}
