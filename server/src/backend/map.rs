//! What the map draws for this person.

use app::{
    domain::{map::MapView, query::RecordQuery, role::Permission},
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
