//! Numbers that look random and are the same at every start: the demo must not differ from day to
//! day, and nothing of it needs to be unguessable.

use uuid::Uuid;

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Always the same numbers for the same seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// At least 0 and less than 1.
    pub fn unit(&mut self) -> f64 {
        // 53 bits are what an f64 holds.
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// At least `low` and less than `high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }

    /// A whole number, at least `low` and less than `high`.
    pub fn whole(&mut self, low: i64, high: i64) -> i64 {
        low + (self.unit() * (high - low) as f64) as i64
    }

    /// Whether something happens that happens with this probability.
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> Option<&'a T> {
        let index = usize::try_from(self.whole(0, i64::try_from(among.len()).ok()?)).ok()?;
        among.get(index)
    }

    /// A UUID of version 7 for that moment; `order` sorts those of one moment.
    pub fn uuid(&mut self, at_ms: i64, order: u16) -> Uuid {
        let mut tail = [0; 10];
        tail[2..].copy_from_slice(&self.bits().to_be_bytes());
        // The version's four bits take the upper half of the first byte.
        let [high, low] = (order & 0x0fff).to_be_bytes();
        (tail[0], tail[1]) = (high, low);
        uuid::Builder::from_unix_timestamp_millis(u64::try_from(at_ms).unwrap_or_default(), &tail)
            .into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_numbers() {
        let numbers = |seed| -> Vec<u64> {
            let mut random = Random::new(seed);
            (0..5).map(|_| random.bits()).collect()
        };
        assert_eq!(numbers(1), numbers(1));
        assert_ne!(numbers(1), numbers(2));
    }

    #[test]
    fn numbers_stay_in_their_range() {
        let mut random = Random::new(7);
        let drawn: Vec<i64> = (0..1000).map(|_| random.whole(3, 6)).collect();
        assert!((3..6).all(|wanted| drawn.contains(&wanted)));
        assert!(drawn.iter().all(|number| (3..6).contains(number)));
    }

    #[test]
    fn ids_of_one_moment_keep_their_order() {
        let mut random = Random::new(7);
        let ids: Vec<Uuid> = (0..100)
            .map(|order| random.uuid(1_600_000_000_000, order))
            .collect();
        assert!(ids.is_sorted() && ids[0].get_version_num() == 7);
    }
}
