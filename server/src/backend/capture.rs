//! What recording a placement, a check-in and a flag have in common: places, photos, ids, events, news.

use app::{
    domain::{
        account::Me,
        area::AreaCodes,
        ids::{CampaignId, EventId},
        invalid::Rule,
        map::Change,
        photo::Sha256,
        record::{Capture, Receipt, RecordKind},
        time::Timestamp,
    },
    error::{AppError, AppResult, Refusal},
};
use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::{Importer, Recorded, Service, access::refuse};
use crate::{
    news::News,
    storage::{Claim, NewEvent, NewReceipt, StorageResult, StoredCapture, Tx},
};

/// Most bytes of a record's payload.
pub const MAX_PAYLOAD_BYTES: usize = 64 * 1024;

/// Who acts on which record when; what every event of one write shares.
#[derive(Debug, Clone)]
pub(super) struct Act {
    pub(super) me: Me,
    pub(super) at: Timestamp,
    pub(super) record: RecordKind,
    pub(super) id: Uuid,
    pub(super) importer: Option<Importer>,
}

impl Act {
    /// The event of a step of the workflow.
    pub(super) fn event(
        &self,
        action: &'static str,
        from: Option<&'static str>,
        to: Option<&'static str>,
        reason: Option<String>,
    ) -> NewEvent {
        NewEvent {
            id: EventId(Uuid::now_v7()),
            at: self.at,
            actor: Some((self.me.id, self.me.role)),
            record: self.record,
            record_id: self.id,
            action,
            from,
            to,
            reason,
        }
    }

    /// The receipt to be kept for this record.
    pub(super) fn receipt(&self, payload_sha256: Sha256, photos: &[Sha256]) -> NewReceipt {
        NewReceipt {
            target: None,
            ..self.receipt_of_change(self.id, payload_sha256, photos)
        }
    }

    /// The receipt to be kept for a change of this record, which has the id `change`.
    pub(super) fn receipt_of_change(
        &self,
        change: Uuid,
        payload_sha256: Sha256,
        photos: &[Sha256],
    ) -> NewReceipt {
        let receipt = Receipt {
            id: change,
            received_at: self.at,
            payload_sha256,
            photos: photos.to_vec(),
        };
        NewReceipt {
            record: self.record,
            account: self.me.id,
            receipt,
            target: Some(self.id),
        }
    }
}

impl Service {
    /// An act of `me` on a record, now.
    pub(super) fn act(&self, me: &Me, record: RecordKind, id: Uuid) -> Act {
        Act {
            me: me.clone(),
            at: self.state.clock.now(),
            record,
            id,
            importer: self.importer.clone(),
        }
    }

    /// Where a capture lies, if that is in the city and in the person's areas, with its texts in NFC.
    pub(super) fn place(&self, act: &Act, capture: Capture) -> AppResult<StoredCapture> {
        let located = self.locate(act, capture)?;
        if act.covers(&located.areas) {
            Ok(located)
        } else {
            Err(refuse(Refusal::Area))
        }
    }

    /// Where a capture lies, if that is in the city, with its texts in NFC.
    pub(super) fn locate(&self, act: &Act, capture: Capture) -> AppResult<StoredCapture> {
        let areas = self.state.geography().codes_of(capture.position.point());
        if areas == AreaCodes::default() {
            return Err(AppError::invalid("position", Rule::OutsideCity));
        }
        Ok(StoredCapture {
            lon: capture.position.lon,
            lat: capture.position.lat,
            accuracy_m: capture.position.accuracy_m,
            position_source: capture.position.source,
            pin_reason: capture.position.pin_reason,
            street: nfc(capture.street.trim()),
            areas,
            note: nfc(capture.note.trim()),
            photos: capture.photos,
            recorded_by: act.me.id,
            recorded_at: capture.recorded_at,
            clock_offset_ms: capture.clock_offset_ms,
            received_at: act.at,
            sample: false,
        })
    }

    /// Tells listeners of a change. Nobody listening is fine.
    pub(super) fn tell(&self, change: Change) {
        self.state.news.tell(News::Here(change));
    }
}

/// Takes the id, or gives the receipt of the same request made before. Call it first in the transaction.
pub(super) async fn claim(
    tx: &mut Tx,
    act: &Act,
    new: &NewReceipt,
) -> StorageResult<Option<Recorded>> {
    match tx.claim_id(new).await? {
        Claim::Fresh => {
            act.note_import(tx).await?;
            Ok(None)
        }
        Claim::Repeated(receipt) => Ok(Some(Recorded {
            receipt,
            created: false,
        })),
        Claim::Conflict => Err(AppError::PayloadConflict.into()),
        Claim::OtherOwner => Err(refuse(Refusal::OtherOwner).into()),
    }
}

/// Gives the photos to the record, which is of this campaign if of any: each must have arrived from this account and belong to no other record.
/// One that is the record's already stays. A campaign whose retention is over takes nothing any more, also no record without photos.
pub(super) async fn claim_photos(
    tx: &mut Tx,
    act: &Act,
    campaign: Option<CampaignId>,
    photos: &[Sha256],
) -> StorageResult<()> {
    if let Some(campaign) = campaign
        && let Some(campaign) = tx.find_campaign(campaign).await?
        && campaign.is_past_retention(act.at.date())
    {
        return Err(AppError::invalid("campaign", Rule::PastRetention).into());
    }
    let mut missing = Vec::new();
    // In one order for every writer: two records that claim the same photos wait for each other once, not for ever.
    for sha256 in photos.iter().collect::<std::collections::BTreeSet<_>>() {
        match tx.find_photo(sha256).await? {
            None => missing.push(sha256.clone()),
            Some(photo) if !photo.deleted && photo.record == Some((act.record, act.id)) => {}
            Some(photo)
                if photo.account != act.me.id || photo.record.is_some() || photo.deleted =>
            {
                return Err(AppError::invalid("photos", Rule::PhotoTaken).into());
            }
            Some(_) => tx.claim_photo(sha256, act.record, act.id).await?,
        }
    }
    if missing.is_empty() {
        Ok(())
    } else {
        Err(AppError::PhotosMissing { photos: missing }.into())
    }
}

/// The text in Unicode's composed form.
pub(super) fn nfc(text: &str) -> String {
    text.nfc().collect()
}
