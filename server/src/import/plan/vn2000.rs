//! VN-2000 to WGS84: metres of the national grid, as surveyors and cadastral maps write them, to degrees.
//!
//! Hanoi's zone has the central meridian 105° (Thông tư 973/2001/TT-TCĐC): 3° wide with the scale 0.9999 (EPSG:5897,
//! «VN-2000 / TM-3 zone 482»), or 6° wide with 0.9996 (EPSG:3405, «VN-2000 / UTM zone 48N»). The datum's seven
//! parameters are those of Quyết định 05/2007/QĐ-BTNMT in EPSG's reading (operation 6960, «VN-2000 to WGS 84 (2)»,
//! coordinate frame rotation). Reading the rotations the other way round would move a point by less than a metre.
//! The projection is Krüger's series in n, good to a millimetre within the zone (Karney 2011, *Transverse Mercator with an
//! accuracy of a few nanometers*, eq. 12, 15 and 36).

use app::geo::LonLat;

/// Semi-major axis in metres and flattening of WGS84, which VN-2000 uses as well.
const A: f64 = 6_378_137.0;
const F: f64 = 1.0 / 298.257_223_563;
/// Central meridian in degrees, false easting in metres.
const MERIDIAN: f64 = 105.0;
const FALSE_EASTING: f64 = 500_000.0;

/// Shift in metres, rotation in seconds of arc, scale as a share: VN-2000 to WGS84.
const SHIFT: [f64; 3] = [-191.904_414_29, -39.303_182_79, -111.450_328_35];
const ROTATION: [f64; 3] = [-0.009_288_36, 0.019_754_79, -0.004_273_72];
const SCALE: f64 = 0.252_906_278e-6;

/// Width of a zone; it decides the scale on the central meridian.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Zone {
    /// Three degrees: local works, cadastre, cities.
    #[default]
    Three,
    /// Six degrees: topographic maps.
    Six,
}

impl Zone {
    const fn scale(self) -> f64 {
        match self {
            Self::Three => 0.9999,
            Self::Six => 0.9996,
        }
    }

    /// Its width in degrees, as it is written.
    pub const fn degrees(self) -> &'static str {
        match self {
            Self::Three => "3",
            Self::Six => "6",
        }
    }
}

/// The position of `north` (X in Vietnam) and `east` (Y) in metres.
pub fn to_wgs84(north: f64, east: f64, zone: Zone) -> LonLat {
    let (lat, lon) = unproject(north, east, zone);
    let (lat, lon) = geographic(shifted(geocentric(lat, lon)));
    LonLat::clamped(lon.to_degrees(), lat.to_degrees())
}

/// Latitude and longitude in radians on VN-2000.
fn unproject(north: f64, east: f64, zone: Zone) -> (f64, f64) {
    let n = F / (2.0 - F);
    let rectifying = A / (1.0 + n) * (1.0 + n.powi(2) / 4.0 + n.powi(4) / 64.0);
    let beta = [
        n / 2.0 - 2.0 * n.powi(2) / 3.0 + 37.0 * n.powi(3) / 96.0,
        n.powi(2) / 48.0 + n.powi(3) / 15.0,
        17.0 * n.powi(3) / 480.0,
    ];
    let delta = [
        2.0 * n - 2.0 * n.powi(2) / 3.0 - 2.0 * n.powi(3),
        7.0 * n.powi(2) / 3.0 - 8.0 * n.powi(3) / 5.0,
        56.0 * n.powi(3) / 15.0,
    ];
    let scaled = zone.scale() * rectifying;
    let (xi, eta) = (north / scaled, (east - FALSE_EASTING) / scaled);
    let (mut xi0, mut eta0) = (xi, eta);
    for (k, beta) in (1..).map(f64::from).zip(beta) {
        xi0 -= beta * (2.0 * k * xi).sin() * (2.0 * k * eta).cosh();
        eta0 -= beta * (2.0 * k * xi).cos() * (2.0 * k * eta).sinh();
    }
    let conformal = (xi0.sin() / eta0.cosh()).asin();
    let mut lat = conformal;
    for (k, delta) in (1..).map(f64::from).zip(delta) {
        lat += delta * (2.0 * k * conformal).sin();
    }
    let lon = MERIDIAN.to_radians() + (eta0.sinh() / xi0.cos()).atan();
    (lat, lon)
}

const fn e2() -> f64 {
    F * (2.0 - F)
}

/// On the ellipsoid, in metres from the earth's centre.
fn geocentric(lat: f64, lon: f64) -> [f64; 3] {
    let normal = A / (1.0 - e2() * lat.sin().powi(2)).sqrt();
    [
        normal * lat.cos() * lon.cos(),
        normal * lat.cos() * lon.sin(),
        normal * (1.0 - e2()) * lat.sin(),
    ]
}

/// Helmert's transformation, coordinate frame rotation.
fn shifted([x, y, z]: [f64; 3]) -> [f64; 3] {
    let [rx, ry, rz] = ROTATION.map(|seconds| (seconds / 3600.0).to_radians());
    let m = 1.0 + SCALE;
    [
        SHIFT[0] + m * (x + rz * y - ry * z),
        SHIFT[1] + m * (-rz * x + y + rx * z),
        SHIFT[2] + m * (ry * x - rx * y + z),
    ]
}

/// Latitude and longitude in radians; five rounds are far below a millimetre near the ground.
fn geographic([x, y, z]: [f64; 3]) -> (f64, f64) {
    let p = x.hypot(y);
    let mut lat = z.atan2(p * (1.0 - e2()));
    for _ in 0..5 {
        let normal = A / (1.0 - e2() * lat.sin().powi(2)).sqrt();
        lat = (z + e2() * normal * lat.sin()).atan2(p);
    }
    (lat, y.atan2(x))
}

#[cfg(test)]
mod tests {
    use app::geo::distance_m;
    use proptest::prelude::*;

    use super::*;

    /// North, east, and what PROJ 9.5 gives for EPSG:5897 and EPSG:3405 to EPSG:4326.
    const KNOWN: [(Zone, f64, f64, f64, f64); 7] = [
        (
            Zone::Three,
            2_325_800.0,
            588_500.0,
            105.853_287_48,
            21.023_579_21,
        ),
        (
            Zone::Three,
            2_325_512.75,
            587_341.25,
            105.842_126_22,
            21.021_040_34,
        ),
        (
            Zone::Three,
            2_349_876.1,
            534_210.5,
            105.331_497_23,
            21.242_869_45,
        ),
        (
            Zone::Three,
            2_298_765.432,
            612_345.678,
            106.080_913_72,
            20.778_111_96,
        ),
        (
            Zone::Three,
            2_320_000.0,
            500_000.0,
            105.001_883_84,
            20.973_328_48,
        ),
        (
            Zone::Six,
            2_325_800.0,
            588_500.0,
            105.853_578_88,
            21.029_882_40,
        ),
        (
            Zone::Six,
            2_298_765.432,
            612_345.678,
            106.081_281_89,
            20.784_340_86,
        ),
    ];

    #[test]
    fn agrees_with_an_independent_program_to_a_centimetre() {
        for (zone, north, east, lon, lat) in KNOWN {
            let found = to_wgs84(north, east, zone);
            let expected = LonLat::new(lon, lat).expect("a position");
            let off = distance_m(found, expected);
            assert!(off < 0.01, "{north} {east} {zone:?}: {off} m off");
        }
    }

    proptest! {
        #[test]
        fn a_step_in_metres_is_a_step_on_the_ground(
            north in 2_270_000.0..2_370_000.0f64, east in 530_000.0..620_000.0f64,
        ) {
            let here = to_wgs84(north, east, Zone::Three);
            for there in [to_wgs84(north + 100.0, east, Zone::Three), to_wgs84(north, east + 100.0, Zone::Three)] {
                // A sphere and the grid's scale are off by less than half a per cent.
                prop_assert!((distance_m(here, there) - 100.0).abs() < 0.6);
            }
        }
    }
}
