//! Positions and boxes: the two newtypes that everything geographic is parsed into.
//!
//! All coordinates are WGS 84 degrees, longitude first, as in GeoJSON.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::json::{self, Json, Read};

/// Length of one degree of latitude in metres, on the sphere that [`super::distance`] uses.
pub(super) const METRES_PER_DEGREE: f64 = 111_195.080_233_532_9;

/// A position in degrees. Only [`LonLat::new`] and deserialisation make one, and both check it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "RawLonLat")]
#[non_exhaustive]
pub struct LonLat {
    /// Degrees east, −180 to 180.
    pub lon: f64,
    /// Degrees north, −90 to 90.
    pub lat: f64,
}

/// Why two numbers are no position.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum PointError {
    /// Longitude is not a finite number from −180 to 180.
    #[error("longitude {0} is not between -180 and 180")]
    Longitude(f64),
    /// Latitude is not a finite number from −90 to 90.
    #[error("latitude {0} is not between -90 and 90")]
    Latitude(f64),
}

impl LonLat {
    /// Checks that both are finite and on the globe.
    pub fn new(lon: f64, lat: f64) -> Result<Self, PointError> {
        if !(-180.0..=180.0).contains(&lon) {
            return Err(PointError::Longitude(lon));
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(PointError::Latitude(lat));
        }
        Ok(Self { lon, lat })
    }

    /// For coordinates that are arithmetic on positions: wraps nothing, only clamps to the globe.
    pub fn clamped(lon: f64, lat: f64) -> Self {
        Self {
            lon: lon.clamp(-180.0, 180.0),
            lat: lat.clamp(-90.0, 90.0),
        }
    }

    /// `[lon, lat]`, the order of GeoJSON and of the spatial indexes.
    #[must_use]
    pub fn to_array(self) -> [f64; 2] {
        [self.lon, self.lat]
    }
}

impl TryFrom<[f64; 2]> for LonLat {
    type Error = PointError;

    fn try_from([lon, lat]: [f64; 2]) -> Result<Self, PointError> {
        Self::new(lon, lat)
    }
}

impl Read for LonLat {
    fn read(json: Json<'_>) -> Option<Self> {
        let mut fields = json.fields()?;
        Self::new(fields.take("lon")?, fields.take("lat")?).ok()
    }
}

#[derive(Deserialize)]
struct RawLonLat {
    lon: f64,
    lat: f64,
}

impl TryFrom<RawLonLat> for LonLat {
    type Error = PointError;

    fn try_from(raw: RawLonLat) -> Result<Self, PointError> {
        Self::new(raw.lon, raw.lat)
    }
}

/// A box of degrees, edges included. On the wire, and as text, it is `west,south,east,north`.
///
/// It never crosses the antimeridian: west ≤ east.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[non_exhaustive]
pub struct BBox {
    /// Degrees east of the left edge.
    pub west: f64,
    /// Degrees north of the lower edge.
    pub south: f64,
    /// Degrees east of the right edge.
    pub east: f64,
    /// Degrees north of the upper edge.
    pub north: f64,
}

/// Why a text or four numbers are no box.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BBoxError {
    /// Not four values.
    #[error("a box is four numbers, west,south,east,north, but {0} were given")]
    Count(usize),
    /// One of the values is not a number.
    #[error("{0:?} is not a number")]
    Number(String),
    /// A corner is off the globe.
    #[error(transparent)]
    Corner(#[from] PointError),
    /// West is east of east, or south is north of north.
    #[error("a box is west,south,east,north with west <= east and south <= north")]
    Order,
}

impl BBox {
    /// Checks the corners and their order.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Result<Self, BBoxError> {
        LonLat::new(west, south)?;
        LonLat::new(east, north)?;
        if west > east || south > north {
            return Err(BBoxError::Order);
        }
        Ok(Self {
            west,
            south,
            east,
            north,
        })
    }

    /// The smallest box around the points, or `None` if there are none.
    pub fn around(points: impl IntoIterator<Item = LonLat>) -> Option<Self> {
        points.into_iter().fold(None, |bbox, p| {
            let b = bbox.unwrap_or(Self {
                west: p.lon,
                south: p.lat,
                east: p.lon,
                north: p.lat,
            });
            Some(Self {
                west: b.west.min(p.lon),
                south: b.south.min(p.lat),
                east: b.east.max(p.lon),
                north: b.north.max(p.lat),
            })
        })
    }

    /// Whether the point is inside or on an edge.
    #[must_use]
    pub fn contains(&self, p: LonLat) -> bool {
        (self.west..=self.east).contains(&p.lon) && (self.south..=self.north).contains(&p.lat)
    }

    /// Whether the boxes share at least one point.
    #[must_use]
    pub fn intersects(&self, other: &Self) -> bool {
        self.west <= other.east
            && other.west <= self.east
            && self.south <= other.north
            && other.south <= self.north
    }

    /// The box with `metres` more on every side, cut off at the poles and the antimeridian.
    #[must_use]
    pub fn expand_m(&self, metres: f64) -> Self {
        let dlat = metres / METRES_PER_DEGREE;
        let widest = self.south.abs().max(self.north.abs());
        // Towards the poles a metre is ever more degrees of longitude; 1 cm of circle stays.
        let dlon = dlat / widest.to_radians().cos().max(1e-9);
        let low = LonLat::clamped(self.west - dlon, self.south - dlat);
        let high = LonLat::clamped(self.east + dlon, self.north + dlat);
        Self {
            west: low.lon,
            south: low.lat,
            east: high.lon,
            north: high.lat,
        }
    }

    /// The middle of the box.
    #[must_use]
    pub fn center(&self) -> LonLat {
        LonLat::clamped(
            self.west.midpoint(self.east),
            self.south.midpoint(self.north),
        )
    }
}

impl Read for BBox {
    fn read(json: Json<'_>) -> Option<Self> {
        let text = json.text()?;
        let mut numbers = text.split(',').map(json::number);
        let mut next = || numbers.next()?;
        let [west, south, east, north] = [next()?, next()?, next()?, next()?];
        Self::new(west, south, east, north).ok()
    }
}

impl FromStr for BBox {
    type Err = BBoxError;

    fn from_str(text: &str) -> Result<Self, BBoxError> {
        let parts: Vec<&str> = text.split(',').collect();
        let [west, south, east, north] = parts[..] else {
            return Err(BBoxError::Count(parts.len()));
        };
        let number = |part: &str| {
            part.trim()
                .parse::<f64>()
                .map_err(|_| BBoxError::Number(part.trim().to_owned()))
        };
        Self::new(number(west)?, number(south)?, number(east)?, number(north)?)
    }
}

impl fmt::Display for BBox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            west,
            south,
            east,
            north,
        } = self;
        write!(f, "{west},{south},{east},{north}")
    }
}

impl TryFrom<String> for BBox {
    type Error = BBoxError;

    fn try_from(text: String) -> Result<Self, BBoxError> {
        text.parse()
    }
}

impl From<BBox> for String {
    fn from(bbox: BBox) -> Self {
        bbox.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_off_the_globe() {
        assert_eq!(LonLat::new(180.1, 0.0), Err(PointError::Longitude(180.1)));
        assert_eq!(LonLat::new(0.0, -90.5), Err(PointError::Latitude(-90.5)));
        assert!(LonLat::new(f64::NAN, 0.0).is_err());
        assert!(LonLat::new(0.0, f64::INFINITY).is_err());
        assert!(LonLat::new(-180.0, 90.0).is_ok());
    }

    #[test]
    fn deserialising_checks_too() {
        let ok: LonLat =
            serde_json::from_str(r#"{"lon":105.8523,"lat":21.0287}"#).expect("readable JSON");
        assert_eq!(
            ok,
            LonLat::new(105.8523, 21.0287).expect("a position on the globe")
        );
        assert!(serde_json::from_str::<LonLat>(r#"{"lon":205.8,"lat":21.0}"#).is_err());
        assert!(serde_json::from_str::<LonLat>(r#"{"lon":105.8}"#).is_err());
    }

    #[test]
    fn parses_and_prints_a_box() {
        let bbox: BBox = "105.84, 21.018,105.868,21.0433".parse().expect("a box");
        assert_eq!(bbox.to_string(), "105.84,21.018,105.868,21.0433");
        assert_eq!(bbox.to_string().parse(), Ok(bbox));
        let json = serde_json::to_string(&bbox).expect("readable JSON");
        assert_eq!(json, r#""105.84,21.018,105.868,21.0433""#);
        assert_eq!(serde_json::from_str::<BBox>(&json).expect("a box"), bbox);
    }

    #[test]
    fn says_what_is_wrong_with_a_box() {
        let error = |text: &str| text.parse::<BBox>().expect_err("something to refuse");
        assert_eq!(error("1,2,3"), BBoxError::Count(3));
        assert_eq!(error("1,2,x,4"), BBoxError::Number("x".into()));
        assert_eq!(error("5,2,3,4"), BBoxError::Order);
        assert_eq!(
            error("1,2,3,nan").to_string(),
            "latitude NaN is not between -90 and 90"
        );
        assert_eq!(
            error("1,2,3,94"),
            BBoxError::Corner(PointError::Latitude(94.0))
        );
    }

    #[test]
    fn boxes_touch_at_their_edges() {
        let a = BBox::new(0.0, 0.0, 1.0, 1.0).expect("a box");
        let b = BBox::new(1.0, 1.0, 2.0, 2.0).expect("a box");
        let c = BBox::new(1.1, 0.0, 2.0, 1.0).expect("a box");
        assert!(a.intersects(&b) && b.intersects(&a));
        assert!(!a.intersects(&c));
        assert!(a.contains(LonLat::new(1.0, 0.0).expect("a position on the globe")));
        assert!(!a.contains(LonLat::new(1.01, 0.0).expect("a position on the globe")));
    }

    #[test]
    fn expands_by_metres_on_every_side() {
        let p = LonLat::new(105.85, 21.03).expect("a position on the globe");
        let bbox = BBox::around([p]).expect("a box").expand_m(100.0);
        let east = LonLat::new(bbox.east, 21.03).expect("a position on the globe");
        let north = LonLat::new(105.85, bbox.north).expect("a position on the globe");
        assert!((super::super::distance_m(p, east) - 100.0).abs() < 0.01);
        assert!((super::super::distance_m(p, north) - 100.0).abs() < 0.01);
        assert!((bbox.center().lon - p.lon).abs() < 1e-9);
    }
}
