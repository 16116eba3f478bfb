//! The steps of a placement that are no visit: what its unit reports, what a supervisor decides at the desk.

use app::{
    domain::{
        account::Me,
        given::Given,
        ids::PlacementId,
        placement::{Placement, PlacementTransition},
        record::{RecordKind, Version},
        workflow::{Barred, Need, PLACEMENT, Standing, allow, steps},
    },
    error::{AppError, AppResult},
};

use super::{
    Service,
    capture::{Act, claim_photos},
    map::change_of_placement,
    step::{check_version, looks_at, reason_of},
};
use crate::storage::{PlacementStep, StorageResult, StoredPlacement, Tx};

impl Service {
    /// Takes a step, if the table lets this person and the placement is still at the version they `seen`.
    pub(super) async fn step_placement(
        &self,
        id: PlacementId,
        step: PlacementTransition,
        given: Given,
        seen: Option<Version>,
    ) -> AppResult<Placement> {
        let (me, _) = self.require_step(PLACEMENT, step, &given)?;
        let act = self.act(me, RecordKind::Placement, id.0);
        self.state
            .db
            .write(move |tx| Box::pin(async move { take(tx, &act, id, step, given, seen).await }))
            .await?;
        let stored = self.state.db.find_placement(id).await?;
        let stored = stored.ok_or(AppError::NotFound)?;
        self.tell(change_of_placement(
            &stored.placement,
            self.state.clock.now(),
        ));
        self.placement_as_read(me, stored).await
    }

    /// The placement as this person reads it, with what they may do with it now.
    pub(super) async fn placement_as_read(
        &self,
        me: &Me,
        stored: StoredPlacement,
    ) -> AppResult<Placement> {
        let mut read = self.placements_as_read(me, vec![stored]).await?;
        read.pop().ok_or(AppError::NotFound)
    }

    /// Placements as this person reads them, in the same order. What is looked up is looked up of all at once.
    pub(super) async fn placements_as_read(
        &self,
        me: &Me,
        stored: Vec<StoredPlacement>,
    ) -> AppResult<Vec<Placement>> {
        let asked = stored.iter().map(|stored| &stored.placement);
        let asked = asked
            .filter(|placement| looks_at(PLACEMENT, placement.status, me.role, Barred::Reporter));
        let asked: Vec<_> = asked.map(|placement| placement.id.0).collect();
        let imported = self.state.db.list_imported(me.id, &asked).await?;
        let read = stored.into_iter().map(|stored| {
            let mut who = standing(me, &stored);
            let StoredPlacement { mut placement, .. } = stored;
            who.reporter |= imported.contains(&placement.id.0);
            placement.mine = who.recorder;
            let offered = steps(PLACEMENT, Some(placement.status), &who);
            placement.steps = offered.map(|rule| rule.step).collect();
            placement
        });
        Ok(read.collect())
    }
}

/// How a person stands to a placement, who did not bring in the report of its removal.
pub(super) fn standing(me: &Me, stored: &StoredPlacement) -> Standing {
    let placement = &stored.placement;
    Standing {
        unit: me.unit.is_some() && me.unit == placement.unit,
        reporter: stored.removal_by == Some(me.id),
        ..Standing::of(me, &placement.areas, stored.recorded_by == Some(me.id))
    }
}

async fn take(
    tx: &mut Tx,
    act: &Act,
    id: PlacementId,
    step: PlacementTransition,
    given: Given,
    seen: Option<Version>,
) -> StorageResult<()> {
    let stored = tx.find_placement(id).await?.ok_or(AppError::NotFound)?;
    let from = stored.placement.status;
    if !act.me.covers(&stored.placement.areas) {
        return Err(AppError::NotFound.into());
    }
    check_version(seen, stored.placement.version, from.code())?;
    let mut who = standing(&act.me, &stored);
    who.reporter = who.reporter || tx.was_imported_by(id.0, act.me.id).await?;
    let rule = allow(PLACEMENT, step, Some(from), &who).map_err(AppError::from)?;
    let to = rule.end(None).ok_or(AppError::Internal)?;
    let mut photos = Vec::new();
    if rule.needs.contains(&Need::Photo) {
        let campaign = Some(stored.placement.campaign);
        claim_photos(tx, act, campaign, &given.photos).await?;
        photos = given.photos.clone();
    }
    let taken = PlacementStep {
        status: to,
        removal_by: (step == PlacementTransition::ReportRemoved).then_some(act.me.id),
        checked: matches!(
            step,
            PlacementTransition::Verify | PlacementTransition::RequestFix
        ),
        hung_again: step.hangs().then(|| stored.placement.displays_when_hung()),
        photos,
        at: act.at,
    };
    tx.step_placement(&stored, &taken).await?;
    let event = act.event(
        step.code(),
        Some(from.code()),
        Some(to.code()),
        reason_of(&given),
    );
    tx.create_event(&event).await
}
