//! What the first page does without: forms, photos, the sender; for the desk, map and live news. Each is a
//! file of its own that comes when it is first asked for.
//!
//! It is reached through a table of functions ([`Phone`], [`Desk`]) and no other way: what other code
//! here calls by name is compiled into the file that every phone loads first.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use app::{
    domain::{map::Change, photo::Sha256, time::Timestamp},
    error::AppResult,
    phone::export::ExportFile,
    ports::{Callback, FileToSend, Local, MapEvent, MapHandle, Push, StorageState, Subscription},
    queue::{Draft, Item, LocalPhoto},
};
use leptos::lazy;
use uuid::Uuid;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use crate::{
    camera, live, map,
    offline::{export, known, queue, sender, storage},
    photo_urls, photos, push, redaction, send_file,
};

/// A future that owns all it needs.
type Task<T> = Local<'static, T>;

/// The phone's later half; each function is what the method of [`app::ports::Device`] of that name does.
pub trait Phone {
    /// Starts to send what waits, for as long as the page lives.
    fn start_sending(&self);
    /// Sends now.
    fn send_now(&self);
    /// Tries once to send everything that waits; whether nothing waits any more.
    fn send_all(&self) -> Task<bool>;
    fn add_photos(&self, draft: Uuid, files: Vec<File>) -> Task<AppResult<Vec<LocalPhoto>>>;
    fn photo_url(&self, item: Uuid, sha256: Sha256) -> Task<AppResult<String>>;
    fn thumb_url(&self, item: Uuid, sha256: Sha256) -> Task<AppResult<String>>;
    fn server_photo_url(&self, sha256: Sha256) -> Task<AppResult<String>>;
    /// Fetches the small pictures that the field pack names and the phone lacks.
    fn keep_known_photos(&self);
    fn start_camera(&self, video_id: String) -> Task<AppResult<Subscription>>;
    fn take_frame(&self, draft: Uuid, video_id: String) -> Task<AppResult<Vec<LocalPhoto>>>;
    fn start_redaction(
        &self,
        draft: Uuid,
        sha256: Sha256,
        canvas_id: String,
    ) -> Task<AppResult<()>>;
    fn undo_redaction(&self, canvas_id: &str);
    fn finish_redaction(&self, draft: Uuid, canvas_id: String) -> Task<AppResult<LocalPhoto>>;
    fn open_photo(&self, file: File, canvas_id: String) -> Task<AppResult<()>>;
    fn send_photo(&self, canvas_id: String) -> Task<AppResult<Sha256>>;
    fn remove_photo(&self, draft: Uuid, sha256: Sha256) -> Task<AppResult<()>>;
    fn save_draft(&self, draft: Draft) -> Task<AppResult<()>>;
    fn submit(&self, draft: Draft) -> Task<AppResult<Item>>;
    fn mend(&self, id: Uuid) -> Task<AppResult<Draft>>;
    fn send_again(&self, id: Uuid) -> Task<AppResult<()>>;
    fn next_try(&self, id: Uuid) -> Option<Timestamp>;
    fn save_zip(&self, name: String, files: Vec<ExportFile>) -> Task<AppResult<()>>;
    fn remove_item(&self, id: Uuid) -> Task<AppResult<()>>;
    fn storage(&self) -> Task<StorageState>;
}

/// The desk's part, likewise.
pub trait Desk {
    fn watch_changes(&self, on_change: Callback<Change>, on_state: Callback<bool>) -> Subscription;
    fn mount_map(
        &self,
        element_id: &str,
        on_event: Callback<MapEvent>,
    ) -> Task<AppResult<Box<dyn MapHandle>>>;
    fn send_file(&self, file: FileToSend) -> Task<AppResult<Option<String>>>;
    fn push(&self) -> Task<Push>;
    fn turn_on_push(&self, key: String) -> Task<AppResult<Push>>;
    fn turn_off_push(&self) -> Task<AppResult<Push>>;
    /// Tells the server of a browser that was pushed to under a session before.
    fn renew_push(&self) -> Task<AppResult<()>>;
}

/// Loads the phone's later half.
pub async fn phone() -> &'static dyn Phone {
    let phone = phone_device().await;
    LOADED.set(Some(phone));
    phone
}

/// The phone's later half, if it is there already.
pub fn loaded_phone() -> Option<&'static dyn Phone> {
    LOADED.get()
}

thread_local! {
    static LOADED: Cell<Option<&'static dyn Phone>> = const { Cell::new(None) };
}

/// Loads the desk's part.
pub async fn desk() -> &'static dyn Desk {
    desk_device().await
}

/// Runs `run` with the phone's later half, as soon as it is there.
pub fn with_phone(run: impl FnOnce(&'static dyn Phone) + 'static) {
    spawn_local(async { run(phone().await) });
}

/// Listens to the news as soon as the desk's part is there, until the subscription is dropped.
pub fn watch_changes(on_change: Callback<Change>, on_state: Callback<bool>) -> Subscription {
    // None once it was dropped.
    let kept = Rc::new(RefCell::new(Some(None)));
    let line = Rc::clone(&kept);
    spawn_local(async move {
        let desk = desk().await;
        if let Some(line) = line.borrow_mut().as_mut() {
            *line = Some(desk.watch_changes(on_change, on_state));
        }
    });
    Subscription::new(move || drop(kept.take()))
}

#[lazy]
fn phone_device() -> &'static dyn Phone {
    &Loaded
}

#[lazy]
fn desk_device() -> &'static dyn Desk {
    &Loaded
}

struct Loaded;

impl Phone for Loaded {
    fn start_sending(&self) {
        sender::start();
    }

    fn send_now(&self) {
        sender::send_now();
    }

    fn send_all(&self) -> Task<bool> {
        Box::pin(sender::send_all())
    }

    fn add_photos(&self, draft: Uuid, files: Vec<File>) -> Task<AppResult<Vec<LocalPhoto>>> {
        Box::pin(photos::add(draft, files))
    }

    fn photo_url(&self, item: Uuid, sha256: Sha256) -> Task<AppResult<String>> {
        Box::pin(async move { photo_urls::photo(item, &sha256).await })
    }

    fn thumb_url(&self, item: Uuid, sha256: Sha256) -> Task<AppResult<String>> {
        Box::pin(async move { photo_urls::thumb(item, &sha256).await })
    }

    fn server_photo_url(&self, sha256: Sha256) -> Task<AppResult<String>> {
        Box::pin(async move { photo_urls::server(&sha256).await })
    }

    fn keep_known_photos(&self) {
        // What does not come now will at the next look.
        spawn_local(async { _ = known::bring_up_to_date().await });
    }

    fn start_camera(&self, video_id: String) -> Task<AppResult<Subscription>> {
        Box::pin(camera::start(video_id))
    }

    fn take_frame(&self, draft: Uuid, video_id: String) -> Task<AppResult<Vec<LocalPhoto>>> {
        Box::pin(camera::take(draft, video_id))
    }

    fn start_redaction(
        &self,
        draft: Uuid,
        sha256: Sha256,
        canvas_id: String,
    ) -> Task<AppResult<()>> {
        Box::pin(redaction::start(draft, sha256, canvas_id))
    }

    fn undo_redaction(&self, canvas_id: &str) {
        redaction::undo(canvas_id);
    }

    fn finish_redaction(&self, draft: Uuid, canvas_id: String) -> Task<AppResult<LocalPhoto>> {
        Box::pin(redaction::finish(draft, canvas_id))
    }

    fn open_photo(&self, file: File, canvas_id: String) -> Task<AppResult<()>> {
        Box::pin(redaction::start_loose(file, canvas_id))
    }

    fn send_photo(&self, canvas_id: String) -> Task<AppResult<Sha256>> {
        Box::pin(photos::send_loose(canvas_id))
    }

    fn remove_photo(&self, draft: Uuid, sha256: Sha256) -> Task<AppResult<()>> {
        Box::pin(async move { photos::remove(draft, &sha256).await })
    }

    fn save_draft(&self, draft: Draft) -> Task<AppResult<()>> {
        Box::pin(async move { queue::save_draft(&draft).await })
    }

    fn submit(&self, draft: Draft) -> Task<AppResult<Item>> {
        Box::pin(async move { queue::submit(&draft).await })
    }

    fn mend(&self, id: Uuid) -> Task<AppResult<Draft>> {
        Box::pin(queue::mend(id))
    }

    fn send_again(&self, id: Uuid) -> Task<AppResult<()>> {
        Box::pin(queue::send_again(id))
    }

    fn next_try(&self, id: Uuid) -> Option<Timestamp> {
        sender::next_try(id)
    }

    fn save_zip(&self, name: String, files: Vec<ExportFile>) -> Task<AppResult<()>> {
        Box::pin(export::save(name, files))
    }

    fn remove_item(&self, id: Uuid) -> Task<AppResult<()>> {
        Box::pin(queue::remove(id))
    }

    fn storage(&self) -> Task<StorageState> {
        Box::pin(storage::state())
    }
}

impl Desk for Loaded {
    fn watch_changes(&self, on_change: Callback<Change>, on_state: Callback<bool>) -> Subscription {
        live::watch(on_change, on_state)
    }

    fn mount_map(
        &self,
        element_id: &str,
        on_event: Callback<MapEvent>,
    ) -> Task<AppResult<Box<dyn MapHandle>>> {
        map::mount(element_id, on_event)
    }

    fn send_file(&self, file: FileToSend) -> Task<AppResult<Option<String>>> {
        Box::pin(send_file::send(file))
    }

    fn push(&self) -> Task<Push> {
        Box::pin(push::state())
    }

    fn turn_on_push(&self, key: String) -> Task<AppResult<Push>> {
        Box::pin(push::turn_on(key))
    }

    fn turn_off_push(&self) -> Task<AppResult<Push>> {
        Box::pin(push::turn_off())
    }

    fn renew_push(&self) -> Task<AppResult<()>> {
        Box::pin(push::renew())
    }
}
