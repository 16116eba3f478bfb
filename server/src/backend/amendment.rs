//! What an officer changes of their own flag: a correction puts a whole new form in its place, a withdrawal takes it
//! back. Each has an id of its own, so that a phone can repeat it like a record.

use app::{
    domain::{
        flag::{FlagTransition, NewFlag, Withdrawal},
        given::Given,
        ids::FlagId,
        photo::Sha256,
        record::RecordKind,
        role::Permission,
        workflow::{FLAG, allow},
    },
    error::{AppError, AppResult, Refusal},
};
use futures::future::BoxFuture;
use uuid::Uuid;

use super::{
    Recorded, Service,
    access::{refuse, standing},
    capture::{Act, claim, claim_photos},
    flag_step::{decide, hold},
};
use crate::{
    life::erase,
    storage::{NewReceipt, NewStoredFlag, StorageResult, Tx},
};

/// A change under way in its transaction.
type Changing<'c> = BoxFuture<'c, StorageResult<Vec<Sha256>>>;

/// What became of a change.
enum Change {
    /// It was made; these photos are nobody's any more.
    Made(Recorded, Vec<Sha256>),
    /// It is made when somebody else brings in the same.
    Waits,
}

impl Service {
    /// Puts a new form in the place of what the officer's own flag said. Photos it no longer names are deleted.
    ///
    /// # Errors
    /// Role, not the officer's own, state, area, rule, photo that has not arrived, id taken by another payload.
    pub async fn correct_flag(
        &self,
        flag: FlagId,
        id: Uuid,
        payload_sha256: Sha256,
        new: NewFlag,
    ) -> AppResult<Recorded> {
        let me = self.require(Permission::Record)?;
        let act = self.act(me, RecordKind::Flag, flag.0);
        let receipt = act.receipt_of_change(id, payload_sha256, &new.capture.photos);
        let prepared = self.prepare_flag(&act, flag, new).await;
        self.change_once(flag, act, receipt, move |tx, act| {
            Box::pin(correct(tx, act, flag, prepared))
        })
        .await
    }

    /// Takes the officer's own flag back. Its photos are deleted.
    ///
    /// # Errors
    /// Role, not the officer's own, state, rule, id taken by another payload.
    pub async fn withdraw_flag(
        &self,
        flag: FlagId,
        id: Uuid,
        payload_sha256: Sha256,
        withdrawal: Withdrawal,
    ) -> AppResult<Recorded> {
        let me = self.require(Permission::Record)?;
        let act = self.act(me, RecordKind::Flag, flag.0);
        let receipt = act.receipt_of_change(id, payload_sha256, &[]);
        self.change_once(flag, act, receipt, move |tx, act| {
            Box::pin(withdraw(tx, act, flag, withdrawal))
        })
        .await
    }

    /// Makes the change unless the same was made before; it gives the photos that the flag lost. They are gone and
    /// listeners know before the sender does.
    async fn change_once<F>(
        &self,
        flag: FlagId,
        act: Act,
        receipt: NewReceipt,
        change: F,
    ) -> AppResult<Recorded>
    where
        F: for<'c> FnOnce(&'c mut Tx, &'c Act) -> Changing<'c> + Send + 'static,
    {
        let made = self
            .state
            .db
            .write(move |tx| {
                Box::pin(async move {
                    if loses_photos(tx, &act, flag, &receipt.receipt.photos).await?
                        && act.waits_for_another(tx, receipt.receipt.id).await?
                    {
                        return Ok(Change::Waits);
                    }
                    if let Some(repeated) = claim(tx, &act, &receipt).await? {
                        return Ok(Change::Made(repeated, Vec::new()));
                    }
                    let lost = change(tx, &act).await?;
                    let recorded = Recorded {
                        receipt: receipt.receipt,
                        created: true,
                    };
                    Ok(Change::Made(recorded, lost))
                })
            })
            .await?;
        let Change::Made(recorded, lost) = made else {
            return Err(refuse(Refusal::SecondImport));
        };
        erase(&self.state, lost).await;
        if recorded.created
            && let Some(stored) = self.state.db.find_flag(flag).await?
        {
            self.tell_flag(&stored.flag);
        }
        Ok(recorded)
    }
}

/// Whether the flag has photos that a change doesn't keep. Only of a change that somebody brings in, who must answer for the flag's areas.
async fn loses_photos(
    tx: &mut Tx,
    act: &Act,
    flag: FlagId,
    kept: &[Sha256],
) -> StorageResult<bool> {
    if act.importer.is_none() {
        return Ok(false);
    }
    let stored = hold(tx, act, flag).await?;
    Ok(stored.flag.photos.iter().any(|photo| !kept.contains(photo)))
}

/// Withdraws the flag if the table lets this person, and gives the photos it lost.
async fn withdraw(
    tx: &mut Tx,
    act: &Act,
    flag: FlagId,
    withdrawal: Withdrawal,
) -> StorageResult<Vec<Sha256>> {
    withdrawal.check().map_err(AppError::from)?;
    let given = Given::reason(withdrawal.reason);
    decide(tx, act, flag, FlagTransition::Withdraw, given, None).await
}

/// Corrects the flag if the table lets this person, and gives the photos it no longer names.
async fn correct(
    tx: &mut Tx,
    act: &Act,
    flag: FlagId,
    prepared: AppResult<NewStoredFlag>,
) -> StorageResult<Vec<Sha256>> {
    let stored = hold(tx, act, flag).await?;
    let (from, step) = (stored.flag.status, FlagTransition::Correct);
    let who = standing(&act.me, &stored);
    allow(FLAG, step, Some(from), &who).map_err(AppError::from)?;
    let new = prepared?;
    claim_photos(tx, act, new.campaign, &new.capture.photos).await?;
    let mut dropped = stored.flag.photos;
    dropped.retain(|photo| !new.capture.photos.contains(photo));
    tx.delete_photos(&dropped, act.at).await?;
    tx.update_flag(&new, act.at).await?;
    let event = act.event(
        step.code(),
        Some(from.code()),
        Some(new.status.code()),
        None,
    );
    tx.create_event(&event).await?;
    Ok(dropped)
}
