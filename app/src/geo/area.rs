//! Which area of a boundary set a position lies in.
//!
//! Exactness: the ray rule counts an edge when the point's latitude is in its half-open span
//! and the point lies strictly to its west, told by an exact orientation test on the edge
//! taken from its lower to its upper end. Two neighbours that share an edge thus ask the very
//! same question about it and get opposite answers, so a point on a shared border belongs to
//! exactly one of them, on the phone as on the server.

use geo::algorithm::kernels::{Kernel, Orientation, RobustKernel};
use geo::coord;
use rstar::primitives::{GeomWithData, Rectangle};
use rstar::{AABB, RTree};
use serde::{Deserialize, Serialize};

use super::pack::quantise;
use super::point::{BBox, LonLat};
use crate::order::sort_by;

/// Closed ring of `[lon, lat]`: the first position is repeated at the end, as in GeoJSON.
pub type Ring = Vec<[f64; 2]>;
/// Outer ring first, then the holes.
pub type Polygon = Vec<Ring>;
/// What GeoJSON calls `MultiPolygon` coordinates.
pub type MultiPolygon = Vec<Polygon>;

pub(super) type Boxed = GeomWithData<Rectangle<[f64; 2]>, u32>;

/// One unit of a boundary set: a district of 2020, a ward of 2025.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Area {
    /// The boundary set, e.g. `hanoi-2020`.
    pub set: String,
    /// The official code, unique in its set, e.g. `002`.
    pub code: String,
    /// The bare name, e.g. `Hoàn Kiếm`.
    pub name: String,
    /// quận, huyện, thị xã, phường or xã.
    pub kind: String,
    /// The name with its kind, e.g. `Quận Hoàn Kiếm`.
    pub full_name: String,
    /// Where to write the name on a map.
    pub label: LonLat,
    /// The boundary.
    pub polygons: MultiPolygon,
}

/// Why an area cannot be indexed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AreaError {
    /// A ring with fewer than four positions, or whose last is not its first.
    #[error("area {code}: ring {ring} of polygon {polygon} is not closed")]
    OpenRing {
        /// Code of the area.
        code: String,
        /// Which polygon, from 0.
        polygon: usize,
        /// Which of its rings, from 0.
        ring: usize,
    },
    /// A coordinate that is no position.
    #[error("area {code}: {error}")]
    Coordinate {
        /// Code of the area.
        code: String,
        /// What is wrong with it.
        error: super::PointError,
    },
    /// An area without any polygon.
    #[error("area {0} has no polygon")]
    Empty(String),
    /// Two areas with one code.
    #[error("area code {0} is there twice")]
    Duplicate(String),
    /// An area of another boundary set.
    #[error("area {code} belongs to the set {set}")]
    OtherSet {
        /// Code of the area.
        code: String,
        /// The set it names.
        set: String,
    },
}

impl Area {
    /// The box around the boundary; `None` for an area without positions.
    #[must_use]
    pub fn bbox(&self) -> Option<BBox> {
        let positions = self.polygons.iter().flatten().flatten();
        BBox::around(positions.map(|&[lon, lat]| LonLat::clamped(lon, lat)))
    }

    /// Refuses what the ray rule could not answer for.
    pub fn check(&self) -> Result<(), AreaError> {
        if self.polygons.iter().all(Vec::is_empty) {
            return Err(AreaError::Empty(self.code.clone()));
        }
        for (polygon, rings) in self.polygons.iter().enumerate() {
            for (ring, positions) in rings.iter().enumerate() {
                if positions.len() < 4 || positions.first() != positions.last() {
                    return Err(AreaError::OpenRing {
                        code: self.code.clone(),
                        polygon,
                        ring,
                    });
                }
            }
        }
        for &position in self.polygons.iter().flatten().flatten() {
            LonLat::try_from(position).map_err(|error| AreaError::Coordinate {
                code: self.code.clone(),
                error,
            })?;
        }
        Ok(())
    }
}

/// Finds the area of a position within one boundary set.
#[derive(Debug, Clone)]
pub struct AreaIndex {
    set: String,
    /// Sorted by code.
    areas: Vec<Area>,
    /// Box of each polygon, with its place in `polygons`.
    boxes: RTree<Boxed>,
    /// Area and polygon within it.
    polygons: Vec<(usize, usize)>,
}

impl AreaIndex {
    /// Builds the index of the set; areas may come in any order. Coordinates are rounded to
    /// 1e-6 degrees, as in the phone's pack, so that both answer alike.
    pub fn new(set: &str, mut areas: Vec<Area>) -> Result<Self, AreaError> {
        sort_by(&mut areas, |a, b| a.code.cmp(&b.code));
        areas.iter().try_for_each(Area::check)?;
        for position in areas
            .iter_mut()
            .flat_map(|a| a.polygons.iter_mut())
            .flatten()
            .flatten()
        {
            *position = position.map(quantise);
        }
        refuse_strangers(set, &areas)?;
        let mut polygons = Vec::new();
        let mut boxes = Vec::new();
        for (a, area) in areas.iter().enumerate() {
            for (p, polygon) in area.polygons.iter().enumerate() {
                if let Some(outer) = polygon.first() {
                    boxes.push(boxed(outer, polygons.len()));
                    polygons.push((a, p));
                }
            }
        }
        Ok(Self {
            set: set.to_owned(),
            boxes: RTree::bulk_load(boxes),
            areas,
            polygons,
        })
    }

    /// The area that the position belongs to.
    ///
    /// At most one, also on borders. A position on the outer border of the whole set that the
    /// ray rule gives to nobody belongs to the smallest code whose boundary it is on.
    #[must_use]
    pub fn lookup(&self, p: LonLat) -> Option<&Area> {
        self.first_with(p, is_inside)
            .or_else(|| self.first_with(p, is_on_boundary))
    }

    /// The area with this code.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&Area> {
        let found = self.areas.binary_search_by(|a| a.code.as_str().cmp(code));
        found.ok().map(|i| &self.areas[i])
    }

    /// All areas, sorted by code.
    #[must_use]
    pub fn areas(&self) -> &[Area] {
        &self.areas
    }

    /// The name of the boundary set.
    #[must_use]
    pub fn set(&self) -> &str {
        &self.set
    }

    fn first_with(&self, p: LonLat, test: fn(&Polygon, [f64; 2]) -> bool) -> Option<&Area> {
        let p = p.to_array();
        self.boxes
            .locate_in_envelope_intersecting(&AABB::from_point(p))
            .map(|found| self.polygons[found.data as usize])
            .filter(|&(a, polygon)| test(&self.areas[a].polygons[polygon], p))
            .map(|(a, _)| a)
            .min()
            .map(|a| &self.areas[a])
    }
}

/// Codes are unique, and every area belongs to the set. Areas are sorted by code.
fn refuse_strangers(set: &str, areas: &[Area]) -> Result<(), AreaError> {
    if let Some(pair) = areas.windows(2).find(|pair| pair[0].code == pair[1].code) {
        return Err(AreaError::Duplicate(pair[0].code.clone()));
    }
    match areas.iter().find(|area| area.set != set) {
        Some(stranger) => Err(AreaError::OtherSet {
            code: stranger.code.clone(),
            set: stranger.set.clone(),
        }),
        None => Ok(()),
    }
}

/// The box around a line, with a number to find what it is the box of.
pub(super) fn boxed(line: &[[f64; 2]], number: usize) -> Boxed {
    let bounds = AABB::from_points(line);
    // Indexes hold some ten thousand boxes; 32 bits keep them small on the phone.
    let number = u32::try_from(number).unwrap_or(u32::MAX);
    GeomWithData::new(Rectangle::from_aabb(bounds), number)
}

/// The ray rule: an odd number of edges to the east.
pub(super) fn is_inside(polygon: &Polygon, p: [f64; 2]) -> bool {
    let edges = polygon.iter().flat_map(|ring| ring.windows(2));
    edges.filter(|edge| is_west_of(p, edge[0], edge[1])).count() % 2 == 1
}

/// Whether a ray from `p` to the east crosses the edge, its upper end not included.
fn is_west_of(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> bool {
    let (low, high) = if a[1] <= b[1] { (a, b) } else { (b, a) };
    low[1] <= p[1] && p[1] < high[1] && orient(low, high, p) == Orientation::CounterClockwise
}

fn is_on_boundary(polygon: &Polygon, p: [f64; 2]) -> bool {
    let mut edges = polygon.iter().flat_map(|ring| ring.windows(2));
    edges.any(|edge| is_on_edge(p, edge[0], edge[1]))
}

fn is_on_edge(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> bool {
    let between = |i: usize| a[i].min(b[i]) <= p[i] && p[i] <= a[i].max(b[i]);
    // The orientation of three points on one line is exact whichever way the edge is taken.
    between(0) && between(1) && orient(a, b, p) == Orientation::Collinear
}

fn orient(a: [f64; 2], b: [f64; 2], p: [f64; 2]) -> Orientation {
    let coord = |[x, y]: [f64; 2]| coord! { x: x, y: y };
    RobustKernel::orient2d(coord(a), coord(b), coord(p))
}

#[cfg(test)]
#[path = "area_tests.rs"]
mod tests;
