//! The browser's own dialogue for taking or choosing pictures.

use app::ports::PhotoSource;
use std::cell::RefCell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, HtmlInputElement};

use crate::js::{document, promise};

thread_local! {
    /// The dialogue that is open. It stays in the document: iOS tells nothing of one that isn't.
    static OPEN: RefCell<Option<HtmlInputElement>> = const { RefCell::new(None) };
}

/// Opens the dialogue. To be called from within a click, or the browser refuses.
pub fn open(source: PhotoSource) -> Option<HtmlInputElement> {
    let input: HtmlInputElement = document().create_element("input").ok()?.dyn_into().ok()?;
    input.set_type("file");
    input.set_hidden(true);
    match source {
        // Older Android browsers open the camera for exactly this.
        PhotoSource::Camera => {
            input.set_accept("image/*");
            input.set_attribute("capture", "environment").ok()?;
        }
        // No HEIC in the list: iOS then converts to JPEG.
        PhotoSource::Gallery => {
            input.set_accept("image/jpeg,image/png,image/webp");
            input.set_multiple(true);
        }
    }
    document().body()?.append_child(&input).ok()?;
    if let Some(abandoned) = OPEN.replace(Some(input.clone())) {
        abandoned.remove();
    }
    input.click();
    Some(input)
}

/// The files that were chosen; none when the person cancelled.
pub async fn chosen(input: HtmlInputElement) -> Vec<File> {
    let ended = promise(|fulfil| {
        for event in ["change", "cancel"] {
            _ = input.add_event_listener_with_callback(event, &fulfil);
        }
    });
    let _: Result<JsValue, JsValue> = ended.await;
    input.remove();
    let Some(files) = input.files() else {
        return Vec::new();
    };
    (0..files.length())
        .filter_map(|index| files.get(index))
        .collect()
}
