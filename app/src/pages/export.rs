//! Exporting the queue, from its own page and before signing out.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{load::Remote, world::World},
    error::{AppError, AppResult},
    i18n::t,
    phone::{
        export::{file_name, files},
        kept::Unread,
    },
    queue::Item,
};

/// «Xuất toàn bộ (ZIP)»: everything that the server has not got.
pub fn export_button(world: World, problem: RwSignal<Option<AppError>>) -> AnyView {
    let texts = t().phone;
    let busy = RwSignal::new(false);
    let words = move || {
        if busy.get() {
            texts.exporting
        } else {
            texts.export_all
        }
    };
    let all = move |_| {
        busy.set(true);
        spawn_local(async move {
            let exported = export_all(world).await;
            busy.try_set(false);
            problem.try_set(exported.err());
        });
    };
    view! {
        <button type="button" class="button outlined" disabled=move || busy.get() on:click=all>{words}</button>
    }
    .into_any()
}

async fn export_all(world: World) -> AppResult<()> {
    let device = world.device().ok_or(AppError::Internal)?;
    let items = device.list_items().await?;
    export(world, &items, &device.list_unread().await?).await
}

/// Offers these as a ZIP.
///
/// # Errors
/// Nobody is signed in, or the phone could not make the file.
pub async fn export(world: World, items: &[Item], unread: &[Unread]) -> AppResult<()> {
    let device = world.device().ok_or(AppError::Internal)?;
    let me = world.me.with_untracked(|me| match me {
        Remote::Ready(me) => me.clone(),
        _ => None,
    });
    let me = me.ok_or(AppError::SignInRequired)?;
    let now = device.now();
    let files = files(items, unread, &me, &device.server(), now);
    device.save_zip(&file_name(&me, now), files).await
}
