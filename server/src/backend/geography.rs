//! Boundaries, streets and water in memory, as look-ups need them.

use app::{
    domain::area::{AreaCode, AreaCodes, AreaName, BoundarySet},
    geo::{AreaIndex, BBox, GeoPack, LonLat, StreetIndex, Water},
    order::text_key,
};

use crate::storage::Db;

/// How far beyond an officer's areas their pack reaches, in metres.
const PACK_MARGIN_M: f64 = 300.0;

/// The geography of the city, read once and shared.
#[derive(Debug)]
pub struct Geography {
    sets: Vec<(BoundarySet, AreaIndex)>,
    streets: StreetIndex,
    water: Vec<Water>,
}

impl Default for Geography {
    fn default() -> Self {
        Self {
            sets: Vec::new(),
            streets: StreetIndex::new(Vec::new()),
            water: Vec::new(),
        }
    }
}

impl Geography {
    /// Reads it from the database and builds the indexes.
    ///
    /// # Errors
    /// When the database can't be read or holds an area that is not one.
    pub async fn load(db: &Db) -> anyhow::Result<Self> {
        let mut sets = Vec::new();
        for &set in BoundarySet::ALL {
            sets.push((set, AreaIndex::new(set.code(), db.list_areas(set).await?)?));
        }
        Ok(Self {
            sets,
            streets: StreetIndex::new(db.list_streets().await?),
            water: db.list_water().await?,
        })
    }

    /// The index of a boundary set; none before it was loaded.
    pub fn area_index(&self, set: BoundarySet) -> Option<&AreaIndex> {
        self.sets
            .iter()
            .find(|(of, _)| *of == set)
            .map(|(_, index)| index)
    }

    /// The streets.
    pub const fn streets(&self) -> &StreetIndex {
        &self.streets
    }

    /// The water.
    pub fn water(&self) -> &[Water] {
        &self.water
    }

    /// The areas of a position.
    pub fn codes_of(&self, point: LonLat) -> AreaCodes {
        let code = |set| self.area_index(set)?.lookup(point)?.code.parse().ok();
        AreaCodes {
            district: code(BoundarySet::Hanoi2020),
            ward: code(BoundarySet::Hanoi2025),
        }
    }

    /// Codes and full names of a boundary set, by name in Vietnamese order.
    pub fn names(&self, set: BoundarySet) -> Vec<AreaName> {
        let areas = self
            .area_index(set)
            .map(AreaIndex::areas)
            .unwrap_or_default();
        let mut names: Vec<_> = areas
            .iter()
            .filter_map(|area| {
                Some(AreaName {
                    code: area.code.parse().ok()?,
                    name: area.full_name.clone(),
                })
            })
            .collect();
        names.sort_by_cached_key(|area| text_key(&area.name));
        names
    }

    /// The full name of an area.
    pub fn name(&self, code: &AreaCode) -> Option<&str> {
        Some(
            self.area_index(code.set())?
                .find(code.as_str())?
                .full_name
                .as_str(),
        )
    }

    /// What a phone needs for these areas; for none, the whole city. `None` before boundaries were imported.
    pub fn pack(&self, areas: &[AreaCode]) -> Option<GeoPack> {
        let all = self.sets.iter().flat_map(|(_, index)| index.areas());
        let wanted = all
            .filter(|area| areas.is_empty() || areas.iter().any(|code| code.as_str() == area.code));
        let corners = wanted.filter_map(app::geo::Area::bbox).flat_map(|bbox| {
            [
                LonLat::clamped(bbox.west, bbox.south),
                LonLat::clamped(bbox.east, bbox.north),
            ]
        });
        let bbox = BBox::around(corners)?.expand_m(PACK_MARGIN_M);
        let sets: Vec<&AreaIndex> = self.sets.iter().map(|(_, index)| index).collect();
        Some(GeoPack::new(bbox, &sets, &self.streets, &self.water))
    }
}
