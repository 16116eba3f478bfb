//! Where the records of a capacity test lie: along the real streets, dense around the lake.

use app::geo::{LonLat, distance_m};
use fastrand::Rng;

use crate::backend::geography::Geography;

/// The middle of Hồ Hoàn Kiếm: longitude, latitude.
const LAKE: [f64; 2] = [105.8523, 21.0287];

/// Segments of streets with how often each is chosen: by length, and more the nearer the lake.
pub(super) struct Streets {
    pub(super) segments: Vec<(LonLat, LonLat, String)>,
    /// Sums of the weights up to each segment.
    sums: Vec<f64>,
}

impl Streets {
    pub(super) fn weigh(geography: &Geography) -> Self {
        let lake = LonLat::clamped(LAKE[0], LAKE[1]);
        let (mut segments, mut sums, mut sum) = (Vec::new(), Vec::new(), 0.0);
        for street in geography.streets().streets() {
            for pair in street.lines.iter().flat_map(|line| line.windows(2)) {
                let [a, b] = [pair[0], pair[1]].map(|[lon, lat]| LonLat::clamped(lon, lat));
                let from_lake_km = distance_m(a, lake) / 1000.0;
                sum += distance_m(a, b) * (1.0 + 30.0 / (1.0 + from_lake_km * from_lake_km));
                segments.push((a, b, street.name.clone()));
                sums.push(sum);
            }
        }
        Self { segments, sums }
    }

    pub(super) fn choose(&self, rng: &mut Rng) -> (LonLat, &str) {
        let wanted = rng.f64() * self.sums.last().copied().unwrap_or_default();
        let at = self
            .sums
            .partition_point(|&sum| sum < wanted)
            .min(self.segments.len() - 1);
        let (a, b, street) = &self.segments[at];
        let along = rng.f64();
        let aside = |rng: &mut Rng| (rng.f64() - 0.5) * 0.0002;
        let lon = a.lon + (b.lon - a.lon) * along + aside(rng);
        let lat = a.lat + (b.lat - a.lat) * along + aside(rng);
        (LonLat::clamped(lon, lat), street)
    }
}
