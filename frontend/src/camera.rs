//! The live camera: glue to `frontend/js/camera.js`, which is loaded when it is first asked for.

use app::{
    error::{AppError, AppResult},
    ports::Subscription,
    queue::LocalPhoto,
};
use js_sys::Function;
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};
use web_sys::{HtmlElement, ImageBitmap};

use crate::{
    js::{element, error_name, failed},
    offline::storage,
    photos, picture,
};

#[wasm_bindgen(inline_js = r#"
const camera = () => import("../../camera.js");
export const start_camera = async (video) => (await camera()).start(video);
export const camera_frame = async (video) => (await camera()).frame(video);
"#)]
extern "C" {
    #[wasm_bindgen(catch)]
    async fn start_camera(video: &HtmlElement) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn camera_frame(video: &HtmlElement) -> Result<JsValue, JsValue>;
}

/// Shows the camera live in the `<video>` with that id, until the subscription goes.
///
/// # Errors
/// [`AppError::Device`] when there is none, it is denied, or another app has it.
pub async fn start(video_id: String) -> AppResult<Subscription> {
    let video = element::<HtmlElement>(&video_id).ok_or(AppError::NotFound)?;
    let stop = start_camera(&video)
        .await
        .map_err(|error| no_camera(&error))?;
    let stop: Function = stop.unchecked_into();
    Ok(Subscription::new(move || {
        // It stops tracks, which throws nothing.
        _ = stop.call0(&JsValue::NULL);
    }))
}

/// Keeps what the `<video>` shows as a photo of the draft, made ready like one from the camera app.
///
/// # Errors
/// [`AppError::Device`] when the phone is full or out of memory.
pub async fn take(draft: Uuid, video_id: String) -> AppResult<Vec<LocalPhoto>> {
    let video = element::<HtmlElement>(&video_id).ok_or(AppError::NotFound)?;
    storage::need_room(storage::ROOM_FOR_A_PHOTO).await?;
    let bitmap = camera_frame(&video)
        .await
        .map_err(|error| no_camera(&error))?;
    let bitmap: ImageBitmap = bitmap.unchecked_into();
    let encoded = picture::from_bitmap(&bitmap).await;
    bitmap.close();
    let photo = photos::keep(draft, encoded?, None).await?;
    Ok(photo.into_iter().collect())
}

fn no_camera(error: &JsValue) -> AppError {
    if error_name(error) == "NotAllowedError" {
        return failed(
            "Chưa được phép dùng máy ảnh trong trang. Hãy chụp bằng máy ảnh của điện thoại.",
            "The page may not use the camera. Take the photo with the phone's own camera.",
        );
    }
    failed(
        "Không mở được máy ảnh trong trang. Hãy chụp bằng máy ảnh của điện thoại.",
        "The camera can't be opened in the page. Take the photo with the phone's own camera.",
    )
}
