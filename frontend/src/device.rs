//! The phone: what [`app::ports::Device`] promises, each promise kept by the module it is about.

use std::sync::Arc;

use app::{
    domain::{
        account::{Credentials, Me},
        field_pack::FieldPack,
        map::Change,
        photo::Sha256,
        time::Timestamp,
    },
    error::AppResult,
    phone::{export::ExportFile, kept::Unread},
    ports::{
        Callback, Device, Fix, Install, Local, MapEvent, MapHandle, PhotoSource, StorageState,
        Subscription,
    },
    queue::{Draft, Item, LocalPhoto},
};
use uuid::Uuid;

use crate::{
    chooser, install,
    js::origin,
    live, map, network,
    offline::{clock, export, pack, queue, sender, storage},
    page, photo_urls, photos, position, redaction, session,
};

/// The browser this page runs in.
pub struct Browser;

impl Device for Browser {
    fn now(&self) -> Timestamp {
        clock::now()
    }

    fn new_id(&self) -> Uuid {
        clock::new_id()
    }

    fn sign_in(&self, credentials: Credentials) -> Local<'_, AppResult<Me>> {
        Box::pin(session::sign_in(credentials))
    }

    fn sign_out(&self) -> Local<'_, AppResult<()>> {
        Box::pin(session::sign_out())
    }

    fn me(&self) -> Local<'_, AppResult<Option<Me>>> {
        Box::pin(session::me())
    }

    fn field_pack(&self) -> Local<'_, AppResult<Arc<FieldPack>>> {
        Box::pin(pack::get())
    }

    fn refresh_field_pack(&self) -> Local<'_, AppResult<Arc<FieldPack>>> {
        Box::pin(pack::refresh())
    }

    fn watch_position(&self, on_fix: Callback<Fix>) -> Subscription {
        position::watch(on_fix)
    }

    fn watch_network(&self, on_change: Callback<bool>) -> Subscription {
        network::watch(on_change)
    }

    fn add_photos(
        &self,
        draft: Uuid,
        source: PhotoSource,
    ) -> Local<'_, AppResult<Vec<LocalPhoto>>> {
        // Before the camera opens, or what it takes could not be kept.
        if let Err(error) = storage::had_room(storage::ROOM_FOR_A_PHOTO) {
            return Box::pin(async move { Err(error) });
        }
        // Now, not when the future is polled: only the click itself may open it.
        let input = chooser::open(source);
        Box::pin(async move {
            let Some(input) = input else {
                return Ok(Vec::new());
            };
            photos::add(draft, chooser::chosen(input).await).await
        })
    }

    fn photo_url(&self, item: Uuid, sha256: &Sha256) -> Local<'_, AppResult<String>> {
        let sha256 = sha256.clone();
        Box::pin(async move { photo_urls::photo(item, &sha256).await })
    }

    fn thumb_url(&self, item: Uuid, sha256: &Sha256) -> Local<'_, AppResult<String>> {
        let sha256 = sha256.clone();
        Box::pin(async move { photo_urls::thumb(item, &sha256).await })
    }

    fn start_redaction(
        &self,
        draft: Uuid,
        sha256: &Sha256,
        canvas_id: &str,
    ) -> Local<'_, AppResult<()>> {
        Box::pin(redaction::start(
            draft,
            sha256.clone(),
            canvas_id.to_owned(),
        ))
    }

    fn undo_redaction(&self, canvas_id: &str) {
        redaction::undo(canvas_id);
    }

    fn finish_redaction(&self, draft: Uuid, canvas_id: &str) -> Local<'_, AppResult<LocalPhoto>> {
        Box::pin(redaction::finish(draft, canvas_id.to_owned()))
    }

    fn remove_photo(&self, draft: Uuid, sha256: &Sha256) -> Local<'_, AppResult<()>> {
        let sha256 = sha256.clone();
        Box::pin(async move { photos::remove(draft, &sha256).await })
    }

    fn save_draft(&self, draft: &Draft) -> Local<'_, AppResult<()>> {
        let draft = draft.clone();
        Box::pin(async move { queue::save_draft(&draft).await })
    }

    fn find_item(&self, id: Uuid) -> Local<'_, AppResult<Option<Item>>> {
        Box::pin(queue::find(id))
    }

    fn list_items(&self) -> Local<'_, AppResult<Vec<Item>>> {
        Box::pin(queue::list())
    }

    fn submit(&self, draft: &Draft) -> Local<'_, AppResult<Item>> {
        let draft = draft.clone();
        Box::pin(async move { queue::submit(&draft).await })
    }

    fn mend(&self, id: Uuid) -> Local<'_, AppResult<Draft>> {
        Box::pin(queue::mend(id))
    }

    fn send_again(&self, id: Uuid) -> Local<'_, AppResult<()>> {
        Box::pin(queue::send_again(id))
    }

    fn send_now(&self) {
        sender::send_now();
    }

    fn next_try(&self, id: Uuid) -> Option<Timestamp> {
        sender::next_try(id)
    }

    fn list_unread(&self) -> Local<'_, AppResult<Vec<Unread>>> {
        Box::pin(queue::unread())
    }

    fn save_zip(&self, name: &str, files: Vec<ExportFile>) -> Local<'_, AppResult<()>> {
        Box::pin(export::save(name.to_owned(), files))
    }

    fn server(&self) -> String {
        origin()
    }

    fn remove_item(&self, id: Uuid) -> Local<'_, AppResult<()>> {
        Box::pin(queue::remove(id))
    }

    fn watch_queue(&self, on_change: Callback<()>) -> Subscription {
        queue::watch(on_change)
    }

    fn storage(&self) -> Local<'_, StorageState> {
        Box::pin(storage::state())
    }

    fn watch_install(&self, on_change: Callback<Install>) -> Subscription {
        install::watch(on_change)
    }

    fn install(&self) {
        install::ask();
    }

    fn watch_changes(&self, on_change: Callback<Change>, on_state: Callback<bool>) -> Subscription {
        live::watch(on_change, on_state)
    }

    fn mount_map(
        &self,
        element_id: &str,
        bbox: &str,
        on_event: Callback<MapEvent>,
    ) -> Local<'_, AppResult<Box<dyn MapHandle>>> {
        map::mount(element_id, bbox, on_event)
    }

    fn set_language(&self, tag: &str) {
        page::set_language(tag);
    }

    fn set_theme(&self, theme: &str) {
        page::set_theme(theme);
    }

    fn theme(&self) -> String {
        page::theme()
    }

    fn go(&self, path: &str) {
        page::go(path);
    }

    fn focus(&self, element_id: &str) {
        page::focus(element_id);
    }
}
