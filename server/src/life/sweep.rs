//! Makes disk, parts, thumbnails and rows agree, at start and each hour. One server of a database does it at a time.

use std::collections::BTreeSet;

use app::domain::{campaign::Campaign, photo::Sha256, time::DAY_MS};

use super::{Life, arrive::forget_parts, erase::erase_now};
use crate::{
    photos::{PhotoFile, PhotoSize, SHARDS},
    state::AppState,
};

/// The lease's name.
const LEASE: &str = "photos";
/// How long a server that died in the middle keeps others waiting, in milliseconds.
const LEASE_MS: i64 = 600_000;
/// A file whose photo has no row is left alone for so long, in milliseconds: another server may be about to note it. A request ends much earlier.
pub(super) const ARRIVING_MS: i64 = 3_600_000;
/// Photos that are taken from a campaign or forgotten in one transaction.
const BATCH: u32 = 500;
const SIZES: [PhotoSize; 2] = [PhotoSize::Full, PhotoSize::Thumb];

/// What one run did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Photos that the ledger has and a restored database brought back.
    pub brought_back: usize,
    /// Photos of campaigns whose retention is over.
    pub past_retention: usize,
    /// Photos that no record named in time.
    pub unclaimed: usize,
    /// Files without a photo, and those of erased ones.
    pub files: usize,
    /// Parts of uploads that are over.
    pub parts: usize,
    /// Photos whose files are not there; nothing can be done but to put them back from a backup.
    pub missing: usize,
}

/// Does all of it. None when another server is doing it.
///
/// # Errors
/// When the database or the disk fails; the next run goes on.
pub async fn sweep(state: &AppState) -> anyhow::Result<Option<Swept>> {
    if !hold(state).await? {
        return Ok(None);
    }
    let swept = run(state).await;
    state.db.drop_lease(LEASE, state.id).await?;
    swept.map(|swept| Some(tell(swept)))
}

/// The same before a server serves, whoever holds the lease: it may be one that died, or a restored database's.
///
/// # Errors
/// As [`sweep`].
pub async fn sweep_at_start(state: &AppState) -> anyhow::Result<Swept> {
    let swept = run(state).await;
    state.db.drop_lease(LEASE, state.id).await?;
    swept.map(tell)
}

fn tell(swept: Swept) -> Swept {
    if swept.missing > 0 {
        tracing::error!(
            swept.missing,
            "files of photos are not there: put back photos/ from a backup"
        );
    }
    if (Swept {
        missing: 0,
        ..swept
    }) != Swept::default()
    {
        tracing::info!(
            swept.brought_back,
            swept.past_retention,
            swept.unclaimed,
            swept.files,
            swept.parts,
            "photos were cleared away"
        );
    }
    swept
}

/// Takes or prolongs the lease. Two who sweep at once do no harm, only the work twice.
async fn hold(state: &AppState) -> anyhow::Result<bool> {
    let now = state.clock.now();
    let until = now.plus_ms(LEASE_MS);
    Ok(state.db.take_lease(LEASE, state.id, now, until).await?)
}

async fn run(state: &AppState) -> anyhow::Result<Swept> {
    let ledger = state.ledger.clone();
    let erased = tokio::task::spawn_blocking(move || ledger.all()).await??;
    let mut swept = Swept {
        brought_back: apply_ledger(state, &erased).await?,
        past_retention: end_retention(state).await?,
        unclaimed: forget_unclaimed(state).await?,
        ..Swept::default()
    };
    // What an earlier run or a request left behind. A disk that refuses one photo keeps none of the rest.
    let left = state.db.list_photos_to_erase().await?;
    let outcome = erase_now(state, &left).await;
    (swept.files, swept.missing) = files(state, &erased).await?;
    swept.parts = parts(state, &erased).await?;
    outcome?;
    Ok(swept)
}

/// Photos of the ledger are erased whatever a restored database says.
async fn apply_ledger(state: &AppState, erased: &BTreeSet<Sha256>) -> anyhow::Result<usize> {
    let mut back = 0;
    // Nothing was ever erased: nothing can come back.
    let shards = if erased.is_empty() { 0..0 } else { 0..SHARDS };
    for shard in shards {
        let mut living = state.db.list_living_photos(shard).await?;
        living.retain(|sha256| erased.contains(sha256));
        back += mark_deleted(state, living).await?;
    }
    Ok(back)
}

/// Photos of a campaign whose retention is over are erased for good.
async fn end_retention(state: &AppState) -> anyhow::Result<usize> {
    let today = state.clock.now().date();
    let campaigns = state.db.list_campaigns().await?;
    let is_over = |campaign: &&Campaign| campaign.is_past_retention(today);
    let mut ended = 0;
    for campaign in campaigns.iter().filter(is_over) {
        loop {
            let photos = state.db.list_photos_of_campaign(campaign.id, BATCH).await?;
            let taken = mark_deleted(state, photos).await?;
            ended += taken;
            if taken == 0 {
                break;
            }
            hold(state).await?;
        }
    }
    Ok(ended)
}

async fn mark_deleted(state: &AppState, photos: Vec<Sha256>) -> anyhow::Result<usize> {
    if photos.is_empty() {
        return Ok(0);
    }
    let (marked, at) = (photos.clone(), state.clock.now());
    let write = state
        .db
        .write(move |tx| Box::pin(async move { tx.delete_photos(&marked, at).await }));
    write.await?;
    erase_now(state, &photos).await?;
    Ok(photos.len())
}

/// Photos that no record named in time are forgotten, as if they had never come: who needs one sends it again.
async fn forget_unclaimed(state: &AppState) -> anyhow::Result<usize> {
    let days = i64::from(state.config.photo_unclaimed_days);
    let before = state.clock.now().plus_ms(-days * DAY_MS);
    let mut forgotten = 0;
    loop {
        let photos = state.db.list_unclaimed_photos(before, BATCH).await?;
        if photos.is_empty() {
            return Ok(forgotten);
        }
        hold(state).await?;
        for sha256 in photos {
            let _held = state.photos.hold(&sha256).await;
            if state.db.forget_photo(sha256.clone(), before).await? {
                state.photos.delete(&sha256).await?;
                forgotten += 1;
            }
        }
    }
}

/// Files that no photo may have go, however they came there; gives how many, and how many photos lack one.
async fn files(state: &AppState, erased: &BTreeSet<Sha256>) -> anyhow::Result<(usize, usize)> {
    let (mut gone, mut missing) = (0, 0);
    for shard in 0..SHARDS {
        let files = state.photos.list(shard).await?;
        let living = state.db.list_living_photos(shard).await?;
        let is_kept = |file: &PhotoFile| {
            let known = |sha256| living.binary_search(sha256).is_ok();
            file.size.is_some() && file.photo.as_ref().is_some_and(known)
        };
        for file in files.iter().filter(|file| !is_kept(file)) {
            gone += usize::from(clear(state, file, erased).await?);
        }
        let whole: BTreeSet<_> = files
            .iter()
            .filter_map(|file| Some((file.photo.as_ref()?, file.size?)))
            .collect();
        for sha256 in &living {
            let found = SIZES.iter().all(|size| whole.contains(&(sha256, *size)));
            // Those that came after the look at the disk are looked for by themselves.
            if !found && !state.photos.has(sha256).await? {
                missing += 1;
            }
        }
    }
    Ok((gone, missing))
}

/// Deletes a file, unless its photo came to life meanwhile or may be about to.
async fn clear(
    state: &AppState,
    file: &PhotoFile,
    erased: &BTreeSet<Sha256>,
) -> anyhow::Result<bool> {
    // What another server is about to note, or is writing.
    let is_young = file.written_at.plus_ms(ARRIVING_MS) > state.clock.now();
    let Some(sha256) = &file.photo else {
        return Ok(!is_young && state.photos.delete_file(file).await?);
    };
    let _held = state.photos.hold(sha256).await;
    let row = state.db.find_photo(sha256).await?;
    let life = Life::of(row.as_ref(), erased.contains(sha256));
    let may_stay = match life {
        Life::Erased => false,
        Life::Unknown => is_young,
        Life::Unclaimed | Life::Claimed => file.size.is_some() || is_young,
    };
    Ok(!may_stay && state.photos.delete_file(file).await?)
}

/// Deletes the bytes of uploads that have expired, were completed or are of an erased photo, and then forgets the expired ones.
async fn parts(state: &AppState, erased: &BTreeSet<Sha256>) -> anyhow::Result<usize> {
    // The files first: an upload is noted before it has one, so none that is begun meanwhile is missed.
    let files = state.uploads.list().await?;
    let now = state.clock.now();
    let open: BTreeSet<_> = state.db.list_open_uploads(now).await?.into_iter().collect();
    let mut gone = 0;
    for key in &files {
        let life = Life::of(None, erased.contains(&key.sha256));
        if !life.may_have_parts() {
            forget_parts(state, key).await?;
        } else if !open.contains(key)
            // One that a request holds is being completed or begun anew.
            && let Some(held) = state.uploads.hold(key)
        {
            held.delete().await?;
        } else {
            continue;
        }
        gone += 1;
    }
    state.db.delete_expired_uploads(now).await?;
    Ok(gone)
}
