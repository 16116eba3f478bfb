//! A record's history, for who may see the record.

use app::{
    domain::{event::HistoryEntry, ids, record::RecordKind},
    error::{AppError, AppResult},
};
use uuid::Uuid;

use super::Service;

impl Service {
    pub(super) async fn history(
        &self,
        record: RecordKind,
        id: Uuid,
    ) -> AppResult<Vec<HistoryEntry>> {
        let me = self.actor.as_ref().ok_or(AppError::SignInRequired)?;
        match record {
            RecordKind::Placement => drop(self.placement(ids::PlacementId(id)).await?),
            RecordKind::CheckIn => drop(self.check_in(ids::CheckInId(id)).await?),
            RecordKind::Flag => drop(self.flag(ids::FlagId(id)).await?),
        }
        Ok(self.state.db.list_history(id, me.id).await?)
    }
}
