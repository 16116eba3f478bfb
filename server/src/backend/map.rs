//! What the map draws for this person.

use app::{
    domain::{
        flag::Flag,
        map::{Change, MapRecord, MapView, Overview},
        placement::Placement,
        query::RecordQuery,
        record::RecordKind,
        role::Permission,
        time::Timestamp,
    },
    error::AppResult,
    geo::{BBox, LonLat},
};

use super::{
    Service,
    access::{flag_scope_for, scope_for},
};
use crate::storage::{TileAddress, TileContent};

/// Finest zoom of the web's tile pyramid that the map uses.
const MAX_ZOOM: u8 = 22;
/// Metres around the outermost records.
const MARGIN_M: f64 = 250.0;

impl Service {
    pub(super) async fn view(&self, query: RecordQuery, zoom: u8) -> AppResult<MapView> {
        let me = self.require(Permission::ReadPlacements)?;
        let (placements, flags) = (scope_for(me, &query), flag_scope_for(me, &query));
        let db = &self.state.db;
        Ok(db
            .map_view(&query, zoom.min(MAX_ZOOM), &placements, flags.as_ref())
            .await?)
    }

    /// Where the records of a query lie, of those this person may see.
    pub(super) async fn overview(&self, query: &RecordQuery) -> AppResult<Overview> {
        let content = self.tile(TileAddress::overview(), query).await?;
        let records = content.records.iter().map(|one| (one.lon, one.lat));
        let clusters = content.clusters.iter().map(|one| &one.cluster);
        let points = records.chain(clusters.clone().map(|one| (one.lon, one.lat)));
        let bbox = BBox::around(points.map(|(lon, lat)| LonLat::clamped(lon, lat)));
        let clustered: i64 = clusters.map(|one| one.count).sum();
        Ok(Overview {
            bbox: bbox.map(|bbox| bbox.expand_m(MARGIN_M).to_string()),
            count: clustered + i64::try_from(content.records.len()).unwrap_or(i64::MAX),
        })
    }

    /// What a tile shows this person.
    ///
    /// # Errors
    /// When the role reads no placements, or the database can't be read.
    pub async fn tile(&self, tile: TileAddress, query: &RecordQuery) -> AppResult<TileContent> {
        let me = self.require(Permission::ReadPlacements)?;
        let (placements, flags) = (scope_for(me, query), flag_scope_for(me, query));
        let db = &self.state.db;
        Ok(db.tile(tile, query, &placements, flags.as_ref()).await?)
    }
}

/// News of a placement as it is after a change.
pub fn change_of_placement(placement: &Placement, at: Timestamp) -> Change {
    let record = MapRecord {
        record: RecordKind::Placement,
        id: placement.id.0,
        lon: placement.lon,
        lat: placement.lat,
        kind: placement.kind,
        status: placement.status.code().to_owned(),
    };
    Change {
        record,
        campaign: Some(placement.campaign),
        unit: placement.unit.clone(),
        areas: placement.areas.clone(),
        at,
    }
}

/// News of a flag as it is after a change.
pub fn change_of_flag(flag: &Flag, at: Timestamp) -> Change {
    let record = MapRecord {
        record: RecordKind::Flag,
        id: flag.id.0,
        lon: flag.lon,
        lat: flag.lat,
        kind: flag.kind,
        status: flag.status.code().to_owned(),
    };
    Change {
        record,
        campaign: flag.campaign,
        unit: None,
        areas: flag.areas.clone(),
        at,
    }
}
