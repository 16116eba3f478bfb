//! What the map shows for a filter: where its records lie, and the query of its tiles.

use leptos::prelude::*;

use super::Desk;
use crate::{
    api::{self, to_query},
    components::desk::{filter::Filter, reference::Reference},
    domain::{map::Overview, query::RecordQuery},
    error::AppResult,
    geo::{BBox, LonLat},
};

/// Where nothing is recorded, the whole city is shown, `w,s,e,n`.
const CITY: &str = "105.28,20.56,106.03,21.39";

/// Asks where the records of `filter` lie.
///
/// # Errors
/// What the server says.
pub async fn find_overview(reference: Reference, filter: Filter) -> AppResult<Overview> {
    let request = filter.to_request(&reference.campaigns.await?);
    api::map::find_map_overview(to_query(&request)).await
}

/// The box that shows them, or the whole city.
pub fn view_of(overview: &Overview) -> String {
    overview.bbox.clone().unwrap_or_else(|| CITY.to_owned())
}

/// The visible part of the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Viewport {
    /// Box, `w,s,e,n`.
    pub bbox: String,
    /// Zoom level.
    pub zoom: f64,
}

impl Viewport {
    /// Whether this point is in the box.
    pub fn contains(&self, lon: f64, lat: f64) -> bool {
        let point = LonLat::new(lon, lat).ok();
        let bbox = self.bbox.parse::<BBox>().ok();
        bbox.zip(point)
            .is_some_and(|(bbox, point)| bbox.contains(point))
    }
}

/// The filters of the tiles, a query string, once the campaigns are known.
pub fn tile_query(desk: Desk) -> Memo<Option<String>> {
    Memo::new(move |_| {
        let filter = desk.filter.get().with(|filter| filter.open = None);
        let campaigns = desk.reference.campaigns_now()?;
        let request = filter.to_request(&campaigns);
        let past = filter.past();
        if past.is_empty() {
            return Some(to_query(&request));
        }
        let days = past
            .iter()
            .map(|(name, day)| format!("{name}={}", day.iso()));
        let query = to_query(&past_request(request));
        let parts = days.chain(std::iter::once(query).filter(|query| !query.is_empty()));
        Some(parts.collect::<Vec<_>>().join("&"))
    })
}

/// The same records, whenever they changed last: on a day of the past that says nothing.
pub fn past_request(request: RecordQuery) -> RecordQuery {
    RecordQuery {
        since: None,
        until: None,
        ..request
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_nothing_is_the_city_is_shown() {
        assert_eq!(view_of(&Overview::default()), CITY);
        let overview = Overview {
            bbox: Some("1,2,3,4".to_owned()),
            count: 1,
        };
        assert_eq!(view_of(&overview), "1,2,3,4");
    }

    #[test]
    fn a_viewport_knows_what_lies_in_it() {
        let viewport = Viewport {
            bbox: "105.8,21,105.9,21.1".to_owned(),
            zoom: 13.7,
        };
        assert!(viewport.contains(105.85, 21.05));
        assert!(!viewport.contains(105.95, 21.05));
    }
}
