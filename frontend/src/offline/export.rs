//! An item as a file, for when it can't be sent.

use app::error::{AppError, AppResult};
use js_sys::Array;
use uuid::Uuid;
use wasm_bindgen::JsValue;
use web_sys::{Blob, BlobPropertyBag, FileReader, Url};

use super::queue;
use crate::{
    js::{Timer, download, failed, promise},
    photos,
};

/// Time for the browser to take the file up, in milliseconds.
const KEEP_URL_MS: i32 = 60_000;

/// Offers the item with its photos as a JSON file: `{"item": …, "photos": {sha256: data URL}}`.
pub async fn offer(id: Uuid) -> AppResult<()> {
    let item = queue::find(id).await?.ok_or(AppError::NotFound)?;
    let json = app::json::write(&item);
    let parts = Array::of3(&"{\"item\":".into(), &json.into(), &",\"photos\":{".into());
    let mut separator = "\"";
    for photo in &item.draft.photos {
        let Some(bytes) = photos::bytes(&photo.sha256).await? else {
            continue;
        };
        let data = data_url(&photos::blob(&bytes)?).await?;
        for part in [separator, photo.sha256.as_str(), "\":\""] {
            parts.push(&part.into());
        }
        parts.push(&data);
        parts.push(&"\"".into());
        separator = ",\"";
    }
    parts.push(&"}}".into());
    let name = ["bienpho-", &id.to_string(), ".json"].concat();
    save(&parts, &name).map_err(|_| not_offered())
}

fn save(parts: &Array, name: &str) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let url = Url::create_object_url_with_blob(&Blob::new_with_str_sequence_and_options(
        parts, &options,
    )?)?;
    download(&url, name).ok_or(JsValue::UNDEFINED)?;
    std::mem::forget(Timer::new(KEEP_URL_MS, move || {
        _ = Url::revoke_object_url(&url)
    }));
    Ok(())
}

async fn data_url(blob: &Blob) -> AppResult<JsValue> {
    let reader = FileReader::new().map_err(|_| not_offered())?;
    reader.read_as_data_url(blob).map_err(|_| not_offered())?;
    let read = promise(|fulfil| reader.set_onloadend(Some(&fulfil)));
    read.await.map_err(|_| not_offered())?;
    reader.result().map_err(|_| not_offered())
}

fn not_offered() -> AppError {
    failed("Không tạo được tệp.", "The file could not be made.")
}
