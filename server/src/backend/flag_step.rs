//! The steps of a flag after it was recorded: the second person's, the addressee's, the review of a complaint.

use app::{
    domain::{
        account::Me,
        flag::{Flag, FlagStatus, FlagTransition},
        given::Given,
        ids::FlagId,
        invalid::Rule,
        photo::Sha256,
        record::{RecordKind, Version},
        workflow::{Barred, FLAG, Need, allow, steps},
    },
    error::{AppError, AppResult, Refusal},
};
use uuid::Uuid;

use super::{
    Service,
    access::{refuse, sees_flag, standing},
    capture::{Act, claim_photos},
    step::{check_version, looks_at, reason_of},
};
use crate::{
    life::erase,
    storage::{StorageResult, StoredFlag, Tx},
};

impl Service {
    /// Takes a step, if the table lets this person and the flag is still at the version they `seen`. The photos of a flag
    /// that keeps none are deleted before this returns.
    pub(super) async fn step_flag(
        &self,
        id: FlagId,
        step: FlagTransition,
        given: Given,
        seen: Option<Version>,
    ) -> AppResult<Flag> {
        let (me, _) = self.require_step(FLAG, step, &given)?;
        let act = self.act(me, RecordKind::Flag, id.0);
        let orphans = self
            .state
            .db
            .write(move |tx| Box::pin(async move { decide(tx, &act, id, step, given, seen).await }))
            .await?;
        erase(&self.state, orphans).await;
        let stored = self.state.db.find_flag(id).await?;
        let stored = stored.ok_or(AppError::NotFound)?;
        self.tell_flag(&stored.flag);
        self.as_read(me, stored).await
    }

    /// The flag as this person reads it, with what they may do with it now.
    pub(super) async fn as_read(&self, me: &Me, stored: StoredFlag) -> AppResult<Flag> {
        let mut read = self.flags_as_read(me, vec![stored]).await?;
        read.pop().ok_or(AppError::NotFound)
    }

    /// Flags as this person reads them, in the same order. What is looked up of the log is looked up of all at once.
    pub(super) async fn flags_as_read(
        &self,
        me: &Me,
        stored: Vec<StoredFlag>,
    ) -> AppResult<Vec<Flag>> {
        let db = &self.state.db;
        let of = |barred: &[Barred]| -> Vec<Uuid> {
            let asked = stored.iter().map(|stored| &stored.flag).filter(|flag| {
                let mut barred = barred.iter();
                barred.any(|&barred| looks_at(FLAG, flag.status, me.role, barred))
            });
            asked.map(|flag| flag.id.0).collect()
        };
        let imported = db.list_imported(me.id, &of(&[Barred::Recorder])).await?;
        let reviewed = of(&[Barred::Reporter, Barred::Reviewer]);
        let deeds = db.list_deeds(me.id, &reviewed).await?;
        let confirm = FlagTransition::Confirm.code();
        let under_review = of(&[Barred::Reopener]);
        let confirmed = db.list_with_event(&under_review, confirm).await?;
        let read = stored.into_iter().map(|stored| {
            let mut who = standing(me, &stored);
            let StoredFlag { mut flag, .. } = stored;
            who.importer = imported.contains(&flag.id.0);
            if let Some(deeds) = deeds.get(&flag.id.0) {
                who.note_deeds(deeds, flag.status, confirmed.contains(&flag.id.0));
            }
            flag.mine = who.recorder;
            let offered: Vec<_> = steps(FLAG, Some(flag.status), &who).collect();
            for rule in offered.iter().filter(|rule| rule.to.len() > 1) {
                flag.choices = rule.to.to_vec();
            }
            flag.steps = offered.iter().map(|rule| rule.step).collect();
            flag.reviewable = flag.steps.contains(&FlagTransition::Confirm);
            flag
        });
        let mut read: Vec<_> = read.collect();
        // What nobody ever confirmed can only be dismissed.
        let ends = |flag: &&mut Flag| flag.choices.contains(&FlagStatus::Dismissed);
        for flag in read.iter_mut().filter(ends) {
            if !confirmed.contains(&flag.id.0) {
                flag.choices.retain(|end| *end == FlagStatus::Dismissed);
            }
        }
        Ok(read)
    }
}

/// Moves the flag on if the table lets this person, and gives the photos it lost.
pub(super) async fn decide(
    tx: &mut Tx,
    act: &Act,
    id: FlagId,
    step: FlagTransition,
    given: Given,
    seen: Option<Version>,
) -> StorageResult<Vec<Sha256>> {
    let stored = hold(tx, act, id).await?;
    let from = stored.flag.status;
    check_version(seen, stored.flag.version, from.code())?;
    let mut who = standing(&act.me, &stored);
    who.importer = tx.was_imported_by(id.0, act.me.id).await?;
    let confirmed = tx.has_event(id.0, FlagTransition::Confirm.code()).await?;
    who.note_deeds(&tx.list_deeds(act.me.id, id.0).await?, from, confirmed);
    let rule = allow(FLAG, step, Some(from), &who).map_err(AppError::from)?;
    let to = rule.end(given.outcome);
    let to = to.ok_or_else(|| AppError::invalid("outcome", Rule::OutcomeRequired))?;
    // The police see closed flags: one that nobody confirmed must not get there by way of a review.
    if step == FlagTransition::ResolveReview && to == FlagStatus::Closed && !confirmed {
        return Err(AppError::invalid("outcome", Rule::NeverConfirmed).into());
    }
    tx.update_flag_status(id, to, act.at).await?;
    if rule.needs.contains(&Need::Photo) {
        claim_photos(tx, act, stored.flag.campaign, &given.photos).await?;
        let photos = [given.photos.as_slice(), &stored.flag.photos].concat();
        tx.update_flag_photos(id, &photos).await?;
    }
    let mut reason = reason_of(&given);
    if let (FlagTransition::Return, Some(reason)) = (step, &reason) {
        tx.update_flag_return_reason(id, reason).await?;
    }
    if let (FlagTransition::HandOver, Some(addressee)) = (step, given.addressee) {
        tx.update_flag_addressee(id, addressee).await?;
        // So that the log itself says to whom.
        reason = Some(addressee.code().to_owned());
    }
    tx.create_event(&act.event(step.code(), Some(from.code()), Some(to.code()), reason))
        .await?;
    if to.keeps_photos() {
        return Ok(Vec::new());
    }
    tx.delete_photos_of(id.0, act.at).await?;
    Ok(stored.flag.photos)
}

/// The flag, held until the transaction ends; not there for who may not see it. Who brings in what somebody else did to it answers for
/// where it lies too.
pub(super) async fn hold(tx: &mut Tx, act: &Act, id: FlagId) -> StorageResult<StoredFlag> {
    let stored = tx.find_flag(id).await?.ok_or(AppError::NotFound)?;
    if !sees_flag(&act.me, &stored) {
        return Err(AppError::NotFound.into());
    }
    if !act.importer_covers(&stored.flag.areas) {
        return Err(refuse(Refusal::Area).into());
    }
    Ok(stored)
}
