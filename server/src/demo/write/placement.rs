//! Placements: the steps and visits of one.

use app::{
    domain::{
        account::Me,
        placement::{PlacementTransition, steps_of_check_in},
        record::RecordKind,
    },
    error::AppError,
};

use super::{
    super::{
        account::People,
        story::{PlacementStory, Visit, What},
    },
    Deed, Writer,
};
use crate::storage::{
    NewStoredCheckIn, PlacementChange, PlacementStep, StorageResult, StoredPlacement, Tx,
};

impl Writer {
    pub(super) async fn placement(
        &mut self,
        tx: &mut Tx,
        story: &PlacementStory,
        people: &People,
    ) -> StorageResult<()> {
        for step in &story.steps {
            let stored = tx
                .find_placement(story.placement)
                .await?
                .ok_or(AppError::NotFound)?;
            let by = step.by.and_then(|role| people.of(role));
            let record = RecordKind::Placement;
            let mut deed = Deed {
                at: step.at,
                by,
                record,
                id: story.placement.0,
                order: 0,
            };
            match (&step.what, by) {
                (What::Move(transition, reason), _) => {
                    let status = self
                        .walk(
                            tx,
                            &mut deed,
                            stored.placement.status,
                            &[*transition],
                            *reason,
                        )
                        .await?;
                    let removal_by = (*transition == PlacementTransition::ReportRemoved)
                        .then_some(by)
                        .flatten();
                    let taken = PlacementStep {
                        status,
                        removal_by: removal_by.map(|me| me.id),
                        checked: false,
                        hung_again: transition
                            .hangs()
                            .then(|| stored.placement.displays_when_hung()),
                        photos: Vec::new(),
                        at: step.at,
                    };
                    tx.step_placement(&stored, &taken).await?;
                }
                (What::Visit(visit), Some(me)) => {
                    self.visit(tx, &mut deed, me, &stored, visit, &story.street)
                        .await?
                }
                (What::Visit(_), None) => return Err(AppError::Internal.into()),
            }
        }
        Ok(())
    }

    async fn visit(
        &mut self,
        tx: &mut Tx,
        deed: &mut Deed<'_>,
        me: &Me,
        stored: &StoredPlacement,
        visit: &Visit,
        street: &str,
    ) -> StorageResult<()> {
        let placement = &stored.placement;
        let found = Some(visit.condition.code());
        let mut own = Deed {
            record: RecordKind::CheckIn,
            id: visit.id.0,
            by: Some(me),
            ..*deed
        };
        tx.create_event(&own.event(&mut self.random, "check_in", None, found, None))
            .await?;
        deed.order = own.order;
        tx.create_event(&deed.event(&mut self.random, "check_in", None, found, None))
            .await?;
        let steps = steps_of_check_in(
            placement.status,
            visit.condition,
            stored.removal_by == Some(me.id),
        );
        let status = self.walk(tx, deed, placement.status, steps, None).await?;
        let photos = self.claimed(tx, RecordKind::CheckIn, visit.id.0).await?;
        let capture = self.capture(
            me,
            deed.at,
            visit.place,
            street,
            "",
            photos,
            &placement.areas,
        );
        let change = PlacementChange {
            status,
            condition: visit.condition,
            quantity: placement.displays_after(visit.condition, visit.quantity),
            photos: capture.photos.clone(),
            removal_by: stored.removal_by,
            recorded_at: capture.recorded_at,
            at: deed.at,
            by: me.id,
        };
        tx.update_placement(stored, &change).await?;
        let check_in = NewStoredCheckIn {
            id: visit.id,
            campaign: placement.campaign,
            placement: placement.id,
            site: placement.site,
            kind: placement.kind,
            unit: placement.unit.clone(),
            condition: visit.condition,
            quantity: visit.quantity,
            capture,
        };
        tx.create_check_in(&check_in).await
    }
}
