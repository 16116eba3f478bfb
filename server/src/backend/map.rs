//! What the map draws for this person.

use app::{
    domain::{
        flag::Flag,
        map::{Change, MapRecord, MapView},
        placement::Placement,
        query::RecordQuery,
        record::RecordKind,
        role::Permission,
        time::Timestamp,
    },
    error::AppResult,
};

use super::{
    Service,
    access::{flag_scope_of, scope_of},
};

/// Finest zoom of the web's tile pyramid that the map uses.
const MAX_ZOOM: u8 = 22;

impl Service {
    pub(super) async fn view(&self, query: RecordQuery, zoom: u8) -> AppResult<MapView> {
        let me = self.require(Permission::ReadPlacements)?;
        let flags = flag_scope_of(me);
        Ok(self
            .state
            .db
            .map_view(&query, zoom.min(MAX_ZOOM), &scope_of(me), flags.as_ref())
            .await?)
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
