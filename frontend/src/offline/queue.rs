//! Drafts and items on the phone. Each change starts from what lies there and is written only if
//! that is still so, or else decided again; so neither another tab nor a late save of a form can
//! undo it.

use app::{
    error::{AppError, AppResult},
    json,
    phone::sending,
    queue::{Draft, Item, ItemState},
};
use uuid::Uuid;

pub use super::items::{changed, distrust, find, list, start, unread, watch};
use super::{
    clock,
    db::{Revision, Step, Store, one, swap},
    items, kept, sender, storage, upgrade,
};
use crate::{js::failed, photos};

/// What becomes of an item: what to write, and what goes with it in the same transaction.
enum Change {
    Nothing,
    Write(Box<Item>, Vec<Step>),
    Only(Vec<Step>),
}

impl Change {
    fn write(item: Item) -> Self {
        Self::Write(Box::new(item), Vec::new())
    }
}

/// What follows from the item that was found. May be asked again.
type Decide<'a> = &'a mut dyn FnMut(Option<Item>) -> AppResult<Change>;

async fn change(id: Uuid, decide: Decide<'_>) -> AppResult<()> {
    let key = id.to_string();
    loop {
        let value = one(Step::Get(Store::Items, key.clone())).await?;
        if value.is_string() {
            // An encrypted item's photos are encrypted too: nothing looks for plain ones any more.
            upgrade::one_item(id, &value).await?;
            continue;
        }
        let steps = match decide(kept::read(&key, &value).await?)? {
            Change::Nothing => return Ok(()),
            Change::Only(steps) => steps,
            Change::Write(item, mut steps) => {
                steps.push(kept::put(&item).await?);
                steps
            }
        };
        if swap(&key, Revision::of(&value), &steps).await? {
            return Ok(());
        }
    }
}

fn deletion(id: Uuid) -> Vec<Step> {
    let key = id.to_string();
    vec![
        Step::Delete(Store::Items, key.clone()),
        Step::DeleteUnder(Store::Photos, key.clone()),
        Step::DeleteUnder(Store::Thumbs, key),
    ]
}

/// Keeps a draft. A save that comes after the item was submitted changes nothing.
pub async fn save_draft(draft: &Draft) -> AppResult<()> {
    let mut is_new = false;
    change(draft.id, &mut |found| {
        is_new = found.is_none();
        let mine = |item: &Item| item.state == ItemState::Draft && item.draft.owner == draft.owner;
        Ok(if found.as_ref().is_none_or(mine) {
            Change::write(sending::drafted(draft.clone()))
        } else {
            Change::Nothing
        })
    })
    .await?;
    if is_new {
        changed(draft.id);
    } else {
        items::grew(draft.id);
    }
    Ok(())
}

/// Changes an item together with `steps`, if it is there; whatever state it is in.
///
/// # Errors
/// [`AppError::NotFound`] when it is not.
pub async fn update(
    id: Uuid,
    edit: &mut dyn FnMut(&mut Item) -> AppResult<Vec<Step>>,
) -> AppResult<()> {
    change(id, &mut |found| {
        let mut item = found.ok_or(AppError::NotFound)?;
        let steps = edit(&mut item)?;
        Ok(Change::Write(Box::new(item), steps))
    })
    .await?;
    changed(id);
    Ok(())
}

/// Turns a draft into a waiting item: checked by every rule, committed, read back.
///
/// # Errors
/// [`AppError::Invalid`] with every broken rule; [`AppError::Device`] when the phone lost something
/// or is full.
pub async fn submit(draft: &Draft) -> AppResult<Item> {
    let now = clock::now();
    let mut draft = draft.clone();
    draft.asked = None;
    let submission = draft.submission(now, clock::offset_ms().await)?;
    storage::need_room(storage::ROOM_FOR_A_RECORD).await?;
    let payload = json::write(&submission);
    let payload_sha256 = photos::hash_text(&payload).await?;
    photos::verify(&draft).await?;
    let item = sending::saved(draft, payload, payload_sha256, now);
    let mut kept = item.clone();
    change(item.draft.id, &mut |found| match found {
        // A second tap on the button: the first one counts.
        Some(known) if known.state != ItemState::Draft => {
            kept = known;
            Ok(Change::Nothing)
        }
        _ => Ok(Change::write(item.clone())),
    })
    .await?;
    read_back(&kept).await?;
    changed(kept.draft.id);
    sender::kick();
    Ok(kept)
}

async fn read_back(item: &Item) -> AppResult<()> {
    let key = item.draft.id.to_string();
    let value = one(Step::Get(Store::Items, key.clone())).await?;
    let found = kept::read(&key, &value).await?;
    // Another tab may have begun to send it already: its content is what must be the same.
    if !found.is_some_and(|found| found.payload == item.payload && found.draft == item.draft) {
        return Err(failed(
            "Máy không giữ được bản ghi. Hãy lưu lại.",
            "The phone did not keep the record. Save it again.",
        ));
    }
    photos::verify(&item.draft).await
}

/// Makes a refused item a draft again.
pub async fn mend(id: Uuid) -> AppResult<Draft> {
    let item = find(id).await?.ok_or(AppError::NotFound)?;
    if item.state == ItemState::Draft {
        return Ok(item.draft);
    }
    let draft = sending::mended(item, clock::new_id);
    let renamed = draft.id != id;
    let photos = if renamed {
        photos::under_another_id(id, &draft).await?
    } else {
        Vec::new()
    };
    // Under a new id what lay under the old one goes in the same transaction.
    let written = kept::put(&sending::drafted(draft.clone())).await?;
    change(id, &mut |found| {
        if found.ok_or(AppError::NotFound)?.state != ItemState::Refused {
            return Err(failed(
                "Bản ghi đang chờ gửi nên chưa sửa được.",
                "The record waits to be sent and can't be mended now.",
            ));
        }
        let mut steps = if renamed { deletion(id) } else { Vec::new() };
        steps.extend(photos.iter().cloned());
        steps.push(written.clone());
        Ok(Change::Only(steps))
    })
    .await?;
    changed(id);
    changed(draft.id);
    Ok(draft)
}

/// Makes a refused item wait again, byte for byte as it was; under a new id where the old one is taken.
pub async fn send_again(id: Uuid) -> AppResult<()> {
    let item = find(id).await?.ok_or(AppError::NotFound)?;
    if item.problem == Some(AppError::PayloadConflict) {
        return submit(&mend(id).await?).await.map(drop);
    }
    update(id, &mut |item| {
        if item.state == ItemState::Refused {
            item.state = ItemState::Waiting;
        }
        Ok(Vec::new())
    })
    .await?;
    sender::kick();
    Ok(())
}

/// Deletes a draft or a sent item with its photos.
pub async fn remove(id: Uuid) -> AppResult<()> {
    change(id, &mut |found| match found {
        None => Ok(Change::Nothing),
        Some(item) if item.is_unsent() => Err(failed(
            "Bản ghi chưa gửi nên không xoá được.",
            "The record has not been sent, so it can't be deleted.",
        )),
        Some(_) => Ok(Change::Only(deletion(id))),
    })
    .await?;
    photos::forget_urls(id);
    changed(id);
    Ok(())
}

/// Deletes what was sent more than a day ago, whoever's: it needs no key for that.
pub async fn prune() -> AppResult<()> {
    let now = clock::now();
    let offset = clock::offset_ms().await.unwrap_or_default();
    for (id, value) in items::everything().await? {
        let is_over = |at| sending::is_prunable(at, now, offset);
        if !kept::is_newer(&value)
            && kept::received_at(&value).is_some_and(is_over)
            && swap(&id.to_string(), Revision::of(&value), &deletion(id)).await?
        {
            changed(id);
        }
    }
    Ok(())
}
