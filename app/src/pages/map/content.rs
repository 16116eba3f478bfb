//! What the map shows for a filter and a view: asked for when either changes or news comes.

use leptos::{prelude::*, task::spawn_local};
use serde::{Deserialize, Serialize};

use super::Desk;
use crate::{
    api::{self, to_query},
    components::desk::{filter::Filter, reference::Reference},
    domain::{map::MapView, query::RecordQuery},
    error::AppResult,
    geo::{BBox, LonLat},
};

/// Zoom of the overview: coarse enough to be quick, fine enough to frame one district.
const OVERVIEW_ZOOM: u8 = 13;
/// Metres around the outermost records.
const MARGIN_M: f64 = 250.0;
/// Where nothing is recorded, the whole city is shown, `w,s,e,n`.
const CITY: &str = "105.28,20.56,106.03,21.39";

/// Where the records of a filter lie.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overview {
    /// Box around all of them, `w,s,e,n`; the whole city when there is none.
    pub bbox: String,
    /// How many there are.
    pub count: i64,
}

/// Asks where the records of `filter` lie.
///
/// # Errors
/// What the server says.
pub async fn find_overview(reference: Reference, filter: Filter) -> AppResult<Overview> {
    let request = filter.to_request(&reference.campaigns.await?);
    let view = api::map::find_map_view(to_query(&request), OVERVIEW_ZOOM).await?;
    Ok(Overview::of(&view))
}

impl Overview {
    fn of(view: &MapView) -> Self {
        let records = view.records.iter().map(|record| (record.lon, record.lat));
        let clusters = view
            .clusters
            .iter()
            .map(|cluster| (cluster.lon, cluster.lat));
        let points = records
            .chain(clusters)
            .filter_map(|(lon, lat)| LonLat::new(lon, lat).ok());
        let bbox = BBox::around(points).map(|bbox| bbox.expand_m(MARGIN_M).to_string());
        let clustered: i64 = view.clusters.iter().map(|cluster| cluster.count).sum();
        Self {
            bbox: bbox.unwrap_or_else(|| CITY.to_owned()),
            count: clustered + i64::try_from(view.records.len()).unwrap_or(i64::MAX),
        }
    }
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

    /// What to ask for: this box with half its size around it, so that a short pan shows no gap.
    fn request(&self, query: RecordQuery) -> (RecordQuery, u8) {
        let bbox = self.bbox.parse::<BBox>().ok().map(|bbox| widen(&bbox));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to 0–22 just before"
        )]
        let zoom = self.zoom.clamp(0.0, 22.0).floor() as u8;
        (RecordQuery { bbox, ..query }, zoom)
    }
}

fn widen(bbox: &BBox) -> BBox {
    let (width, height) = (
        (bbox.east - bbox.west) / 2.0,
        (bbox.north - bbox.south) / 2.0,
    );
    let wide = BBox::new(
        (bbox.west - width).max(-180.0),
        (bbox.south - height).max(-90.0),
        (bbox.east + width).min(180.0),
        (bbox.north + height).min(90.0),
    );
    wide.unwrap_or(*bbox)
}

/// Keeps `content` what the map should show. An answer that a newer question has overtaken is dropped.
pub fn follow(
    desk: Desk,
    viewport: RwSignal<Option<Viewport>>,
    content: RwSignal<Option<MapView>>,
) {
    let turn = StoredValue::new(0_u32);
    let filter = Memo::new(move |_| desk.filter.get().with(|filter| filter.open = None));
    Effect::new(move |_| {
        desk.news.track();
        let (Some(viewport), Some(campaigns)) = (viewport.get(), desk.reference.campaigns_now())
        else {
            return;
        };
        let (query, zoom) = viewport.request(filter.get().to_request(&campaigns));
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        spawn_local(async move {
            let answer = api::map::find_map_view(to_query(&query), zoom).await;
            if let Ok(view) = answer
                && turn.try_get_value() == Some(mine)
            {
                content.set(Some(view));
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::map::MapCluster;

    #[test]
    fn the_overview_frames_everything_with_a_margin() {
        let cluster = |lon, lat, count| MapCluster {
            lon,
            lat,
            count,
            by_look: vec![],
        };
        let view = MapView {
            records: vec![],
            clusters: vec![cluster(105.85, 21.02, 3), cluster(105.86, 21.03, 4)],
        };
        let overview = Overview::of(&view);
        let bbox: BBox = overview.bbox.parse().expect("a box");
        assert_eq!(overview.count, 7);
        assert!(
            bbox.west < 105.85 && bbox.east > 105.86 && bbox.south < 21.02 && bbox.north > 21.03
        );
        assert_eq!(Overview::of(&MapView::default()).bbox, CITY);
    }

    #[test]
    fn more_than_the_view_is_asked_for() {
        let viewport = Viewport {
            bbox: "105.8,21,105.9,21.1".to_owned(),
            zoom: 13.7,
        };
        let (query, zoom) = viewport.request(RecordQuery::default());
        let bbox = query.bbox.expect("a box");
        assert_eq!(zoom, 13);
        assert!((bbox.west - 105.75).abs() < 1e-9 && (bbox.north - 21.15).abs() < 1e-9);
    }
}
