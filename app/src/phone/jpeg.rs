//! How large and how strongly compressed a photo is sent.

use crate::domain::photo::TARGET_BYTES;

/// Quality tried first; more than this shows nothing more.
const BEST: f64 = 0.85;
/// Quality below which lettering on a banner suffers.
const WORST: f64 = 0.35;
/// Most encodings of one photo. Each takes a slow phone a quarter of a second.
const MAX_STEPS: u32 = 3;
/// Quality, and the size of a photo at it as a part of its size at the best. Measured in Chromium on
/// pictures of three phones scaled to 2048 pixels; they differed by 0.01.
const SIZES: [(f64, f64); 6] = [
    (0.35, 0.38),
    (0.45, 0.45),
    (0.55, 0.51),
    (0.65, 0.61),
    (0.75, 0.74),
    (0.85, 1.0),
];

/// Width and height scaled down so that the longer side is at most `max_side`, at least 1 pixel each.
pub fn fit(width: u32, height: u32, max_side: u32) -> (u32, u32) {
    let longer = width.max(height).max(1);
    if longer <= max_side {
        return (width.max(1), height.max(1));
    }
    let scale = |side: u32| {
        let scaled =
            (u64::from(side) * u64::from(max_side) + u64::from(longer) / 2) / u64::from(longer);
        u32::try_from(scaled).unwrap_or(max_side).max(1)
    };
    (scale(width), scale(height))
}

/// The point of a rising polyline at `x`, or its end beyond it.
fn interpolate(x: f64, points: impl Iterator<Item = (f64, f64)>) -> f64 {
    let mut before: Option<(f64, f64)> = None;
    for (x1, y1) in points {
        if x <= x1 {
            return before.map_or(y1, |(x0, y0)| y0 + (y1 - y0) * (x - x0) / (x1 - x0));
        }
        before = Some((x1, y1));
    }
    before.map_or(x, |last| last.1)
}

/// The search for the quality at which a photo has about [`TARGET_BYTES`].
#[derive(Debug)]
pub struct QualitySearch {
    quality: f64,
    steps: u32,
    /// Quality and size of the last encoding that was too small, and of the last one too large.
    low: Option<(f64, f64)>,
    high: Option<(f64, f64)>,
}

impl Default for QualitySearch {
    fn default() -> Self {
        Self {
            quality: BEST,
            steps: 1,
            low: None,
            high: None,
        }
    }
}

impl QualitySearch {
    /// The quality to encode with now, 0 to 1.
    pub const fn quality(&self) -> f64 {
        self.quality
    }

    /// Whether an encoding of that size may be sent.
    pub const fn fits(bytes: usize) -> bool {
        bytes <= TARGET_BYTES + TARGET_BYTES / 10
    }

    /// Takes in the size that the present quality gave; `false` when the search is over.
    pub fn go_on(&mut self, bytes: usize) -> bool {
        let close = bytes >= TARGET_BYTES - TARGET_BYTES / 5;
        let done = if Self::fits(bytes) {
            close || self.quality >= BEST
        } else {
            self.quality <= WORST
        };
        if done || self.steps == MAX_STEPS {
            return false;
        }
        self.steps += 1;
        let found = Some((self.quality, bytes.max(1) as f64));
        if Self::fits(bytes) {
            self.low = found;
        } else {
            self.high = found;
        }
        self.quality = self.guess(bytes);
        true
    }

    /// Between two encodings on the straight line; from one as photos usually go.
    fn guess(&self, bytes: usize) -> f64 {
        let target = TARGET_BYTES as f64;
        if let (Some((low, small)), Some((high, large))) = (self.low, self.high) {
            return low + (high - low) * (target - small) / (large - small);
        }
        let wanted = interpolate(self.quality, SIZES.into_iter()) * target / bytes.max(1) as f64;
        let by_size = SIZES.into_iter().map(|(quality, part)| (part, quality));
        interpolate(wanted, by_size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Qualities tried for a picture that has `size(quality)` bytes.
    fn tried(size: impl Fn(f64) -> usize) -> Vec<(f64, usize)> {
        let mut search = QualitySearch::default();
        let mut tried = Vec::new();
        loop {
            let bytes = size(search.quality());
            tried.push((search.quality(), bytes));
            if !search.go_on(bytes) {
                return tried;
            }
        }
    }

    #[test]
    fn a_small_picture_is_encoded_once() {
        assert_eq!(tried(|_| 90_000), [(BEST, 90_000)]);
    }

    /// A photo as phones take them: `full` bytes at the best quality.
    fn photo(full: f64) -> impl Fn(f64) -> usize {
        move |quality| (full * interpolate(quality, SIZES.into_iter())) as usize
    }

    #[test]
    fn a_phones_photo_is_near_the_target_after_two_encodings() {
        for full in [331_000.0, 450_000.0, 604_000.0, 681_000.0, 780_000.0] {
            let steps = tried(photo(full));
            let last = steps.last().map_or(0, |step| step.1);
            assert!(
                steps.len() == 2 && last.abs_diff(TARGET_BYTES) < 5_000,
                "{full}: {steps:?}"
            );
        }
    }

    #[test]
    fn an_unusual_picture_ends_below_the_limit() {
        let steps = tried(|quality| (quality * quality * 1_000_000.0) as usize);
        assert!(
            steps.last().is_some_and(|step| QualitySearch::fits(step.1)),
            "{steps:?}"
        );
    }

    #[test]
    fn one_that_never_fits_ends_at_the_worst_quality() {
        assert_eq!(
            tried(|_| 5_000_000),
            [(BEST, 5_000_000), (WORST, 5_000_000)]
        );
    }

    #[test]
    fn scaling_keeps_the_shape() {
        assert_eq!(fit(4000, 3000, 2048), (2048, 1536));
        assert_eq!(fit(3000, 4000, 2048), (1536, 2048));
        assert_eq!(fit(800, 600, 2048), (800, 600));
        assert_eq!(fit(100_000, 1, 2048), (2048, 1));
    }
}
