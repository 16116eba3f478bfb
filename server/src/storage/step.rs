//! What the steps of both workflows change of a record, besides its status.

use app::domain::{
    addressee::Addressee,
    ids::{AccountId, FlagId},
    photo::Sha256,
    placement::PlacementStatus,
    record::RecordKind,
    time::Timestamp,
};

use super::{StorageResult, StoredPlacement, Tx, on_tx, placement::PHOTOS_SHOWN, row::joined};

/// What a step changes of a placement that is no visit.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacementStep {
    /// Status after it.
    pub status: PlacementStatus,
    /// Who reports the removal, where this is that step.
    pub removal_by: Option<AccountId>,
    /// Whether somebody looked at the display for it.
    pub checked: bool,
    /// Displays there now, where this step says that it hangs as it should; what was found last is then forgotten.
    pub hung_again: Option<i32>,
    /// Photos to be shown first.
    pub photos: Vec<Sha256>,
    /// The server's time.
    pub at: Timestamp,
}

impl Tx {
    /// Moves a placement on without a visit: a unit's report, a supervisor's decision, the clock.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn step_placement(
        &mut self,
        old: &StoredPlacement,
        step: &PlacementStep,
    ) -> StorageResult<()> {
        let photos = step
            .photos
            .iter()
            .chain(&old.placement.photos)
            .take(PHOTOS_SHOWN);
        let sql = "UPDATE placement SET status = $2, removal_by = COALESCE($3, removal_by), photos = $4, \
            checked_at = COALESCE($5, checked_at), updated_at = $6, version = version + 1, \
            condition = CASE WHEN $7 IS NULL THEN condition ELSE NULL END, quantity = COALESCE($7, quantity) WHERE id = $1";
        let id = old.placement.id.0;
        self.note(RecordKind::Placement, id, -1).await?;
        on_tx!(self, conn => sqlx::query(sql)
            .bind(id)
            .bind(step.status.code())
            .bind(step.removal_by.map(|account| account.0))
            .bind(joined(photos))
            .bind(step.checked.then_some(step.at.0))
            .bind(step.at.0)
            .bind(step.hung_again)
            .execute(conn).await.map(drop)?);
        self.note(RecordKind::Placement, id, 1).await
    }

    /// Notes whom a flag is handed over to.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn update_flag_addressee(
        &mut self,
        id: FlagId,
        addressee: Addressee,
    ) -> StorageResult<()> {
        let sql = "UPDATE flag SET addressee = $2 WHERE id = $1";
        on_tx!(self, conn => sqlx::query(sql).bind(id.0).bind(addressee.code())
            .execute(conn).await.map(drop)?);
        Ok(())
    }

    /// Gives a flag these photos in place of those it had.
    ///
    /// # Errors
    /// When the write fails.
    pub async fn update_flag_photos(&mut self, id: FlagId, photos: &[Sha256]) -> StorageResult<()> {
        let sql = "UPDATE flag SET photos = $2 WHERE id = $1";
        on_tx!(self, conn => sqlx::query(sql).bind(id.0).bind(joined(photos))
            .execute(conn).await.map(drop)?);
        Ok(())
    }
}
