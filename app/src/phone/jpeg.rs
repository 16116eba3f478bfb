//! How large and how strongly compressed a photo is sent.

use crate::domain::photo::TARGET_BYTES;

/// Quality tried first; more than this shows nothing more.
const BEST: f64 = 0.85;
/// Quality below which lettering on a banner suffers.
const WORST: f64 = 0.4;
/// Encodings after the first. Each takes a slow phone a quarter of a second.
const MAX_STEPS: u32 = 3;

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

/// The search for the quality at which a photo has about [`TARGET_BYTES`].
#[derive(Debug)]
pub struct QualitySearch {
    low: f64,
    high: f64,
    quality: f64,
    steps: u32,
}

impl Default for QualitySearch {
    fn default() -> Self {
        Self {
            low: WORST,
            high: BEST,
            quality: BEST,
            steps: 0,
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
        if Self::fits(bytes) {
            let close = bytes >= TARGET_BYTES - TARGET_BYTES / 5;
            if close || self.quality >= BEST {
                return false;
            }
            self.low = self.quality;
        } else {
            self.high = self.quality;
        }
        self.steps += 1;
        // The last step takes the worst quality when nothing has fitted yet.
        let nothing_fitted = self.low <= WORST && !Self::fits(bytes);
        self.quality = if self.steps == MAX_STEPS && nothing_fitted {
            WORST
        } else {
            f64::midpoint(self.low, self.high)
        };
        self.steps <= MAX_STEPS
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

    #[test]
    fn a_large_one_ends_near_the_target() {
        let steps = tried(|quality| (quality * quality * 1_000_000.0) as usize);
        let best = steps
            .iter()
            .filter(|step| QualitySearch::fits(step.1))
            .map(|step| step.1)
            .max();
        assert!(
            best.is_some_and(|bytes| bytes > TARGET_BYTES / 2),
            "{steps:?}"
        );
        assert!(steps.len() <= 4, "{steps:?}");
    }

    #[test]
    fn one_that_never_fits_ends_at_the_worst_quality() {
        let steps = tried(|_| 5_000_000);
        assert_eq!(steps.last().map(|step| step.0), Some(WORST));
        assert_eq!(steps.len(), 4);
    }

    #[test]
    fn scaling_keeps_the_shape() {
        assert_eq!(fit(4000, 3000, 2048), (2048, 1536));
        assert_eq!(fit(3000, 4000, 2048), (1536, 2048));
        assert_eq!(fit(800, 600, 2048), (800, 600));
        assert_eq!(fit(100_000, 1, 2048), (2048, 1));
    }
}
