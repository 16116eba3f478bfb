//! The desk's map, as its page sees it.

use uuid::Uuid;

use crate::domain::record::RecordKind;

/// What a map reports to its page.
#[derive(Debug, Clone, PartialEq)]
pub enum MapEvent {
    /// The view moved: the visible box as `w,s,e,n` and the zoom.
    Moved {
        /// Visible box, `west,south,east,north`.
        bbox: String,
        /// Zoom level.
        zoom: f64,
    },
    /// A record was chosen.
    Chosen {
        /// Placement or flag.
        record: RecordKind,
        /// Its id.
        id: Uuid,
    },
    /// Several records lie on one spot.
    ChosenStack(Vec<(RecordKind, Uuid)>),
    /// One of the map's tools says something: which one, and what.
    Said(String, String),
    /// The map could not start (no WebGL); the list still works.
    Failed(String),
}

/// The desk's map, once mounted.
pub trait MapHandle {
    /// Draws the records that these filters, a query string, let through; the same filters again read them anew.
    fn show(&self, query: &str);
    /// Marks one record as chosen, or none.
    fn choose(&self, chosen: Option<(RecordKind, Uuid)>);
    /// Moves the view onto a point, at least at street level.
    fn fly_to(&self, lon: f64, lat: f64);
    /// Fits the view to a box `w,s,e,n`.
    fn fit(&self, bbox: &str);
    /// Has one of the map's tools do something; `frontend/js/map-tools.js` lists the tools and what each is told.
    fn tell(&self, tool: &str, value: &str);
}
