//! Metres and directions on the ground: between points, and from a point to a line.
//!
//! Long distances are great circles; anything about lines is worked out in a flat local
//! projection, which is right to a millimetre over the few hundred metres that matter here.

use geo::{Distance, Haversine, Point};

use super::point::{LonLat, METRES_PER_DEGREE};

/// Great-circle distance in metres.
#[must_use]
pub fn distance_m(a: LonLat, b: LonLat) -> f64 {
    Haversine.distance(Point::new(a.lon, a.lat), Point::new(b.lon, b.lat))
}

/// Initial bearing from `a` to `b` in degrees clockwise from north, 0 to 360.
#[must_use]
pub fn bearing_deg(a: LonLat, b: LonLat) -> f64 {
    let (lat_a, lat_b) = (a.lat.to_radians(), b.lat.to_radians());
    let dlon = (b.lon - a.lon).to_radians();
    let east = dlon.sin() * lat_b.cos();
    let north = lat_a.cos() * lat_b.sin() - lat_a.sin() * lat_b.cos() * dlon.cos();
    east.atan2(north).to_degrees().rem_euclid(360.0)
}

/// A flat map around one point: x metres to the east, y metres to the north of it.
///
/// Good within some kilometres of its origin, away from the poles.
#[derive(Debug, Clone, Copy)]
pub struct LocalProjection {
    origin: LonLat,
    x_per_degree: f64,
}

impl LocalProjection {
    /// The flat map around `origin`.
    #[must_use]
    pub fn new(origin: LonLat) -> Self {
        Self {
            origin,
            x_per_degree: METRES_PER_DEGREE * origin.lat.to_radians().cos().max(1e-9),
        }
    }

    /// Metres east and north of the origin.
    #[must_use]
    pub fn to_m(&self, p: LonLat) -> [f64; 2] {
        self.array_to_m(p.to_array())
    }

    /// The position that lies so many metres east and north of the origin.
    #[must_use]
    pub fn from_m(&self, [x, y]: [f64; 2]) -> LonLat {
        LonLat::clamped(
            self.origin.lon + x / self.x_per_degree,
            self.origin.lat + y / METRES_PER_DEGREE,
        )
    }

    pub(super) fn array_to_m(&self, [lon, lat]: [f64; 2]) -> [f64; 2] {
        [
            (lon - self.origin.lon) * self.x_per_degree,
            (lat - self.origin.lat) * METRES_PER_DEGREE,
        ]
    }
}

/// The point of a line that is nearest to a given one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OnLine {
    /// Where on the line.
    pub point: LonLat,
    /// How far that is, in metres.
    pub distance_m: f64,
}

/// The nearest point of a line of `[lon, lat]` positions; `None` for a line without any.
#[must_use]
pub fn nearest_on_line(p: LonLat, line: &[[f64; 2]]) -> Option<OnLine> {
    let first = *line.first()?;
    let mut best = nearest_on_segment(p, first, first);
    for pair in line.windows(2) {
        let next = nearest_on_segment(p, pair[0], pair[1]);
        if next.distance_m < best.distance_m {
            best = next;
        }
    }
    Some(best)
}

/// Metres from a point to a line; `None` for a line without positions.
#[must_use]
pub fn distance_to_line_m(p: LonLat, line: &[[f64; 2]]) -> Option<f64> {
    nearest_on_line(p, line).map(|near| near.distance_m)
}

pub(super) fn nearest_on_segment(p: LonLat, a: [f64; 2], b: [f64; 2]) -> OnLine {
    let flat = LocalProjection::new(p);
    let ([ax, ay], [bx, by]) = (flat.array_to_m(a), flat.array_to_m(b));
    let (dx, dy) = (bx - ax, by - ay);
    let length2 = dx * dx + dy * dy;
    let along = if length2 > 0.0 {
        (-(ax * dx + ay * dy) / length2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let near = [ax + along * dx, ay + along * dy];
    OnLine {
        point: flat.from_m(near),
        distance_m: near[0].hypot(near[1]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> LonLat {
        LonLat::new(lon, lat).expect("a position on the globe")
    }

    #[test]
    fn measures_a_known_distance() {
        // A degree of the meridian, and the same of the parallel at 21° north.
        assert!((distance_m(at(105.0, 21.0), at(105.0, 22.0)) - 111_195.08).abs() < 0.1);
        let parallel = distance_m(at(105.0, 21.0), at(106.0, 21.0));
        assert!((parallel - 103_808.0).abs() < 5.0, "{parallel}");
    }

    #[test]
    fn bearings_turn_clockwise_from_north() {
        let p = at(105.85, 21.03);
        for (to, expected) in [
            (at(105.85, 21.04), 0.0),
            (at(105.86, 21.03), 90.0),
            (at(105.85, 21.02), 180.0),
            (at(105.84, 21.03), 270.0),
        ] {
            assert!((bearing_deg(p, to) - expected).abs() < 0.01);
        }
    }

    #[test]
    fn projection_goes_there_and_back() {
        let flat = LocalProjection::new(at(105.85, 21.03));
        let p = flat.from_m([120.0, -45.0]);
        let [x, y] = flat.to_m(p);
        assert!((x - 120.0).abs() < 1e-6 && (y + 45.0).abs() < 1e-6);
        assert!((distance_m(at(105.85, 21.03), p) - 120f64.hypot(45.0)).abs() < 0.01);
    }

    #[test]
    fn finds_the_foot_on_a_line_and_its_ends() {
        let flat = LocalProjection::new(at(105.85, 21.03));
        let line: Vec<_> = [[0.0, 0.0], [100.0, 0.0], [100.0, 50.0]]
            .map(|m| flat.from_m(m).to_array())
            .into();
        for (from, expected) in [
            ([50.0, 20.0], 20.0),
            ([-30.0, 40.0], 50.0),
            ([90.0, 49.0], 10.0),
            ([100.0, 80.0], 30.0),
        ] {
            let near = nearest_on_line(flat.from_m(from), &line).expect("a line with positions");
            assert!((near.distance_m - expected).abs() < 0.01, "{near:?}");
            let there = distance_m(near.point, flat.from_m(from));
            assert!((there - near.distance_m).abs() < 0.01);
        }
    }

    #[test]
    fn a_line_may_be_one_point_or_none() {
        let p = at(105.85, 21.03);
        assert_eq!(distance_to_line_m(p, &[]), None);
        assert_eq!(distance_to_line_m(p, &[[105.85, 21.03]]), Some(0.0));
    }
}
