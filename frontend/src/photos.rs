//! Photos on the phone: chosen, made small and free of EXIF, hashed, kept, read back, shown.

use std::collections::BTreeSet;

use app::{
    domain::photo::{MAX_PHOTOS, Sha256},
    error::{AppError, AppResult},
    queue::{Draft, ItemState, LocalPhoto},
};
use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Blob;

use crate::{
    js::{failed, window},
    offline::{
        db::{Step, Store, one, run},
        items, known, queue, seal, storage, upload,
    },
    photo_urls,
    picture::{self, Encoded},
    redaction,
};

/// Makes the chosen files ready and keeps them with the draft. A file that is no picture is left
/// out, and is a failure only when none is left.
pub async fn add(draft: Uuid, files: Vec<web_sys::File>) -> AppResult<Vec<LocalPhoto>> {
    let mut added = Vec::new();
    let mut problem = None;
    for file in files {
        match add_one(draft, &file).await {
            Ok(Some(photo)) => added.push(photo),
            Ok(None) => {}
            Err(error) => problem = Some(error),
        }
    }
    match problem {
        Some(error) if added.is_empty() => Err(error),
        _ => Ok(added),
    }
}

async fn add_one(draft: Uuid, file: &Blob) -> AppResult<Option<LocalPhoto>> {
    storage::need_room(storage::ROOM_FOR_A_PHOTO).await?;
    let encoded = picture::from_file(file).await?;
    keep(draft, encoded, None).await
}

/// Keeps an encoded picture with its draft, in the place of `replaced` if there is one, and reads
/// it back. `None` when the draft has it already or is full.
pub async fn keep(
    draft: Uuid,
    encoded: Encoded,
    replaced: Option<&Sha256>,
) -> AppResult<Option<LocalPhoto>> {
    let photo = LocalPhoto {
        sha256: hash(&encoded.bytes).await?,
        bytes: encoded.bytes.byte_length(),
        width: encoded.width,
        height: encoded.height,
        redacted: replaced.is_some(),
    };
    let stored = sealed(draft, &photo.sha256, &encoded).await?;
    let mut taken = false;
    queue::update(draft, &mut |item| {
        if item.state != ItemState::Draft {
            return Err(AppError::NotFound);
        }
        let photos = &mut item.draft.photos;
        let place = photos
            .iter()
            .position(|known| Some(&known.sha256) == replaced);
        taken = photos.iter().all(|known| known.sha256 != photo.sha256)
            && (place.is_some() || photos.len() < MAX_PHOTOS);
        if !taken {
            return Ok(Vec::new());
        }
        // The picture that the camera was opened for is there.
        item.draft.asked = None;
        let mut steps = stored.clone();
        match place {
            Some(place) => {
                let old = std::mem::replace(&mut photos[place], photo.clone());
                steps.extend(deletion(draft, &old.sha256));
            }
            None => photos.push(photo.clone()),
        }
        Ok(steps)
    })
    .await?;
    if !taken {
        return Ok(None);
    }
    replaced.inspect(|old| photo_urls::forget(&key(draft, old)));
    verify_one(draft, &photo.sha256).await?;
    Ok(Some(photo))
}

async fn sealed(item: Uuid, sha256: &Sha256, encoded: &Encoded) -> AppResult<Vec<Step>> {
    let (owner, key) = (items::owner().await?, key(item, sha256));
    let bytes = Uint8Array::new(&encoded.bytes);
    let photo = seal::seal(owner, Store::Photos, &key, &bytes).await?;
    let mut steps = vec![Step::Put(Store::Photos, key.clone(), photo.into())];
    if let Some(thumb) = &encoded.thumb {
        let thumb = seal::seal(owner, Store::Thumbs, &key, &Uint8Array::new(thumb)).await?;
        steps.push(Step::Put(Store::Thumbs, key, thumb.into()));
    }
    Ok(steps)
}

/// Where a photo of an item lies: each item has its own, so that it goes with the item.
pub fn key(item: Uuid, sha256: &Sha256) -> String {
    [&item.to_string(), "/", sha256.as_str()].concat()
}

fn deletion(item: Uuid, sha256: &Sha256) -> [Step; 2] {
    let key = key(item, sha256);
    [
        Step::delete(Store::Photos, &key),
        Step::delete(Store::Thumbs, &key),
    ]
}

/// Takes a photo out of its draft and deletes it.
pub async fn remove(draft: Uuid, sha256: &Sha256) -> AppResult<()> {
    queue::update(draft, &mut |item| {
        if item.state != ItemState::Draft {
            return Err(AppError::NotFound);
        }
        item.draft.photos.retain(|photo| photo.sha256 != *sha256);
        Ok(deletion(draft, sha256).into())
    })
    .await?;
    photo_urls::forget(&key(draft, sha256));
    Ok(())
}

/// The photos of an item encrypted anew, to be put under the id of `draft`.
pub async fn under_another_id(item: Uuid, draft: &Draft) -> AppResult<Vec<Step>> {
    let mut steps = Vec::new();
    for photo in &draft.photos {
        let bytes = bytes(item, &photo.sha256).await?;
        let bytes = bytes.ok_or(AppError::NotFound)?;
        let bytes = Uint8Array::new(&bytes);
        let key = key(draft.id, &photo.sha256);
        let sealed = seal::seal(draft.owner, Store::Photos, &key, &bytes).await?;
        steps.push(Step::Put(Store::Photos, key, sealed.into()));
    }
    Ok(steps)
}

/// The bytes of a photo of an item, if they are on the phone unharmed.
pub async fn bytes(item: Uuid, sha256: &Sha256) -> AppResult<Option<ArrayBuffer>> {
    let key = key(item, sha256);
    let get = |key: &str| Step::Get(Store::Photos, key.to_owned());
    let found = run(&[get(&key), get(sha256.as_str())]).await?;
    let [sealed, plain] = &found[..] else {
        return Err(AppError::Internal);
    };
    if !sealed.is_undefined() {
        return match seal::open(Store::Photos, &key, sealed).await {
            Ok(bytes) => Ok(Some(bytes.buffer())),
            Err(error) if seal::is_damage(&error) => Ok(None),
            Err(error) => Err(error),
        };
    }
    // As version 1 kept it, until it is encrypted.
    Ok(plain.dyn_ref::<ArrayBuffer>().cloned())
}

/// The thumbnail of a photo; made now where there is none, as for what version 1 kept.
pub async fn thumb(item: Uuid, sha256: &Sha256) -> AppResult<ArrayBuffer> {
    let key = key(item, sha256);
    let kept = one(Step::Get(Store::Thumbs, key.clone())).await?;
    if !kept.is_undefined() {
        return Ok(seal::open(Store::Thumbs, &key, &kept).await?.buffer());
    }
    let bytes = bytes(item, sha256).await?.ok_or(AppError::NotFound)?;
    let made = picture::thumb_of(&photo_urls::blob(&bytes)?).await?;
    let bytes = Uint8Array::new(&made);
    let sealed = seal::seal(items::owner().await?, Store::Thumbs, &key, &bytes).await?;
    one(Step::Put(Store::Thumbs, key, sealed.into())).await?;
    Ok(made)
}

/// Lets the browser free the memory of an item's pictures.
pub fn forget_urls(item: Uuid) {
    photo_urls::forget(&item.to_string());
}

/// What to say of a photo that is not, or not unharmed, on the phone.
pub fn gone() -> AppError {
    failed(
        "Ảnh không còn trên máy. Hãy sửa bản ghi và chụp lại.",
        "The photo is no longer on the phone. Mend the record and take it again.",
    )
}

/// Whether every photo of the draft lies on the phone unharmed.
///
/// # Errors
/// [`AppError::Device`] when one does not.
pub async fn verify(draft: &Draft) -> AppResult<()> {
    for photo in &draft.photos {
        verify_one(draft.id, &photo.sha256).await?;
    }
    Ok(())
}

async fn verify_one(item: Uuid, sha256: &Sha256) -> AppResult<()> {
    let intact = match bytes(item, sha256).await? {
        Some(bytes) => hash(&bytes).await? == *sha256,
        None => false,
    };
    if intact {
        return Ok(());
    }
    Err(failed(
        "Máy không giữ được một ảnh. Hãy bỏ ảnh đó và chụp lại.",
        "The phone did not keep one of the photos. Remove it and take it again.",
    ))
}

/// Sends the file's picture that is being painted over on that canvas; what the server knows it by.
pub async fn send_loose(canvas_id: String) -> AppResult<Sha256> {
    let bytes = redaction::loose(&canvas_id).await?;
    let sha256 = hash(&bytes).await?;
    upload::send(None, &sha256, &bytes).await?;
    Ok(sha256)
}

/// SHA-256 of these bytes.
pub async fn hash(bytes: &ArrayBuffer) -> AppResult<Sha256> {
    let digest = digest(bytes).map_err(|_| not_hashed())?;
    let digest = Uint8Array::new(&digest.await.map_err(|_| not_hashed())?).to_vec();
    let digits = digest.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let hex: String = digits
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect();
    hex.parse().map_err(|_| not_hashed())
}

/// SHA-256 of a text's UTF-8.
pub async fn hash_text(text: &str) -> AppResult<Sha256> {
    hash(&Uint8Array::from(text.as_bytes()).buffer()).await
}

fn digest(bytes: &ArrayBuffer) -> Result<Promise, JsValue> {
    window()
        .crypto()?
        .subtle()
        .digest_with_str_and_buffer_source("SHA-256", bytes)
}

fn not_hashed() -> AppError {
    failed(
        "Trình duyệt không tính được mã băm: hãy mở trang qua https.",
        "The browser can't compute a hash: open the page over https.",
    )
}

/// Deletes photos of items that are not there: left behind when a page died in the middle. Ids are
/// enough to tell, so what a newer app or another account keeps is safe.
pub async fn prune() -> AppResult<()> {
    // Items after the photos: both are committed together, so none is missed.
    let photos = keys(Store::Photos).await?;
    let thumbs = keys(Store::Thumbs).await?;
    let items: BTreeSet<_> = keys(Store::Items).await?.into_iter().collect();
    let is_left = |key: &String| {
        key.split_once('/')
            .is_some_and(|(item, _)| item != known::PLACE && !items.contains(item))
    };
    let left = |store, keys: Vec<String>| {
        let left = keys.into_iter().filter(is_left);
        left.map(move |key| Step::Delete(store, key)).collect()
    };
    let mut steps: Vec<_> = left(Store::Photos, photos);
    steps.append(&mut left(Store::Thumbs, thumbs));
    if !steps.is_empty() {
        run(&steps).await?;
    }
    Ok(())
}

async fn keys(store: Store) -> AppResult<Vec<String>> {
    let keys = one(Step::Keys(store)).await?;
    let keys = keys.unchecked_ref::<Array>().iter();
    Ok(keys.filter_map(|key| key.as_string()).collect())
}
