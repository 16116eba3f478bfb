//! Places that a person looks for on the map: planned sites, areas, streets.

use serde::{Deserialize, Serialize};

use super::ids::PlacementId;

/// Letters of a search text that are read; a longer one is no place's name.
pub const MAX_TEXT: usize = 120;

crate::vocabulary! {
    /// What a place is.
    pub enum PlaceKind {
        Site = "site", "Điểm treo", "Site";
        Area = "area", "Địa bàn", "Area";
        Street = "street", "Tuyến phố", "Street";
    }
}

/// A place that a text may mean.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Place {
    /// What it is.
    pub kind: PlaceKind,
    /// Its name; of a site, its code.
    pub name: String,
    /// Tells it from others of that name: the area of a street, the street of a site; empty for none.
    pub detail: String,
    /// What to show of the map, `west,south,east,north` in degrees.
    pub bbox: String,
    /// The placement of a site.
    pub placement: Option<PlacementId>,
}

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Places {
    /// Best first: sites, then areas, then streets.
    pub items: Vec<Place>,
    /// Whether the text had a house number that was passed over: the data know streets, no houses.
    pub without_number: bool,
}
