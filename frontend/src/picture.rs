//! Pictures: decoded, scaled, encoded as JPEG at about the size the server wants.

use app::{
    domain::photo::MAX_SIDE_PX,
    error::{AppError, AppResult},
    phone::jpeg::{QualitySearch, fit},
};
use js_sys::ArrayBuffer;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap, ImageEncodeOptions,
    OffscreenCanvas,
};

use crate::js::{document, failed, object, promise, window};

/// A JPEG without metadata.
pub struct Encoded {
    /// Its bytes.
    pub bytes: ArrayBuffer,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
}

/// Decodes a file upright, scales and encodes it. The file's metadata stays behind.
///
/// # Errors
/// [`AppError::Device`] when the browser can't decode it (HEIC on most phones).
pub async fn from_file(file: &Blob) -> AppResult<Encoded> {
    let bitmap = decode(file).await?;
    let encoded = scaled(&bitmap).await;
    bitmap.close();
    encoded
}

/// Decodes a picture upright.
///
/// # Errors
/// [`AppError::Device`] when the browser can't.
pub async fn decode(file: &Blob) -> AppResult<ImageBitmap> {
    let undecodable = |_: JsValue| {
        failed(
            "Không mở được ảnh này (có thể là HEIC). Hãy chụp bằng máy ảnh ở đây hoặc chọn ảnh JPEG.",
            "This picture can't be opened (it may be HEIC). Take it with the camera here or choose a JPEG.",
        )
    };
    let options = object(&[("imageOrientation", "from-image".into())]).unchecked_into();
    let bitmap = window().create_image_bitmap_with_blob_and_image_bitmap_options(file, &options);
    Ok(bitmap
        .map_err(undecodable)?
        .await
        .map_err(undecodable)?
        .unchecked_into())
}

async fn scaled(bitmap: &ImageBitmap) -> AppResult<Encoded> {
    let canvas: HtmlCanvasElement = document()
        .create_element("canvas")
        .map_err(|_| no_canvas())?
        .dyn_into()
        .map_err(|_| no_canvas())?;
    let (width, height) = fit(bitmap.width(), bitmap.height(), MAX_SIDE_PX);
    canvas.set_width(width);
    canvas.set_height(height);
    let context = context(&canvas)?;
    let drawn = context.draw_image_with_image_bitmap_and_dw_and_dh(
        bitmap,
        0.0,
        0.0,
        width.into(),
        height.into(),
    );
    drawn.map_err(|_| no_canvas())?;
    let encoded = encode(&canvas).await;
    // iOS frees a canvas' memory late otherwise.
    canvas.set_width(0);
    encoded
}

/// A canvas' drawing context.
///
/// # Errors
/// [`AppError::Device`] when the phone has no memory for one.
pub fn context(canvas: &HtmlCanvasElement) -> AppResult<CanvasRenderingContext2d> {
    let context = canvas
        .get_context("2d")
        .ok()
        .flatten()
        .ok_or_else(no_canvas)?;
    Ok(context.unchecked_into())
}

/// What is on the canvas as a JPEG of about the size the server wants: the largest that fits, or
/// else the smallest.
///
/// # Errors
/// [`AppError::Device`] when the browser can't encode it.
pub async fn encode(canvas: &HtmlCanvasElement) -> AppResult<Encoded> {
    let mut search = QualitySearch::default();
    let mut best: Option<Blob> = None;
    let copy = offscreen(canvas);
    loop {
        let blob = match &copy {
            Some(copy) => jpeg_at_once(copy, search.quality()).await?,
            None => jpeg(canvas, search.quality()).await?,
        };
        let size = |blob: &Blob| blob.size() as usize;
        let bytes = size(&blob);
        let better = best.as_ref().is_none_or(|best| {
            match (QualitySearch::fits(size(best)), QualitySearch::fits(bytes)) {
                (true, true) => bytes > size(best),
                (true, false) => false,
                (false, true) => true,
                (false, false) => bytes < size(best),
            }
        });
        if better {
            best = Some(blob);
        }
        if !search.go_on(bytes) {
            break;
        }
    }
    let bytes = best
        .ok_or_else(no_canvas)?
        .array_buffer()
        .await
        .map_err(|_| no_canvas())?;
    Ok(Encoded {
        bytes: bytes.unchecked_into(),
        width: canvas.width(),
        height: canvas.height(),
    })
}

/// A copy that no page shows: Chrome encodes it at once, and a canvas of the page only when it is
/// idle, which takes a second. None where the browser can't.
fn offscreen(canvas: &HtmlCanvasElement) -> Option<OffscreenCanvas> {
    let copy = OffscreenCanvas::new(canvas.width(), canvas.height()).ok()?;
    let context: CanvasRenderingContext2d = copy.get_context("2d").ok()??.unchecked_into();
    context
        .draw_image_with_html_canvas_element(canvas, 0.0, 0.0)
        .ok()?;
    Some(copy)
}

async fn jpeg_at_once(canvas: &OffscreenCanvas, quality: f64) -> AppResult<Blob> {
    let options = ImageEncodeOptions::new();
    options.set_type("image/jpeg");
    options.set_quality(quality);
    let blob = canvas
        .convert_to_blob_with_options(&options)
        .map_err(|_| no_canvas())?;
    Ok(blob.await.map_err(|_| no_canvas())?.unchecked_into())
}

async fn jpeg(canvas: &HtmlCanvasElement, quality: f64) -> AppResult<Blob> {
    let blob = promise(|fulfil| {
        // Throws for an empty canvas; it then gives no blob either.
        if canvas
            .to_blob_with_type_and_encoder_options(&fulfil, "image/jpeg", &quality.into())
            .is_err()
        {
            _ = fulfil.call1(&JsValue::NULL, &JsValue::NULL);
        }
    });
    blob.await
        .ok()
        .and_then(|blob| blob.dyn_into().ok())
        .ok_or_else(no_canvas)
}

fn no_canvas() -> AppError {
    failed(
        "Máy không đủ bộ nhớ để xử lý ảnh. Hãy đóng bớt ứng dụng khác rồi thử lại.",
        "The phone has too little memory for the picture. Close other apps and try again.",
    )
}
