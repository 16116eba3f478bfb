//! Sends one item: photos before their record. What an answer means is decided in [`app::phone::sending`]; here it is
//! carried out and kept.

use app::{
    domain::{photo::Sha256, record::Receipt},
    error::{AppError, AppResult},
    phone::sending::{Pace, Step, after_no_read, after_photo, after_record, most_steps, next_step},
    queue::{Item, ItemState},
};
use js_sys::ArrayBuffer;

use super::{queue, upload};
use crate::{
    http::{Body, Request},
    photos, session,
};

/// Sends an item as far as it gets.
///
/// # Errors
/// [`AppError::NotFound`] when it is gone meanwhile.
pub async fn item(mut item: Item) -> AppResult<Pace> {
    let id = item.draft.id;
    for _ in 0..most_steps(&item) {
        if session::account().await? != Some(item.draft.owner) {
            return Ok(Pace::SignIn);
        }
        if item.state != ItemState::Sending {
            keep(&mut item, &mut |item| item.state = ItemState::Sending).await?;
        }
        let mut pace = Pace::ItemLater;
        let is_kept = match next_step(&item) {
            Step::Photo(sha256) => {
                let read = photos::bytes(id, &sha256).await;
                let answer = match &read {
                    Ok(bytes) => send_photo(&item, &sha256, bytes.as_ref()).await,
                    Err(_) => Ok(()),
                };
                let mut take = |item: &mut Item| {
                    pace = match &read {
                        Ok(_) => after_photo(item, &sha256, answer.clone()),
                        Err(error) => after_no_read(item, error.clone()),
                    };
                };
                keep(&mut item, &mut take).await?
            }
            Step::Record => {
                let answer = send_record(&item).await;
                let mut take = |item: &mut Item| pace = after_record(item, answer.clone());
                keep(&mut item, &mut take).await?
            }
        };
        match pace {
            Pace::GoOn => {}
            // What the phone could not write down is asked of the server again: the same answer comes.
            Pace::NextItem if !is_kept => return Ok(Pace::ItemLater),
            pace => return Ok(pace),
        }
    }
    Ok(Pace::ItemLater)
}

/// Changes the item, here and on the phone; whether the phone kept it. One that can't write, as when it is full, sends
/// all the same: to send is the way to have room again.
async fn keep(item: &mut Item, edit: &mut dyn FnMut(&mut Item)) -> AppResult<bool> {
    let mut kept = None;
    let written = queue::update(item.draft.id, &mut |found| {
        edit(found);
        kept = Some(found.clone());
        Ok(Vec::new())
    })
    .await;
    match written {
        Ok(()) => *item = kept.ok_or(AppError::NotFound)?,
        Err(AppError::Device { .. }) => edit(item),
        Err(error) => return Err(error),
    }
    Ok(written.is_ok())
}

async fn send_photo(item: &Item, sha256: &Sha256, bytes: Option<&ArrayBuffer>) -> AppResult<()> {
    let Some(bytes) = bytes else {
        return Err(photos::gone());
    };
    upload::send(Some(item.draft.owner), sha256, bytes).await
}

async fn send_record(item: &Item) -> AppResult<Receipt> {
    let path = item.draft.path();
    let payload = item.payload.as_deref().ok_or(AppError::Internal)?;
    let request = Request {
        body: Body::Json(payload),
        owner: Some(item.draft.owner),
        ..Request::new("PUT", &path)
    };
    request.send().await?.read()
}
