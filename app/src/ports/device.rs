//! What pages ask of the phone or desk they run on.

use std::sync::Arc;

use leptos::prelude::use_context;
use uuid::Uuid;

use super::{
    Callback, Chosen, FileToSend, Fix, Install, Local, MapEvent, MapHandle, PhotoSource, Push,
    StorageState, Subscription, Update,
};
use crate::{
    domain::{
        account::{Credentials, Me},
        field_pack::FieldPack,
        map::Change,
        photo::Sha256,
        time::Timestamp,
    },
    error::AppResult,
    phone::{export::ExportFile, kept::Unread},
    queue::{Draft, Item, LocalPhoto},
};

/// What pages ask of the phone or desk they run on. Only the browser has one; call it in effects and handlers.
///
/// Its methods are called from one thread only. A future may be dropped at any time: what was
/// promised before is kept.
pub trait Device: Send + Sync {
    /// The phone's clock.
    fn now(&self) -> Timestamp;
    /// How far the phone's clock is ahead of the server's, in milliseconds, as last measured.
    fn clock_offset_ms(&self) -> Local<'_, Option<i64>>;
    /// A new UUID version 7.
    fn new_id(&self) -> Uuid;

    /// Signs in; afterwards [`Device::me`] knows who.
    fn sign_in(&self, credentials: Credentials) -> Local<'_, AppResult<Me>>;
    /// Signs out. What waits in the queue stays for its owner.
    fn sign_out(&self) -> Local<'_, AppResult<()>>;
    /// Who is signed in on this phone, without asking the network when it is away.
    fn me(&self) -> Local<'_, AppResult<Option<Me>>>;

    /// The reference data kept on this phone; fetched when there is none or it is stale and there is a network.
    fn field_pack(&self) -> Local<'_, AppResult<Arc<FieldPack>>>;
    /// Fetches it anew.
    fn refresh_field_pack(&self) -> Local<'_, AppResult<Arc<FieldPack>>>;

    /// Watches the position while the subscription lives, keeping the best fix.
    fn watch_position(&self, on_fix: Callback<Fix>) -> Subscription;
    /// Watches whether there is a network.
    fn watch_network(&self, on_change: Callback<bool>) -> Subscription;

    /// Lets the person take or choose photos. The dialogue opens in the call itself, before the future is first polled: browsers open it only
    /// while they handle a tap, so this is the first thing that a handler does. Empty when the person cancels, when another dialogue is
    /// opened meanwhile, or when the browser opened none.
    fn choose_photos(&self, source: PhotoSource) -> Local<'static, AppResult<Chosen>>;
    /// Makes what was chosen ready (scaled, re-encoded, no EXIF) and keeps it under the draft.
    fn add_photos(&self, draft: Uuid, chosen: Chosen) -> Local<'_, AppResult<Vec<LocalPhoto>>>;
    /// An address that `<img>` can show for a photo of a draft or item on this phone. It lives until
    /// some more were asked for.
    fn photo_url(&self, item: Uuid, sha256: &Sha256) -> Local<'_, AppResult<String>>;
    /// The same for its thumbnail (96 px), for lists.
    fn thumb_url(&self, item: Uuid, sha256: &Sha256) -> Local<'_, AppResult<String>>;
    /// The same for the small picture of a photo that the server has; from what was kept with the
    /// reference data where there is no network.
    fn server_photo_url(&self, sha256: &Sha256) -> Local<'_, AppResult<String>>;
    /// Shows the camera live in the `<video>` with that element id, until the subscription goes.
    fn start_camera(&self, video_id: &str) -> Local<'_, AppResult<Subscription>>;
    /// Keeps what that `<video>` shows as a photo of the draft, made ready like one that was chosen.
    fn take_frame(&self, draft: Uuid, video_id: &str) -> Local<'_, AppResult<Vec<LocalPhoto>>>;
    /// Puts a photo on the canvas with that element id, to be painted over with finger or mouse.
    fn start_redaction(
        &self,
        draft: Uuid,
        sha256: &Sha256,
        canvas_id: &str,
    ) -> Local<'_, AppResult<()>>;
    /// Takes back the last stroke on that canvas.
    fn undo_redaction(&self, canvas_id: &str);
    /// Keeps what is on the canvas as a new photo of the draft and deletes the one it came from.
    fn finish_redaction(&self, draft: Uuid, canvas_id: &str) -> Local<'_, AppResult<LocalPhoto>>;
    /// Puts the first chosen photo on the canvas with that element id, scaled and without its metadata, to be painted over. It is kept
    /// nowhere. False when none was chosen.
    fn open_photo(&self, chosen: Chosen, canvas_id: &str) -> Local<'_, AppResult<bool>>;
    /// Sends that canvas' photo as it was painted over; what the server knows it by. The file itself stays where it is.
    fn send_photo(&self, canvas_id: &str) -> Local<'_, AppResult<Sha256>>;
    /// Deletes a photo of a draft.
    fn remove_photo(&self, draft: Uuid, sha256: &Sha256) -> Local<'_, AppResult<()>>;

    /// Keeps a draft; done when it is committed.
    fn save_draft(&self, draft: &Draft) -> Local<'_, AppResult<()>>;
    /// The draft or item with that id, of the account signed in.
    fn find_item(&self, id: Uuid) -> Local<'_, AppResult<Option<Item>>>;
    /// Drafts and items of the account signed in, newest first.
    fn list_items(&self) -> Local<'_, AppResult<Vec<Item>>>;
    /// Turns a draft into a waiting item: checked, committed with its photos, read back. Sending starts by itself.
    fn submit(&self, draft: &Draft) -> Local<'_, AppResult<Item>>;
    /// Makes a refused item a draft again.
    fn mend(&self, id: Uuid) -> Local<'_, AppResult<Draft>>;
    /// Makes a refused item wait again, as it is.
    fn send_again(&self, id: Uuid) -> Local<'_, AppResult<()>>;
    /// Sends everything that waits, now.
    fn send_now(&self);
    /// When an item is tried again, where it waits for that; as far as this page knows.
    fn next_try(&self, id: Uuid) -> Option<Timestamp>;
    /// What lies on the phone for the account signed in and this version of the app can't read.
    fn list_unread(&self) -> Local<'_, AppResult<Vec<Unread>>>;
    /// Lets the person have files as a ZIP of that name, each read when its turn comes.
    fn save_zip(&self, name: &str, files: Vec<ExportFile>) -> Local<'_, AppResult<()>>;
    /// The server this app came from, as `https://host`.
    fn server(&self) -> String;
    /// Deletes a draft, or an item that was sent.
    fn remove_item(&self, id: Uuid) -> Local<'_, AppResult<()>>;
    /// Tells of every change of the queue.
    fn watch_queue(&self, on_change: Callback<()>) -> Subscription;
    /// State of the phone's storage; asks for persistence once.
    fn storage(&self) -> Local<'_, StorageState>;

    /// Whether and how the app can be installed; tells again when that changes.
    fn watch_install(&self, on_change: Callback<Install>) -> Subscription;
    /// Asks the browser to install the app.
    fn install(&self);

    /// Sends the file that was chosen in a field; the answer as JSON, so that only its own page reads it. None when
    /// there is no file.
    fn send_file(&self, file: FileToSend) -> Local<'_, AppResult<Option<String>>>;
    /// Whether a newer version of the app is ready; tells again when that changes.
    fn watch_update(&self, on_change: Callback<Update>) -> Subscription;
    /// Changes over to it once nothing is being sent, and loads the page anew.
    fn update(&self);

    /// Hears of changed records while the subscription lives; `on_state` tells whether the line stands.
    fn watch_changes(&self, on_change: Callback<Change>, on_state: Callback<bool>) -> Subscription;
    /// Whether this browser is pushed to.
    fn push(&self) -> Local<'_, Push>;
    /// Asks the person (call it from a click) to allow pushes that are signed with the key, which the server gives.
    fn turn_on_push(&self, key: &str) -> Local<'_, AppResult<Push>>;
    /// Has nothing more pushed here.
    fn turn_off_push(&self) -> Local<'_, AppResult<Push>>;
    /// Puts the desk's map into the element with that id, or takes over the one that began there with the page;
    /// the element's data attributes say what it shows (`frontend/js/map.js`).
    fn mount_map(
        &self,
        element_id: &str,
        on_event: Callback<MapEvent>,
    ) -> Local<'_, AppResult<Box<dyn MapHandle>>>;

    /// Keeps the choice of language and loads the page anew in it.
    fn set_language(&self, tag: &str);
    /// Keeps the choice of `light`, `dark` or `auto` and applies it.
    fn set_theme(&self, theme: &str);
    /// The choice of theme kept on this phone.
    fn theme(&self) -> String;
    /// Leaves for another address with a full page load (after signing in or out).
    fn go(&self, path: &str);
    /// Moves the keyboard's focus to the element with that id.
    fn focus(&self, element_id: &str);
}

/// The phone. None while the server renders.
pub fn device() -> Option<Arc<dyn Device>> {
    use_context::<Arc<dyn Device>>()
}
