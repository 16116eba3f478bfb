//! Writes the story: every record with the events that it would have left, in one transaction.

mod flag;
mod photos;
mod placement;

use app::{
    domain::{
        account::Me,
        area::AreaCodes,
        ids::EventId,
        photo::Sha256,
        placement::{PlacementStatus, PlacementTransition},
        position::PositionSource,
        record::RecordKind,
        time::Timestamp,
    },
    error::AppError,
    geo::LonLat,
};
use uuid::Uuid;

pub use photos::{Photos, photos};

use super::{
    account::People,
    random::Random,
    story::{Place, Story},
};
use crate::{
    backend::geography::Geography,
    storage::{Db, NewEvent, StorageResult, StoredCapture, Tx},
};

/// Writes all records of the story.
pub async fn records(
    db: &Db,
    story: Story,
    people: People,
    photos: Photos,
    geography: Geography,
) -> anyhow::Result<()> {
    let writer = Writer {
        people,
        photos,
        geography,
        random: Random::new(1),
    };
    let done = db.write(move |tx| Box::pin(writer.all(tx, story)));
    Ok(done.await?)
}

struct Writer {
    people: People,
    photos: Photos,
    geography: Geography,
    random: Random,
}

/// Who did something to which record when.
struct Deed<'a> {
    at: Timestamp,
    by: Option<&'a Me>,
    record: RecordKind,
    id: Uuid,
    /// Orders the events of one moment.
    order: u16,
}

impl Deed<'_> {
    fn event(
        &mut self,
        random: &mut Random,
        action: &'static str,
        from: Option<&'static str>,
        to: Option<&'static str>,
        reason: Option<&str>,
    ) -> NewEvent {
        self.order += 1;
        NewEvent {
            id: EventId(random.uuid(self.at.0, self.order)),
            at: self.at,
            actor: self.by.map(|me| (me.id, me.role)),
            record: self.record,
            record_id: self.id,
            action,
            from,
            to,
            reason: reason.map(str::to_owned),
        }
    }
}

impl Writer {
    async fn all(mut self, tx: &mut Tx, story: Story) -> StorageResult<()> {
        let people = self.people.clone();
        for placement in &story.placements {
            self.placement(tx, placement, &people).await?;
        }
        for flag in &story.flags {
            self.flag(tx, flag, &people).await?;
        }
        Ok(())
    }

    /// Walks the table from `status`, an event a step. A step that the table doesn't have ends the filling.
    async fn walk(
        &mut self,
        tx: &mut Tx,
        deed: &mut Deed<'_>,
        mut status: PlacementStatus,
        steps: &[PlacementTransition],
        reason: Option<&str>,
    ) -> StorageResult<PlacementStatus> {
        for step in steps {
            let next = step
                .from(status)
                .ok_or_else(|| AppError::TransitionRefused {
                    status: status.code().to_owned(),
                    transition: step.code().to_owned(),
                })?;
            let (from, to) = (Some(status.code()), Some(next.code()));
            tx.create_event(&deed.event(&mut self.random, step.code(), from, to, reason))
                .await?;
            status = next;
        }
        Ok(status)
    }

    async fn claimed(
        &self,
        tx: &mut Tx,
        record: RecordKind,
        id: Uuid,
    ) -> StorageResult<Vec<Sha256>> {
        let Some(sha256) = self.photos.get(&id) else {
            return Ok(Vec::new());
        };
        tx.claim_photo(sha256, record, id).await?;
        Ok(vec![sha256.clone()])
    }

    /// What a phone would have sent; `otherwise` are the areas where the position lies in none.
    #[expect(
        clippy::too_many_arguments,
        reason = "they are the columns of a capture, each from somewhere else"
    )]
    fn capture(
        &self,
        me: &Me,
        at: Timestamp,
        place: Place,
        street: &str,
        note: &str,
        photos: Vec<Sha256>,
        otherwise: &AreaCodes,
    ) -> StoredCapture {
        let found = LonLat::new(place.lon, place.lat).map(|point| self.geography.codes_of(point));
        let areas = found.ok().filter(|areas| *areas != AreaCodes::default());
        StoredCapture {
            lon: place.lon,
            lat: place.lat,
            accuracy_m: Some(place.accuracy_m),
            position_source: PositionSource::Gps,
            pin_reason: None,
            street: street.to_owned(),
            areas: areas.unwrap_or_else(|| otherwise.clone()),
            note: note.to_owned(),
            photos,
            recorded_by: me.id,
            recorded_at: at,
            clock_offset_ms: Some(0),
            received_at: at,
            sample: true,
        }
    }
}
