//! The browser's own dialogue for taking or choosing pictures.
//!
//! It opens only while the browser handles a tap, so [`open`] is called in the tap itself. Some browsers open nothing without a word, and some
//! tell nothing of one that is closed: then the next dialogue, or a tap that finds the page awake, ends the wait.

use std::cell::RefCell;

use app::ports::{Chosen, PhotoSource};
use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, File, HtmlInputElement};

use crate::js::{Listener, Timer, document, promise};

/// How long after a tap on the page a dialogue that is gone may still say what was chosen: phones wake a page before they hand it the picture.
const LAST_WORD_MS: i32 = 3_000;
/// What ends the wait for a dialogue.
const GIVEN_UP: &str = "cancel";

thread_local! {
    /// The dialogue that is open, with its number. It stays in the document: iOS tells nothing of one that isn't.
    static OPEN: RefCell<Option<(u32, HtmlInputElement)>> = const { RefCell::new(None) };
    /// What was chosen last and not yet taken.
    static CHOSEN: RefCell<(u32, Vec<File>)> = const { RefCell::new((0, Vec::new())) };
}

/// A dialogue that was opened.
pub struct Dialogue {
    number: u32,
    input: HtmlInputElement,
    ended: Promise,
    _tapped: Listener,
}

/// Opens the dialogue, now. Another one that is still open is given up.
pub fn open(source: PhotoSource) -> Option<Dialogue> {
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
    let number = OPEN.with_borrow(|open| open.as_ref().map_or(0, |(number, _)| *number)) + 1;
    if let Some((_, abandoned)) = OPEN.replace(Some((number, input.clone()))) {
        give_up(&abandoned);
    }
    let dialogue = Dialogue::listening(number, input);
    dialogue.input.click();
    Some(dialogue)
}

impl Dialogue {
    fn listening(number: u32, input: HtmlInputElement) -> Self {
        let ended = promise(|fulfil| {
            for event in ["change", GIVEN_UP] {
                _ = input.add_event_listener_with_callback(event, &fulfil);
            }
        });
        // The page can't be tapped while a dialogue is before it: this one is gone, or never came.
        let (silent, last_word) = (input.clone(), RefCell::new(None));
        let tapped = Listener::new(&document(), "pointerdown", move |_| {
            let silent = silent.clone();
            last_word.replace(Some(Timer::new(LAST_WORD_MS, move || give_up(&silent))));
        });
        Self {
            number,
            input,
            ended,
            _tapped: tapped,
        }
    }

    /// What was chosen; nothing when the person cancelled or the dialogue was given up.
    pub async fn chosen(self) -> Chosen {
        let _: Result<JsValue, JsValue> = self.ended.clone().await;
        self.input.remove();
        let list = self.input.files();
        let files = list
            .iter()
            .flat_map(|files| (0..files.length()).filter_map(|index| files.get(index)));
        let files: Vec<File> = files.collect();
        let count = u32::try_from(files.len()).unwrap_or(u32::MAX);
        if count > 0 {
            CHOSEN.set((self.number, files));
        }
        Chosen {
            dialogue: self.number,
            count,
        }
    }
}

/// The files of a dialogue, once; none where another one's were chosen since.
pub fn take(chosen: Chosen) -> Vec<File> {
    match CHOSEN.take() {
        (number, files) if number == chosen.dialogue => files,
        other => {
            CHOSEN.set(other);
            Vec::new()
        }
    }
}

fn give_up(input: &HtmlInputElement) {
    if let Ok(event) = Event::new(GIVEN_UP) {
        _ = input.dispatch_event(&event);
    }
}
