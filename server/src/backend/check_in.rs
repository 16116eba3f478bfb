//! Check-ins: one visit, which moves its placement on along the workflow's table.

use app::{
    domain::{
        check_in::{CheckIn, NewCheckIn},
        condition::Condition,
        ids::{CampaignId, CheckInId, PlacementId},
        invalid::Rule,
        photo::Sha256,
        placement::{Placement, PlacementStatus, PlacementTransition, steps_of_check_in},
        query::{Page, RecordQuery},
        record::RecordKind,
        role::Permission,
        workflow::{PLACEMENT, Standing, allow},
    },
    error::{AppError, AppResult, Refusal},
};

use super::{
    Recorded, Service,
    access::{refuse, scope_for},
    capture::{Act, claim, claim_photos},
    map::change_of_placement,
};
use crate::storage::{
    NewStoredCheckIn, PlacementChange, StorageResult, StoredCapture, StoredPlacement, Tx,
};

/// A check-in whose rules hold, as far as they need no lock.
struct Prepared {
    placement: PlacementId,
    campaign: CampaignId,
    condition: Condition,
    quantity: Option<i32>,
    capture: StoredCapture,
}

impl Service {
    /// Records a visit to a site or placement.
    ///
    /// # Errors
    /// Role, area, rule, photo that has not arrived, id taken by another payload.
    pub async fn record_check_in(
        &self,
        id: CheckInId,
        payload_sha256: Sha256,
        new: NewCheckIn,
    ) -> AppResult<Recorded> {
        let me = self.require(Permission::Record)?;
        let act = self.act(me, RecordKind::CheckIn, id.0);
        let receipt = act.receipt(payload_sha256, &new.capture.photos);
        let prepared = self.prepare_check_in(&act, new).await;
        let (recorded, changed) = self
            .state
            .db
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(repeated) = claim(tx, &act, &receipt).await? {
                        return Ok((repeated, None));
                    }
                    let prepared = prepared?;
                    let campaign = Some(prepared.campaign);
                    claim_photos(tx, &act, campaign, &prepared.capture.photos).await?;
                    let changed = visit(tx, &act, id, prepared).await?;
                    Ok((
                        Recorded {
                            receipt: receipt.receipt,
                            created: true,
                        },
                        Some(changed),
                    ))
                })
            })
            .await?;
        if let Some((stored, status)) = changed {
            let placement = Placement {
                status,
                ..stored.placement
            };
            self.tell(change_of_placement(&placement, self.state.clock.now()));
        }
        Ok(recorded)
    }

    async fn prepare_check_in(&self, act: &Act, new: NewCheckIn) -> AppResult<Prepared> {
        new.check()?;
        let unknown = |field| AppError::invalid(field, Rule::UnknownTarget);
        let placement = match (new.site, new.placement) {
            (Some(site), _) => {
                self.state
                    .db
                    .find_site(site)
                    .await?
                    .ok_or(unknown("site"))?
                    .placement
            }
            (None, Some(placement)) => placement,
            (None, None) => return Err(AppError::invalid("site", Rule::TargetRequired)),
        };
        let stored = self
            .state
            .db
            .find_placement(placement)
            .await?
            .ok_or(unknown("placement"))?;
        if !act.covers(&stored.placement.areas) {
            return Err(refuse(Refusal::Area));
        }
        if !new.condition.applies_to(stored.placement.kind) {
            return Err(AppError::invalid("condition", Rule::ConditionKind));
        }
        // Where the display hangs counts, so a visit may be recorded from just outside one's area.
        let capture = self.locate(act, new.capture)?;
        Ok(Prepared {
            placement,
            campaign: stored.placement.campaign,
            condition: new.condition,
            quantity: new.quantity,
            capture,
        })
    }

    pub(super) async fn check_ins(&self, query: RecordQuery) -> AppResult<Page<CheckIn>> {
        let me = self.require(Permission::ReadPlacements)?;
        let scope = scope_for(me, &query);
        Ok(self.state.db.list_check_ins(&query, &scope, me.id).await?)
    }

    pub(super) async fn check_in(&self, id: CheckInId) -> AppResult<CheckIn> {
        let me = self.require(Permission::ReadPlacements)?;
        let check_in = self
            .state
            .db
            .find_check_in(id, me.id)
            .await?
            .ok_or(AppError::NotFound)?;
        if check_in.mine || me.covers(&check_in.areas) {
            Ok(check_in)
        } else {
            Err(AppError::NotFound)
        }
    }
}

/// Adds the check-in, walks its placement's steps and logs each.
async fn visit(
    tx: &mut Tx,
    act: &Act,
    id: CheckInId,
    new: Prepared,
) -> StorageResult<(StoredPlacement, PlacementStatus)> {
    let stored = tx
        .find_placement(new.placement)
        .await?
        .ok_or(AppError::NotFound)?;
    let placement = &stored.placement;
    let same_reporter = stored.removal_by == Some(act.me.id)
        || tx.was_imported_by(placement.id.0, act.me.id).await?;
    let steps = steps_of_check_in(placement.status, new.condition, same_reporter);
    tx.create_event(&act.event("check_in", None, Some(new.condition.code()), None))
        .await?;
    let on_placement = Act {
        record: RecordKind::Placement,
        id: placement.id.0,
        ..act.clone()
    };
    tx.create_event(&on_placement.event("check_in", None, Some(new.condition.code()), None))
        .await?;
    let who = Standing {
        reporter: same_reporter,
        ..Standing::of(
            &act.me,
            &placement.areas,
            stored.recorded_by == Some(act.me.id),
        )
    };
    let mut status = placement.status;
    let mut removal_by = stored.removal_by;
    for &step in steps {
        let rule = allow(PLACEMENT, step, Some(status), &who).map_err(AppError::from)?;
        let &[next] = rule.to else {
            return Err(AppError::Internal.into());
        };
        let (from, to) = (Some(status.code()), Some(next.code()));
        tx.create_event(&on_placement.event(step.code(), from, to, None))
            .await?;
        if step == PlacementTransition::ReportRemoved {
            removal_by = Some(act.me.id);
            on_placement.bar_importer(tx).await?;
        }
        status = next;
    }
    let change = PlacementChange {
        status,
        condition: new.condition,
        quantity: placement.displays_after(new.condition, new.quantity),
        photos: new.capture.photos.clone(),
        removal_by,
        recorded_at: new.capture.recorded_at,
        at: act.at,
        by: act.me.id,
    };
    tx.update_placement(&stored, &change).await?;
    let check_in = NewStoredCheckIn {
        id,
        campaign: placement.campaign,
        placement: placement.id,
        site: placement.site,
        kind: placement.kind,
        unit: placement.unit.clone(),
        condition: new.condition,
        quantity: new.quantity,
        capture: new.capture,
    };
    tx.create_check_in(&check_in).await?;
    Ok((stored, status))
}
