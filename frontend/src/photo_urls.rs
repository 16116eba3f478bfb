//! Addresses under which `<img>` shows photos of this phone. Each holds a decrypted picture in the
//! browser's memory, so only the last few live.

use std::cell::RefCell;

use app::{
    domain::photo::Sha256,
    error::{AppError, AppResult},
};
use js_sys::{Array, ArrayBuffer};
use uuid::Uuid;
use web_sys::{Blob, BlobPropertyBag, Url};

use crate::{offline::known, photos};

/// Addresses that live at most: photos of one form, thumbnails of some screens.
const MOST: [usize; 2] = [16, 240];

/// Which picture of a photo.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Size {
    Full,
    Thumb,
}

struct Shown {
    size: Size,
    key: String,
    url: String,
}

thread_local! {
    /// Oldest first.
    static SHOWN: RefCell<Vec<Shown>> = const { RefCell::new(Vec::new()) };
}

/// A JPEG of these bytes.
pub fn blob(bytes: &ArrayBuffer) -> AppResult<Blob> {
    let options = BlobPropertyBag::new();
    options.set_type("image/jpeg");
    Blob::new_with_buffer_source_sequence_and_options(&Array::of1(bytes), &options)
        .map_err(|_| AppError::Internal)
}

/// An address for the whole photo.
pub async fn photo(item: Uuid, sha256: &Sha256) -> AppResult<String> {
    let key = photos::key(item, sha256);
    if let Some(url) = shown(Size::Full, &key) {
        return Ok(url);
    }
    let bytes = photos::bytes(item, sha256).await?;
    show(Size::Full, key, &bytes.ok_or(AppError::NotFound)?)
}

/// An address for its thumbnail.
pub async fn thumb(item: Uuid, sha256: &Sha256) -> AppResult<String> {
    let key = photos::key(item, sha256);
    if let Some(url) = shown(Size::Thumb, &key) {
        return Ok(url);
    }
    show(Size::Thumb, key, &photos::thumb(item, sha256).await?)
}

/// An address for the small picture of a photo that the server has.
pub async fn server(sha256: &Sha256) -> AppResult<String> {
    let key = known::key(sha256);
    if let Some(url) = shown(Size::Thumb, &key) {
        return Ok(url);
    }
    show(Size::Thumb, key, &known::bytes(sha256).await?)
}

fn shown(size: Size, key: &str) -> Option<String> {
    SHOWN.with_borrow(|shown| {
        let found = shown
            .iter()
            .find(|shown| shown.size == size && shown.key == key);
        Some(found?.url.clone())
    })
}

fn show(size: Size, key: String, bytes: &ArrayBuffer) -> AppResult<String> {
    // Two that asked at once: the first one's address stays.
    if let Some(url) = shown(size, &key) {
        return Ok(url);
    }
    let url = Url::create_object_url_with_blob(&blob(bytes)?).map_err(|_| AppError::Internal)?;
    SHOWN.with_borrow_mut(|shown| {
        let same = |shown: &Shown| shown.size == size;
        if shown.iter().filter(|shown| same(shown)).count() >= MOST[size as usize]
            && let Some(oldest) = shown.iter().position(same)
        {
            _ = Url::revoke_object_url(&shown.remove(oldest).url);
        }
        shown.push(Shown {
            size,
            key,
            url: url.clone(),
        });
    });
    Ok(url)
}

/// Lets the browser free the memory of all pictures whose key begins so.
pub fn forget(start: &str) {
    SHOWN.with_borrow_mut(|shown| {
        shown.retain(|shown| {
            let goes = shown.key.starts_with(start);
            if goes {
                _ = Url::revoke_object_url(&shown.url);
            }
            !goes
        });
    });
}
