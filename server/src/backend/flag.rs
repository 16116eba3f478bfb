//! Flags: recording one, reading them. What becomes of one is in `flag_step`.

use app::{
    domain::{
        flag::{Flag, FlagStatus, FlagTransition, NewFlag},
        ids::FlagId,
        invalid::Rule,
        photo::Sha256,
        query::{Page, RecordQuery},
        record::RecordKind,
        role::Permission,
    },
    error::{AppError, AppResult, Refusal},
};

use super::{
    Recorded, Service,
    access::{flag_scope_for, flag_scope_of, refuse, sees_flag},
    capture::{Act, claim, claim_photos},
    map::change_of_flag,
};
use crate::storage::NewStoredFlag;

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
                    claim_photos(tx, &act, flag.campaign, &flag.capture.photos).await?;
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

    pub(super) async fn flags(&self, query: RecordQuery) -> AppResult<Page<Flag>> {
        let me = self.actor.as_ref().ok_or(AppError::SignInRequired)?;
        let scope = flag_scope_for(me, &query).ok_or(refuse(Refusal::Role))?;
        let page = self.state.db.list_flags(&query, &scope).await?;
        Ok(Page {
            items: self.flags_as_read(me, page.items).await?,
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
        self.as_read(me, stored).await
    }

    /// Tells listeners of a flag as it is now.
    pub(super) fn tell_flag(&self, flag: &Flag) {
        self.tell(change_of_flag(flag, self.state.clock.now()));
    }
}
