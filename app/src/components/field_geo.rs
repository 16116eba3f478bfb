//! The phone's geography, unpacked once: which street and which areas a position has, and what the
//! small map draws.

use crate::{
    domain::area::{AreaCode, BoundarySet},
    geo::{AreaIndex, GeoPack, LonLat, StreetIndex, Water},
};

/// Streets farther away than this are not offered, in metres.
const STREET_WITHIN_M: f64 = 120.0;
/// Streets offered at most.
const STREETS: usize = 5;

/// Boundaries, streets and water around the officer's areas.
#[derive(Debug)]
pub struct FieldGeo {
    /// Streets by position and by name.
    pub streets: StreetIndex,
    /// Lakes, islets and bridges.
    pub water: Vec<Water>,
    areas: Vec<AreaIndex>,
}

impl FieldGeo {
    /// Unpacks. A damaged boundary set is left out: its areas then show as unknown, never wrongly.
    pub fn new(pack: &GeoPack) -> Self {
        let sets = BoundarySet::ALL.iter();
        Self {
            streets: pack.street_index(),
            water: pack.water(),
            areas: sets
                .filter_map(|set| pack.area_index(set.code()).ok())
                .collect(),
        }
    }

    /// Names of the nearest streets with their metres, nearest first.
    pub fn near_streets(&self, at: LonLat) -> Vec<(String, f64)> {
        let near = self.streets.nearest(at, STREET_WITHIN_M, STREETS);
        near.into_iter()
            .map(|street| (street.name, street.distance_m))
            .collect()
    }

    /// Full names of the areas at a position, one of each boundary set: «Quận Hoàn Kiếm · Phường Hoàn Kiếm».
    pub fn area_names(&self, at: LonLat) -> String {
        let names = self.areas.iter().filter_map(|set| set.lookup(at));
        names
            .map(|area| area.full_name.as_str())
            .collect::<Vec<_>>()
            .join(" · ")
    }

    /// The full name of an area; its code where the phone doesn't hold it.
    pub fn area_name(&self, code: &AreaCode) -> String {
        let mut found = self.areas.iter().filter_map(|set| set.find(code.as_str()));
        found
            .next()
            .map_or_else(|| code.to_string(), |area| area.full_name.clone())
    }
}
