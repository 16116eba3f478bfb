//! Painting over faces, plates and interiors. The paint is part of the new picture; the old one is
//! deleted.

use std::{cell::RefCell, rc::Rc};

use app::{
    domain::photo::Sha256,
    error::{AppError, AppResult},
    queue::LocalPhoto,
};
use js_sys::ArrayBuffer;
use uuid::Uuid;
use wasm_bindgen::JsCast;
use web_sys::{
    CanvasRenderingContext2d, Event, File, HtmlCanvasElement, HtmlElement, ImageBitmap,
    PointerEvent,
};

use crate::{
    js::{Listener, element},
    offline::queue,
    photo_urls, photos,
    picture::{self, context, decode, encode},
};

/// The brush is this part of the picture's width.
const BRUSH: f64 = 1.0 / 18.0;
const PAINT: &str = "#16211d";

type Stroke = Vec<(f64, f64)>;

/// Where the picture came from.
enum Source {
    /// A photo of a draft.
    Kept(Sha256),
    /// A file that is kept nowhere; its picture, small and without metadata.
    Loose(ArrayBuffer),
}

/// A picture being painted over.
struct Redaction {
    source: Source,
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    bitmap: ImageBitmap,
    strokes: Rc<RefCell<Vec<Stroke>>>,
    _listeners: Vec<Listener>,
}

thread_local! {
    /// There is one at a time; a new one ends the one before.
    static OPEN: RefCell<Option<Redaction>> = const { RefCell::new(None) };
}

impl Drop for Redaction {
    fn drop(&mut self) {
        self.bitmap.close();
    }
}

impl Redaction {
    fn is_untouched(&self) -> bool {
        self.strokes.borrow().is_empty()
    }

    fn redraw(&self) {
        _ = self
            .context
            .draw_image_with_image_bitmap(&self.bitmap, 0.0, 0.0);
        for stroke in self.strokes.borrow().iter() {
            let mut from = stroke.first().copied();
            for &to in stroke {
                line(&self.context, from.replace(to).unwrap_or(to), to);
            }
        }
    }
}

/// Shows the photo on the canvas and lets it be painted over.
pub async fn start(draft: Uuid, sha256: Sha256, canvas_id: String) -> AppResult<()> {
    let bytes = photos::bytes(draft, &sha256).await?;
    let bytes = bytes.ok_or(AppError::NotFound)?;
    show(Source::Kept(sha256), &bytes, &canvas_id).await
}

/// Shows a file that is kept nowhere, scaled and without its metadata, to be painted over and sent.
pub async fn start_loose(file: File, canvas_id: String) -> AppResult<()> {
    let bytes = picture::from_file(&file).await?.bytes;
    show(Source::Loose(bytes.clone()), &bytes, &canvas_id).await
}

async fn show(source: Source, bytes: &ArrayBuffer, canvas_id: &str) -> AppResult<()> {
    let bitmap = decode(&photo_urls::blob(bytes)?).await?;
    let canvas: HtmlCanvasElement = element(canvas_id).ok_or(AppError::NotFound)?;
    canvas.set_width(bitmap.width());
    canvas.set_height(bitmap.height());
    let context = context(&canvas)?;
    context.set_line_cap("round");
    context.set_line_join("round");
    context.set_line_width(f64::from(bitmap.width()) * BRUSH);
    context.set_stroke_style_str(PAINT);
    // Or a finger's stroke would scroll the page.
    _ = canvas
        .unchecked_ref::<HtmlElement>()
        .style()
        .set_property("touch-action", "none");
    let strokes = Rc::<RefCell<Vec<Stroke>>>::default();
    let _listeners = listen(&canvas, &context, &strokes);
    let redaction = Redaction {
        source,
        canvas,
        context,
        bitmap,
        strokes,
        _listeners,
    };
    redaction.redraw();
    OPEN.set(Some(redaction));
    Ok(())
}

fn listen(
    canvas: &HtmlCanvasElement,
    context: &CanvasRenderingContext2d,
    strokes: &Rc<RefCell<Vec<Stroke>>>,
) -> Vec<Listener> {
    let begin = {
        let (canvas, context, strokes) = (canvas.clone(), context.clone(), Rc::clone(strokes));
        move |event: Event| {
            let event: PointerEvent = event.unchecked_into();
            event.prevent_default();
            // Fails for a pointer that is gone again.
            _ = canvas.set_pointer_capture(event.pointer_id());
            let at = point(&canvas, &event);
            line(&context, at, at);
            strokes.borrow_mut().push(vec![at]);
        }
    };
    let go_on = {
        let (canvas, context, strokes) = (canvas.clone(), context.clone(), Rc::clone(strokes));
        move |event: Event| {
            let event: PointerEvent = event.unchecked_into();
            if !canvas.has_pointer_capture(event.pointer_id()) {
                return;
            }
            let to = point(&canvas, &event);
            if let Some(stroke) = strokes.borrow_mut().last_mut() {
                line(&context, stroke.last().copied().unwrap_or(to), to);
                stroke.push(to);
            }
        }
    };
    // The capture ends by itself when the pointer goes up.
    vec![
        Listener::new(canvas, "pointerdown", begin),
        Listener::new(canvas, "pointermove", go_on),
    ]
}

/// Where the pointer is, in the canvas' own pixels.
fn point(canvas: &HtmlCanvasElement, event: &PointerEvent) -> (f64, f64) {
    let shown = canvas.get_bounding_client_rect();
    let x = (f64::from(event.client_x()) - shown.x()) / shown.width().max(1.0);
    let y = (f64::from(event.client_y()) - shown.y()) / shown.height().max(1.0);
    (
        x * f64::from(canvas.width()),
        y * f64::from(canvas.height()),
    )
}

fn line(context: &CanvasRenderingContext2d, from: (f64, f64), to: (f64, f64)) {
    context.begin_path();
    context.move_to(from.0, from.1);
    context.line_to(to.0, to.1);
    context.stroke();
}

/// Takes back the last stroke.
pub fn undo(canvas_id: &str) {
    OPEN.with_borrow(|open| {
        if let Some(redaction) = open.as_ref().filter(|open| open.canvas.id() == canvas_id) {
            redaction.strokes.borrow_mut().pop();
            redaction.redraw();
        }
    });
}

/// Keeps what is on the canvas in the place of the photo it came from. Without a stroke the photo
/// stays as it is.
pub async fn finish(draft: Uuid, canvas_id: String) -> AppResult<LocalPhoto> {
    let (canvas, source, is_untouched) = OPEN
        .with_borrow(|open| {
            let open = open.as_ref().filter(|open| open.canvas.id() == canvas_id)?;
            let Source::Kept(source) = &open.source else {
                return None;
            };
            Some((open.canvas.clone(), source.clone(), open.is_untouched()))
        })
        .ok_or(AppError::NotFound)?;
    let photo = if is_untouched {
        let item = queue::find(draft).await?.ok_or(AppError::NotFound)?;
        item.draft
            .photos
            .into_iter()
            .find(|photo| photo.sha256 == source)
    } else {
        photos::keep(draft, encode(&canvas).await?, Some(&source)).await?
    };
    OPEN.take();
    photo.ok_or(AppError::NotFound)
}

/// The picture of a file that was shown on the canvas, as it was painted over, as a JPEG. The canvas goes on showing it.
pub async fn loose(canvas_id: &str) -> AppResult<ArrayBuffer> {
    let (canvas, untouched) = OPEN
        .with_borrow(|open| {
            let open = open.as_ref().filter(|open| open.canvas.id() == canvas_id)?;
            let Source::Loose(bytes) = &open.source else {
                return None;
            };
            let untouched = open.is_untouched().then(|| bytes.clone());
            Some((open.canvas.clone(), untouched))
        })
        .ok_or(AppError::NotFound)?;
    match untouched {
        Some(bytes) => Ok(bytes),
        None => Ok(encode(&canvas).await?.bytes),
    }
}
