//! Flags: recording one, and the second person who confirms, dismisses or returns it.

use app::{
    domain::{
        account::Me,
        flag::{Flag, FlagStatus, FlagTransition, NewFlag, Reason},
        ids::FlagId,
        invalid::Rule,
        photo::Sha256,
        query::{Page, RecordQuery},
        record::RecordKind,
        role::Permission,
        workflow::{FLAG, Standing, allow},
    },
    error::{AppError, AppResult, Refusal},
};

use super::{
    Recorded, Service,
    access::{as_read_by, flag_scope_of, offer, refuse, sees_flag, standing},
    capture::{Act, claim, claim_photos, nfc},
    map::change_of_flag,
};
use crate::{
    erase::erase,
    storage::{NewStoredFlag, StorageResult, StoredFlag, Tx},
};

impl Service {
    /// Records a display that nobody authorised or that is dangerous.
    ///
    /// # Errors
    /// Role, area, rule, photo that has not arrived, id taken by another payload.
    pub async fn record_flag(
        &self,
        id: FlagId,
        payload_sha256: Sha256,
        new: NewFlag,
    ) -> AppResult<Recorded> {
        let me = self.require(Permission::Record)?;
        let act = self.act(me, RecordKind::Flag, id.0);
        let receipt = act.receipt(payload_sha256, &new.capture.photos);
        let prepared = self.prepare_flag(&act, id, new).await;
        let recorded = self
            .state
            .db
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(repeated) = claim(tx, &act, &receipt).await? {
                        return Ok(repeated);
                    }
                    let flag = prepared?;
                    claim_photos(tx, &act, &flag.capture.photos).await?;
                    tx.create_flag(&flag).await?;
                    let event = act.event(
                        FlagTransition::Record.code(),
                        None,
                        Some(flag.status.code()),
                        None,
                    );
                    tx.create_event(&event).await?;
                    Ok(Recorded {
                        receipt: receipt.receipt,
                        created: true,
                    })
                })
            })
            .await?;
        if recorded.created
            && let Some(stored) = self.state.db.find_flag(id).await?
        {
            self.tell_flag(&stored.flag);
        }
        Ok(recorded)
    }

    /// The flag as it is to be stored, once every rule holds that needs no lock.
    pub(super) async fn prepare_flag(
        &self,
        act: &Act,
        id: FlagId,
        new: NewFlag,
    ) -> AppResult<NewStoredFlag> {
        new.check()?;
        let grounds = self.state.db.list_grounds().await?;
        if !new
            .grounds
            .iter()
            .all(|code| grounds.iter().any(|ground| ground.code == *code))
        {
            return Err(AppError::invalid("grounds", Rule::UnknownGround));
        }
        if let Some(campaign) = new.campaign
            && self.state.db.find_campaign(campaign).await?.is_none()
        {
            return Err(AppError::invalid("campaign", Rule::UnknownCampaign));
        }
        let mut grounds = new.grounds;
        grounds.sort();
        grounds.dedup();
        Ok(NewStoredFlag {
            id,
            campaign: new.campaign,
            kind: new.kind,
            location_class: new.location_class,
            grounds,
            status: FlagStatus::Recorded,
            capture: self.place(act, new.capture)?,
        })
    }

    pub(super) async fn confirm(&self, id: FlagId) -> AppResult<Flag> {
        self.review(id, FlagTransition::Confirm, None).await
    }

    pub(super) async fn dismiss(&self, id: FlagId, reason: Reason) -> AppResult<Flag> {
        self.review(id, FlagTransition::Dismiss, Some(reason)).await
    }

    pub(super) async fn give_back(&self, id: FlagId, reason: Reason) -> AppResult<Flag> {
        self.review(id, FlagTransition::Return, Some(reason)).await
    }

    /// The second person's decision. The photos of a flag that keeps none are deleted before this returns.
    async fn review(
        &self,
        id: FlagId,
        step: FlagTransition,
        reason: Option<Reason>,
    ) -> AppResult<Flag> {
        let me = self.require(Permission::ReviewFlags)?;
        if let Some(reason) = &reason {
            reason.check()?;
        }
        let reason = reason.map(|reason| nfc(reason.reason.trim()));
        let act = self.act(me, RecordKind::Flag, id.0);
        let (stored, orphans) = self
            .state
            .db
            .write(move |tx| Box::pin(async move { decide(tx, &act, id, step, reason).await }))
            .await?;
        erase(&self.state, orphans).await;
        self.tell_flag(&stored.flag);
        Ok(as_read_by(me, stored))
    }

    pub(super) async fn flags(&self, query: RecordQuery) -> AppResult<Page<Flag>> {
        let me = self.actor.as_ref().ok_or(AppError::SignInRequired)?;
        let mut scope = flag_scope_of(me).ok_or(refuse(Refusal::Role))?;
        if query.mine {
            scope.only_of = Some(me.id);
        }
        let page = self.state.db.list_flags(&query, &scope).await?;
        let mut items: Vec<_> = page
            .items
            .into_iter()
            .map(|stored| as_read_by(me, stored))
            .collect();
        self.bar_own_imports(me, &mut items).await?;
        Ok(Page {
            items,
            next: page.next,
        })
    }

    pub(super) async fn flag(&self, id: FlagId) -> AppResult<Flag> {
        let me = self.actor.as_ref().ok_or(AppError::SignInRequired)?;
        flag_scope_of(me).ok_or(refuse(Refusal::Role))?;
        let stored = self
            .state
            .db
            .find_flag(id)
            .await?
            .ok_or(AppError::NotFound)?;
        if !sees_flag(me, &stored) {
            return Err(AppError::NotFound);
        }
        let mut flag = as_read_by(me, stored);
        self.bar_own_imports(me, std::slice::from_mut(&mut flag))
            .await?;
        Ok(flag)
    }

    /// Who brought in a flag may not review it.
    async fn bar_own_imports(&self, me: &Me, flags: &mut [Flag]) -> AppResult<()> {
        let open = flags.iter().filter(|flag| flag.reviewable);
        let open: Vec<_> = open.map(|flag| flag.id.0).collect();
        let imported = self.state.db.list_imported(me.id, &open).await?;
        for flag in flags
            .iter_mut()
            .filter(|flag| imported.contains(&flag.id.0))
        {
            let who = Standing {
                importer: true,
                ..Standing::of(me, &flag.areas, flag.mine)
            };
            offer(flag, &who);
        }
        Ok(())
    }

    /// Tells listeners of a flag as it is now.
    pub(super) fn tell_flag(&self, flag: &Flag) {
        self.tell(change_of_flag(flag, self.state.clock.now()));
    }
}

/// Moves the flag on if the table lets this person, and gives the photos it lost.
pub(super) async fn decide(
    tx: &mut Tx,
    act: &Act,
    id: FlagId,
    step: FlagTransition,
    reason: Option<String>,
) -> StorageResult<(StoredFlag, Vec<Sha256>)> {
    let mut stored = hold(tx, act, id).await?;
    let from = stored.flag.status;
    let imported = tx.was_imported_by(id.0, act.me.id).await?;
    let who = standing(&act.me, &stored, imported);
    let rule = allow(FLAG, step, Some(from), &who).map_err(AppError::from)?;
    let &[to] = rule.to else {
        return Err(AppError::Internal.into());
    };
    tx.update_flag_status(id, to, act.at).await?;
    if let (FlagTransition::Return, Some(reason)) = (step, &reason) {
        tx.update_flag_return_reason(id, reason).await?;
        stored.flag.return_reason = Some(reason.clone());
    }
    tx.create_event(&act.event(step.code(), Some(from.code()), Some(to.code()), reason))
        .await?;
    let mut orphans = Vec::new();
    if !to.keeps_photos() {
        tx.delete_photos_of(id.0, act.at).await?;
        orphans = std::mem::take(&mut stored.flag.photos);
    }
    stored.flag.status = to;
    stored.flag.updated_at = act.at;
    Ok((stored, orphans))
}

/// The flag, held until the transaction ends; not there for who may not see it.
pub(super) async fn hold(tx: &mut Tx, act: &Act, id: FlagId) -> StorageResult<StoredFlag> {
    let stored = tx.find_flag(id).await?.ok_or(AppError::NotFound)?;
    if sees_flag(&act.me, &stored) {
        Ok(stored)
    } else {
        Err(AppError::NotFound.into())
    }
}
