//! Placements: recording one outside the plan, reading them. What becomes of one is in `placement_step` and `check_in`.

use app::{
    domain::{
        ids::PlacementId,
        invalid::Rule,
        map::{Change, MapRecord},
        photo::Sha256,
        placement::{NewPlacement, Placement, PlacementStatus, PlacementTransition},
        query::{Page, RecordQuery},
        record::RecordKind,
        role::Permission,
    },
    error::{AppError, AppResult},
};

use super::{
    Recorded, Service,
    access::scope_for,
    capture::{Act, claim, claim_photos},
};
use crate::storage::NewStoredPlacement;

impl Service {
    /// Records a display of the campaign that is not in the plan.
    ///
    /// # Errors
    /// Role, area, rule, photo that has not arrived, id taken by another payload.
    pub async fn record_placement(
        &self,
        id: PlacementId,
        payload_sha256: Sha256,
        new: NewPlacement,
    ) -> AppResult<Recorded> {
        let me = self.require(Permission::Record)?;
        let act = self.act(me, RecordKind::Placement, id.0);
        let receipt = act.receipt(payload_sha256, &new.capture.photos);
        let prepared = self.prepare_placement(&act, id, new).await;
        let news = prepared.as_ref().ok().cloned();
        let recorded = self
            .state
            .db
            .write(move |tx| {
                Box::pin(async move {
                    if let Some(repeated) = claim(tx, &act, &receipt).await? {
                        return Ok(repeated);
                    }
                    let placement = prepared?;
                    let campaign = Some(placement.campaign);
                    claim_photos(tx, &act, campaign, &placement.capture.photos).await?;
                    tx.create_placement(&placement).await?;
                    let (from, to) = (PlacementStatus::Planned.code(), placement.status.code());
                    let action = PlacementTransition::ReportInstalled.code();
                    tx.create_event(&act.event(action, Some(from), Some(to), None))
                        .await?;
                    Ok(Recorded {
                        receipt: receipt.receipt,
                        created: true,
                    })
                })
            })
            .await?;
        if let Some(new) = news.filter(|_| recorded.created) {
            let capture = new.capture;
            let record = MapRecord {
                record: RecordKind::Placement,
                id: id.0,
                lon: capture.lon,
                lat: capture.lat,
                kind: new.kind,
                status: new.status.code().to_owned(),
            };
            self.tell(Change {
                record,
                campaign: Some(new.campaign),
                unit: new.unit,
                areas: capture.areas,
                at: self.state.clock.now(),
            });
        }
        Ok(recorded)
    }

    async fn prepare_placement(
        &self,
        act: &Act,
        id: PlacementId,
        new: NewPlacement,
    ) -> AppResult<NewStoredPlacement> {
        new.check()?;
        let campaign = self.state.db.find_campaign(new.campaign).await?;
        let campaign = campaign.ok_or(AppError::invalid("campaign", Rule::UnknownCampaign))?;
        if new
            .message_no
            .is_some_and(|no| campaign.message(no).is_none())
        {
            return Err(AppError::invalid("message_no", Rule::UnknownMessage));
        }
        if let Some(unit) = &new.unit {
            let units = self.state.db.list_units().await?;
            if !units.iter().any(|known| known.code == *unit) {
                return Err(AppError::invalid("unit", Rule::UnknownUnit));
            }
        }
        Ok(NewStoredPlacement {
            id,
            campaign: new.campaign,
            kind: new.kind,
            quantity: new.quantity,
            message_no: new.message_no,
            unit: new.unit,
            status: PlacementStatus::Installed,
            capture: self.place(act, new.capture)?,
        })
    }

    pub(super) async fn placements(&self, query: RecordQuery) -> AppResult<Page<Placement>> {
        let me = self.require(Permission::ReadPlacements)?;
        let scope = scope_for(me, &query);
        let page = self.state.db.list_placements(&query, &scope).await?;
        Ok(Page {
            items: self.placements_as_read(me, page.items).await?,
            next: page.next,
        })
    }

    pub(super) async fn placement(&self, id: PlacementId) -> AppResult<Placement> {
        let me = self.require(Permission::ReadPlacements)?;
        let stored = self
            .state
            .db
            .find_placement(id)
            .await?
            .ok_or(AppError::NotFound)?;
        if me.covers(&stored.placement.areas) {
            self.placement_as_read(me, stored).await
        } else {
            Err(AppError::NotFound)
        }
    }
}
