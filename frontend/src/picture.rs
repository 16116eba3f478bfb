//! Pictures: decoded, scaled, encoded as JPEG at about the size the server wants.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use app::{
    domain::photo::MAX_SIDE_PX,
    error::{AppError, AppResult},
    phone::jpeg::{QualitySearch, fit},
};
use js_sys::ArrayBuffer;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, CanvasRenderingContext2d, HtmlCanvasElement, ImageBitmap};

use crate::js::{document, failed, function, object, promise, window};

/// Longest side of a picture in a list, in pixels, and its JPEG quality.
const LIST_SIDE_PX: u32 = 96;
const LIST_QUALITY: f64 = 0.7;

/// A JPEG without metadata.
pub struct Encoded {
    /// Its bytes.
    pub bytes: ArrayBuffer,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// The same as a small JPEG, where the phone could make one.
    pub thumb: Option<ArrayBuffer>,
}

/// Decodes a file upright, scales and encodes it. The file's metadata stays behind.
///
/// # Errors
/// [`AppError::Device`] when the browser can't decode it (HEIC on most phones).
pub async fn from_file(file: &Blob) -> AppResult<Encoded> {
    let bitmap = decode(file).await?;
    let encoded = from_bitmap(&bitmap).await;
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

/// Scales and encodes a picture that is decoded already.
///
/// # Errors
/// [`AppError::Device`] when the phone has no memory for it.
pub async fn from_bitmap(bitmap: &ImageBitmap) -> AppResult<Encoded> {
    let (width, height) = fit(bitmap.width(), bitmap.height(), MAX_SIDE_PX);
    let canvas = new_canvas(width, height)?;
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

fn new_canvas(width: u32, height: u32) -> AppResult<HtmlCanvasElement> {
    let canvas: HtmlCanvasElement = document()
        .create_element("canvas")
        .map_err(|_| no_canvas())?
        .dyn_into()
        .map_err(|_| no_canvas())?;
    canvas.set_width(width);
    canvas.set_height(height);
    Ok(canvas)
}

/// The thumbnail of a JPEG.
///
/// # Errors
/// [`AppError::Device`] when the browser can't decode or encode it.
pub async fn thumb_of(file: &Blob) -> AppResult<ArrayBuffer> {
    let bitmap = decode(file).await?;
    let (width, height) = fit(bitmap.width(), bitmap.height(), LIST_SIDE_PX);
    let thumb = thumb(width, height, |context, width, height| {
        context.draw_image_with_image_bitmap_and_dw_and_dh(&bitmap, 0.0, 0.0, width, height)
    });
    let thumb = thumb.await;
    bitmap.close();
    thumb
}

async fn thumb_of_canvas(canvas: &HtmlCanvasElement) -> AppResult<ArrayBuffer> {
    let (width, height) = fit(canvas.width(), canvas.height(), LIST_SIDE_PX);
    let thumb = thumb(width, height, |context, width, height| {
        context.draw_image_with_html_canvas_element_and_dw_and_dh(canvas, 0.0, 0.0, width, height)
    });
    thumb.await
}

async fn thumb(
    width: u32,
    height: u32,
    draw: impl FnOnce(&CanvasRenderingContext2d, f64, f64) -> Result<(), JsValue>,
) -> AppResult<ArrayBuffer> {
    let small = new_canvas(width, height)?;
    draw(&context(&small)?, width.into(), height.into()).map_err(|_| no_canvas())?;
    let _frames = Frames::start();
    bytes(&jpeg(&small, LIST_QUALITY).await?).await
}

async fn bytes(blob: &Blob) -> AppResult<ArrayBuffer> {
    let bytes = blob.array_buffer().await.map_err(|_| no_canvas())?;
    Ok(bytes.unchecked_into())
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
    let _frames = Frames::start();
    loop {
        let blob = jpeg(canvas, search.quality()).await?;
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
    Ok(Encoded {
        bytes: bytes(&best.ok_or_else(no_canvas)?).await?,
        width: canvas.width(),
        height: canvas.height(),
        thumb: thumb_of_canvas(canvas).await.ok(),
    })
}

/// Paints white beneath what is on the canvas: a JPEG has no transparency, and browsers would make it black.
fn put_on_white(canvas: &HtmlCanvasElement) -> AppResult<()> {
    let context = context(canvas)?;
    context.save();
    let beneath = context.set_global_composite_operation("destination-over");
    beneath.map_err(|_| no_canvas())?;
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, canvas.width().into(), canvas.height().into());
    context.restore();
    Ok(())
}

async fn jpeg(canvas: &HtmlCanvasElement, quality: f64) -> AppResult<Blob> {
    put_on_white(canvas)?;
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

/// Keeps the page drawing frames as long as it lives. Chrome encodes pictures in the idle time
/// between frames; on a page at rest it lets a second pass before each.
struct Frames(Rc<Frame>);

#[derive(Default)]
struct Frame {
    run: RefCell<Option<Closure<dyn FnMut()>>>,
    id: Cell<i32>,
}

impl Frames {
    fn start() -> Self {
        let frame = Rc::<Frame>::default();
        let next = Rc::downgrade(&frame);
        frame.run.replace(Some(Closure::new(move || {
            if let Some(frame) = next.upgrade() {
                frame.request();
            }
        })));
        frame.request();
        Self(frame)
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        _ = window().cancel_animation_frame(self.0.id.get());
    }
}

impl Frame {
    fn request(&self) {
        if let Some(run) = &*self.run.borrow() {
            let id = window().request_animation_frame(function(run));
            self.id.set(id.unwrap_or_default());
        }
    }
}

fn no_canvas() -> AppError {
    failed(
        "Máy không đủ bộ nhớ để xử lý ảnh. Hãy đóng bớt ứng dụng khác rồi thử lại.",
        "The phone has too little memory for the picture. Close other apps and try again.",
    )
}
