//! The phone: what [`app::ports::Device`] promises, each promise kept by the module it is about; by way of
//! [`later`] where the first page does without it.

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
        Callback, Chosen, Device, FileToSend, Fix, Install, Local, MapEvent, MapHandle,
        PhotoSource, Push, StorageState, Subscription, Update,
    },
    queue::{Draft, Item, LocalPhoto},
};
use uuid::Uuid;

use crate::{
    chooser, install,
    js::origin,
    later, network,
    offline::{clock, pack, queue, storage},
    page, position, session, sw,
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

    fn clock_offset_ms(&self) -> Local<'_, Option<i64>> {
        Box::pin(clock::offset_ms())
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

    fn choose_photos(&self, source: PhotoSource) -> Local<'static, AppResult<Chosen>> {
        // Before the camera opens, or what it takes could not be kept.
        if let Err(error) = storage::had_room(storage::ROOM_FOR_A_PHOTO) {
            return Box::pin(async move { Err(error) });
        }
        // Now, not when the future is polled: only the tap itself may open it.
        let dialogue = chooser::open(source);
        Box::pin(async move {
            Ok(match dialogue {
                Some(dialogue) => dialogue.chosen().await,
                None => Chosen {
                    dialogue: 0,
                    count: 0,
                },
            })
        })
    }

    fn add_photos(&self, draft: Uuid, chosen: Chosen) -> Local<'_, AppResult<Vec<LocalPhoto>>> {
        let files = chooser::take(chosen);
        Box::pin(async move { later::phone().await.add_photos(draft, files).await })
    }

    fn photo_url(&self, item: Uuid, sha256: &Sha256) -> Local<'_, AppResult<String>> {
        let sha256 = sha256.clone();
        Box::pin(async move { later::phone().await.photo_url(item, sha256).await })
    }

    fn thumb_url(&self, item: Uuid, sha256: &Sha256) -> Local<'_, AppResult<String>> {
        let sha256 = sha256.clone();
        Box::pin(async move { later::phone().await.thumb_url(item, sha256).await })
    }

    fn server_photo_url(&self, sha256: &Sha256) -> Local<'_, AppResult<String>> {
        let sha256 = sha256.clone();
        Box::pin(async move { later::phone().await.server_photo_url(sha256).await })
    }

    fn start_camera(&self, video_id: &str) -> Local<'_, AppResult<Subscription>> {
        let video_id = video_id.to_owned();
        Box::pin(async move { later::phone().await.start_camera(video_id).await })
    }

    fn take_frame(&self, draft: Uuid, video_id: &str) -> Local<'_, AppResult<Vec<LocalPhoto>>> {
        let video_id = video_id.to_owned();
        Box::pin(async move { later::phone().await.take_frame(draft, video_id).await })
    }

    fn start_redaction(
        &self,
        draft: Uuid,
        sha256: &Sha256,
        canvas_id: &str,
    ) -> Local<'_, AppResult<()>> {
        let (sha256, canvas_id) = (sha256.clone(), canvas_id.to_owned());
        Box::pin(async move {
            let phone = later::phone().await;
            phone.start_redaction(draft, sha256, canvas_id).await
        })
    }

    fn undo_redaction(&self, canvas_id: &str) {
        let canvas_id = canvas_id.to_owned();
        later::with_phone(move |phone| phone.undo_redaction(&canvas_id));
    }

    fn finish_redaction(&self, draft: Uuid, canvas_id: &str) -> Local<'_, AppResult<LocalPhoto>> {
        let canvas_id = canvas_id.to_owned();
        Box::pin(async move {
            let phone = later::phone().await;
            phone.finish_redaction(draft, canvas_id).await
        })
    }

    fn open_photo(&self, chosen: Chosen, canvas_id: &str) -> Local<'_, AppResult<bool>> {
        let (file, canvas_id) = (
            chooser::take(chosen).into_iter().next(),
            canvas_id.to_owned(),
        );
        Box::pin(async move {
            let Some(file) = file else {
                return Ok(false);
            };
            later::phone().await.open_photo(file, canvas_id).await?;
            Ok(true)
        })
    }

    fn send_photo(&self, canvas_id: &str) -> Local<'_, AppResult<Sha256>> {
        let canvas_id = canvas_id.to_owned();
        Box::pin(async move { later::phone().await.send_photo(canvas_id).await })
    }

    fn remove_photo(&self, draft: Uuid, sha256: &Sha256) -> Local<'_, AppResult<()>> {
        let sha256 = sha256.clone();
        Box::pin(async move { later::phone().await.remove_photo(draft, sha256).await })
    }

    fn save_draft(&self, draft: &Draft) -> Local<'_, AppResult<()>> {
        let draft = draft.clone();
        Box::pin(async move { later::phone().await.save_draft(draft).await })
    }

    fn find_item(&self, id: Uuid) -> Local<'_, AppResult<Option<Item>>> {
        Box::pin(queue::find(id))
    }

    fn list_items(&self) -> Local<'_, AppResult<Vec<Item>>> {
        Box::pin(queue::list())
    }

    fn submit(&self, draft: &Draft) -> Local<'_, AppResult<Item>> {
        let draft = draft.clone();
        Box::pin(async move { later::phone().await.submit(draft).await })
    }

    fn mend(&self, id: Uuid) -> Local<'_, AppResult<Draft>> {
        Box::pin(async move { later::phone().await.mend(id).await })
    }

    fn send_again(&self, id: Uuid) -> Local<'_, AppResult<()>> {
        Box::pin(async move { later::phone().await.send_again(id).await })
    }

    fn send_now(&self) {
        later::with_phone(|phone| phone.send_now());
    }

    fn next_try(&self, id: Uuid) -> Option<Timestamp> {
        later::loaded_phone()?.next_try(id)
    }

    fn list_unread(&self) -> Local<'_, AppResult<Vec<Unread>>> {
        Box::pin(queue::unread())
    }

    fn save_zip(&self, name: &str, files: Vec<ExportFile>) -> Local<'_, AppResult<()>> {
        let name = name.to_owned();
        Box::pin(async move { later::phone().await.save_zip(name, files).await })
    }

    fn server(&self) -> String {
        origin()
    }

    fn remove_item(&self, id: Uuid) -> Local<'_, AppResult<()>> {
        Box::pin(async move { later::phone().await.remove_item(id).await })
    }

    fn watch_queue(&self, on_change: Callback<()>) -> Subscription {
        queue::watch(on_change)
    }

    fn storage(&self) -> Local<'_, StorageState> {
        Box::pin(async { later::phone().await.storage().await })
    }

    fn watch_install(&self, on_change: Callback<Install>) -> Subscription {
        install::watch(on_change)
    }

    fn install(&self) {
        install::ask();
    }

    fn watch_update(&self, on_change: Callback<Update>) -> Subscription {
        sw::watch(on_change)
    }

    fn update(&self) {
        sw::change();
    }

    fn watch_changes(&self, on_change: Callback<Change>, on_state: Callback<bool>) -> Subscription {
        later::watch_changes(on_change, on_state)
    }

    fn push(&self) -> Local<'_, Push> {
        Box::pin(async { later::desk().await.push().await })
    }

    fn turn_on_push(&self, key: &str) -> Local<'_, AppResult<Push>> {
        let key = key.to_owned();
        Box::pin(async move { later::desk().await.turn_on_push(key).await })
    }

    fn turn_off_push(&self) -> Local<'_, AppResult<Push>> {
        Box::pin(async { later::desk().await.turn_off_push().await })
    }

    fn mount_map(
        &self,
        element_id: &str,
        on_event: Callback<MapEvent>,
    ) -> Local<'_, AppResult<Box<dyn MapHandle>>> {
        let element_id = element_id.to_owned();
        Box::pin(async move {
            let desk = later::desk().await;
            desk.mount_map(&element_id, on_event).await
        })
    }

    fn send_file(&self, file: FileToSend) -> Local<'_, AppResult<Option<String>>> {
        Box::pin(async move { later::desk().await.send_file(file).await })
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
