//! The photos of the story: drawn, and taken in as uploads are.

use std::collections::HashMap;

use anyhow::Context;
use app::domain::{ids::AccountId, photo::Sha256, time::Timestamp};
use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use sha2::Digest;
use uuid::Uuid;

use super::super::{
    account::People,
    picture,
    story::{Picture, Story, What},
};
use crate::{
    photos::PhotoStore,
    storage::{Db, NewStoredPhoto, UnclaimedLimits},
};

/// Photos stored at the same time: more than cores, because each waits for the disk.
const AT_ONCE: usize = 8;

/// Photos by the record they belong to.
pub type Photos = HashMap<Uuid, Sha256>;

/// Draws and stores every photo of the story.
pub async fn photos(
    db: &Db,
    store: &PhotoStore,
    story: &Story,
    people: &People,
) -> anyhow::Result<Photos> {
    let visits = story
        .placements
        .iter()
        .flat_map(|placement| &placement.steps)
        .filter_map(|step| match &step.what {
            What::Visit(visit) => Some((visit.id.0, visit.picture?, step.by?, step.at)),
            What::Move(..) => None,
        });
    let flags = story
        .flags
        .iter()
        .filter_map(|flag| Some((flag.id.0, flag.picture?, flag.by, flag.at)));
    let wanted: Vec<_> = visits.chain(flags).collect();
    let stored = stream::iter(wanted).map(|(record, picture, by, at)| async move {
        let account = people
            .of(by)
            .context("the demo has one account of each role")?
            .id;
        anyhow::Ok((record, store_one(db, store, picture, account, at).await?))
    });
    stored.buffer_unordered(AT_ONCE).try_collect().await
}

async fn store_one(
    db: &Db,
    store: &PhotoStore,
    picture: Picture,
    account: AccountId,
    received_at: Timestamp,
) -> anyhow::Result<Sha256> {
    let upload = tokio::task::spawn_blocking(move || picture::draw(picture)).await??;
    let sha256: Sha256 = hex::encode(sha2::Sha256::digest(&upload)).parse()?;
    let processed = store.process(Bytes::from(upload)).await?;
    let photo = NewStoredPhoto {
        sha256: sha256.clone(),
        account,
        bytes: i64::try_from(processed.jpeg.len())?,
        width: i32::try_from(processed.width)?,
        height: i32::try_from(processed.height)?,
        received_at,
    };
    store.put(&sha256, processed.jpeg, processed.thumb).await?;
    db.create_photo(photo, UnclaimedLimits::NONE).await?;
    Ok(sha256)
}
