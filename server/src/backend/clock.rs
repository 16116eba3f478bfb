//! The clock's steps: a placement whose window has ended is to be removed, a flag that nobody decided on lapses. The log
//! names nobody as who did it, which pages show as «the system»; to a record the clock stands as nobody does.

use app::{
    domain::{
        flag::FlagTransition,
        ids::{EventId, FlagId, PlacementId},
        photo::Sha256,
        placement::{PlacementStatus, PlacementTransition},
        record::RecordKind,
        time::Timestamp,
        workflow::{FLAG, PLACEMENT, Standing, allow},
    },
    error::AppResult,
};
use uuid::Uuid;

use super::{
    Service,
    map::{change_of_flag, change_of_placement},
};
use crate::{
    life::erase,
    state::AppState,
    storage::{NewEvent, PlacementStep, StorageResult, StoredFlag, StoredPlacement, Tx},
};

/// Makes these placements due for removal; those that have gone on meanwhile stay. Tells how many it moved.
///
/// # Errors
/// When the write fails.
pub async fn expire(state: &AppState, ids: Vec<PlacementId>) -> AppResult<usize> {
    let at = state.clock.now();
    let moved = state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut moved = Vec::new();
                for id in ids {
                    moved.extend(expire_one(tx, id, at).await?);
                }
                Ok(moved)
            })
        })
        .await?;
    let service = Service::new(state.clone(), None);
    for stored in &moved {
        service.tell(change_of_placement(&stored.placement, at));
    }
    Ok(moved.len())
}

/// Lets these flags lapse, unless they have changed since `before`. Their photos are deleted before this returns.
/// Tells how many lapsed.
///
/// # Errors
/// When the write fails.
pub async fn lapse(state: &AppState, ids: Vec<FlagId>, before: Timestamp) -> AppResult<usize> {
    let at = state.clock.now();
    let lapsed = state
        .db
        .write(move |tx| {
            Box::pin(async move {
                let mut lapsed = Vec::new();
                for id in ids {
                    lapsed.extend(lapse_one(tx, id, before, at).await?);
                }
                Ok(lapsed)
            })
        })
        .await?;
    let service = Service::new(state.clone(), None);
    let mut orphans: Vec<Sha256> = Vec::new();
    for stored in &lapsed {
        orphans.extend_from_slice(&stored.flag.photos);
    }
    erase(state, orphans).await;
    for stored in &lapsed {
        service.tell(change_of_flag(&stored.flag, at));
    }
    Ok(lapsed.len())
}

async fn expire_one(
    tx: &mut Tx,
    id: PlacementId,
    at: Timestamp,
) -> StorageResult<Option<StoredPlacement>> {
    let step = PlacementTransition::Expire;
    let Some(mut stored) = tx.find_placement(id).await? else {
        return Ok(None);
    };
    let from = stored.placement.status;
    let rule = allow(PLACEMENT, step, Some(from), &Standing::default()).ok();
    let Some(to) = rule.and_then(|rule| rule.end(None::<PlacementStatus>)) else {
        return Ok(None);
    };
    let taken = PlacementStep {
        status: to,
        removal_by: None,
        checked: false,
        hung_again: None,
        photos: Vec::new(),
        at,
    };
    tx.step_placement(&stored, &taken).await?;
    let states = (from.code(), to.code());
    tx.create_event(&event(RecordKind::Placement, id.0, step.code(), states, at))
        .await?;
    stored.placement.status = to;
    Ok(Some(stored))
}

/// The flag as it is after it, still with the photos it lost.
async fn lapse_one(
    tx: &mut Tx,
    id: FlagId,
    before: Timestamp,
    at: Timestamp,
) -> StorageResult<Option<StoredFlag>> {
    let step = FlagTransition::Lapse;
    let found = tx.find_flag(id).await?;
    let Some(mut stored) = found.filter(|stored| stored.flag.updated_at < before) else {
        return Ok(None);
    };
    let from = stored.flag.status;
    let rule = allow(FLAG, step, Some(from), &Standing::default()).ok();
    let Some(to) = rule.and_then(|rule| rule.end(None)) else {
        return Ok(None);
    };
    tx.update_flag_status(id, to, at).await?;
    tx.delete_photos_of(id.0, at).await?;
    let states = (from.code(), to.code());
    tx.create_event(&event(RecordKind::Flag, id.0, step.code(), states, at))
        .await?;
    stored.flag.status = to;
    Ok(Some(stored))
}

fn event(
    record: RecordKind,
    record_id: Uuid,
    action: &'static str,
    (from, to): (&'static str, &'static str),
    at: Timestamp,
) -> NewEvent {
    NewEvent {
        id: EventId(Uuid::now_v7()),
        at,
        actor: None,
        record,
        record_id,
        action,
        from: Some(from),
        to: Some(to),
        reason: None,
    }
}
