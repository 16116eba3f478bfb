//! Photos on the phone: chosen, made small and free of EXIF, hashed, kept, read back, shown.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use app::{
    domain::photo::{MAX_PHOTOS, Sha256},
    error::{AppError, AppResult},
    queue::{Draft, ItemState, LocalPhoto},
};
use js_sys::{Array, ArrayBuffer, Promise, Uint8Array};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, Url};

use crate::{
    js::{failed, window},
    offline::{
        db::{Step, Store, one, run},
        queue, storage,
    },
    picture::{self, Encoded},
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
    storage::need_room().await?;
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
    let Encoded {
        bytes,
        width,
        height,
    } = encoded;
    let photo = LocalPhoto {
        sha256: hash(&bytes).await?,
        bytes: bytes.byte_length(),
        width,
        height,
        redacted: replaced.is_some(),
    };
    let mut taken = false;
    let items = queue::all().await?;
    queue::update(draft, &mut |item| {
        if item.state != ItemState::Draft {
            return Err(AppError::NotFound);
        }
        let photos = &mut item.draft.photos;
        let mut steps = vec![Step::Put(
            Store::Photos,
            photo.sha256.to_string(),
            bytes.clone().into(),
        )];
        let place = photos
            .iter()
            .position(|known| Some(&known.sha256) == replaced);
        taken = photos.iter().all(|known| known.sha256 != photo.sha256)
            && (place.is_some() || photos.len() < MAX_PHOTOS);
        match place {
            _ if !taken => return Ok(Vec::new()),
            Some(place) => {
                let old = std::mem::replace(&mut photos[place], photo.clone());
                steps.extend(delete_unless_used(&items, draft, &old.sha256));
            }
            None => photos.push(photo.clone()),
        }
        Ok(steps)
    })
    .await?;
    if !taken {
        return Ok(None);
    }
    replaced.inspect(|old| forget_url(old));
    verify_one(&photo.sha256).await?;
    Ok(Some(photo))
}

fn delete_unless_used(items: &[app::queue::Item], draft: Uuid, sha256: &Sha256) -> Option<Step> {
    (!queue::is_used(items, draft, sha256)).then(|| Step::delete(Store::Photos, sha256))
}

/// Takes a photo out of its draft and deletes it.
pub async fn remove(draft: Uuid, sha256: &Sha256) -> AppResult<()> {
    let items = queue::all().await?;
    queue::update(draft, &mut |item| {
        if item.state != ItemState::Draft {
            return Err(AppError::NotFound);
        }
        item.draft.photos.retain(|photo| photo.sha256 != *sha256);
        Ok(delete_unless_used(&items, draft, sha256)
            .into_iter()
            .collect())
    })
    .await?;
    forget_url(sha256);
    Ok(())
}

/// The bytes of a photo, if it is on the phone.
pub async fn bytes(sha256: &Sha256) -> AppResult<Option<ArrayBuffer>> {
    let kept = one(Step::Get(Store::Photos, sha256.to_string())).await?;
    Ok(kept.dyn_into().ok())
}

/// Whether every photo of the draft lies on the phone unharmed.
///
/// # Errors
/// [`AppError::Device`] when one does not.
pub async fn verify(draft: &Draft) -> AppResult<()> {
    for photo in &draft.photos {
        verify_one(&photo.sha256).await?;
    }
    Ok(())
}

async fn verify_one(sha256: &Sha256) -> AppResult<()> {
    let intact = match bytes(sha256).await? {
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

/// A JPEG of these bytes.
pub fn blob(bytes: &ArrayBuffer) -> AppResult<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type("image/jpeg");
    Blob::new_with_buffer_source_sequence_and_options(&Array::of1(bytes), &options)
        .map_err(|_| AppError::Internal)
}

thread_local! {
    static URLS: RefCell<BTreeMap<Sha256, String>> = const { RefCell::new(BTreeMap::new()) };
}

/// An address for `<img>`, the same as long as the page lives.
pub async fn url(sha256: &Sha256) -> AppResult<String> {
    if let Some(known) = URLS.with_borrow(|urls| urls.get(sha256).cloned()) {
        return Ok(known);
    }
    let bytes = bytes(sha256).await?.ok_or(AppError::NotFound)?;
    let url = Url::create_object_url_with_blob(&blob(&bytes)?).map_err(|_| AppError::Internal)?;
    // Two that asked at once: the first one's address stays.
    Ok(URLS.with_borrow_mut(|urls| urls.entry(sha256.clone()).or_insert(url).clone()))
}

/// Lets the browser free the memory behind a photo's address.
pub fn forget_url(sha256: &Sha256) {
    if let Some(url) = URLS.with_borrow_mut(|urls| urls.remove(sha256)) {
        _ = Url::revoke_object_url(&url);
    }
}

/// Deletes photos that no draft or item names: left behind when a page died in the middle.
pub async fn prune() -> AppResult<()> {
    let keys = one(Step::Keys(Store::Photos)).await?;
    // Read after the keys: a photo and its draft are committed together, so none is missed.
    let items: Option<Vec<_>> = queue::everything().await?.into_iter().collect();
    // What a newer app keeps may name any of them.
    let Some(items) = items else { return Ok(()) };
    let photos = items.iter().flat_map(|item| &item.draft.photos);
    let named: BTreeSet<_> = photos.map(|photo| photo.sha256.as_str()).collect();
    let keys = keys
        .unchecked_ref::<Array>()
        .iter()
        .filter_map(|key| key.as_string());
    let unnamed = keys.filter(|key| !named.contains(key.as_str()));
    let steps: Vec<_> = unnamed
        .map(|key| Step::delete(Store::Photos, key))
        .collect();
    if !steps.is_empty() {
        run(&steps).await?;
    }
    Ok(())
}
