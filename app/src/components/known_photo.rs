//! A photo of a record that may lie on this phone, or be the server's only.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{picture::picture, world::World},
    domain::photo::Sha256,
    queue::Item,
};

/// The photo from the phone where a draft or item has it, else the server's small one.
pub fn known_photo(world: World, photo: &Sha256, words: &str) -> AnyView {
    let keeper = world.items.with_untracked(|items| {
        let mut items = items.ready().into_iter().flatten();
        let has = |item: &&Item| item.draft.photos.iter().any(|here| here.sha256 == *photo);
        items.find(has).map(|item| item.draft.id)
    });
    match keeper {
        Some(item) => picture(world, item, photo, words),
        None => server_photo(world, photo, words),
    }
}

fn server_photo(world: World, photo: &Sha256, words: &str) -> AnyView {
    let source = server_photo_url(world, photo);
    let words = words.to_owned();
    view! { <img class="picture" src=move || source.get() alt=words decoding="async"/> }.into_any()
}

/// The address of the server's small photo, once the phone has it.
pub fn server_photo_url(world: World, photo: &Sha256) -> RwSignal<Option<String>> {
    let source = RwSignal::new(None::<String>);
    let photo = photo.clone();
    Effect::new(move |_| {
        let (Some(device), photo) = (world.device(), photo.clone()) else {
            return;
        };
        spawn_local(async move {
            if let Ok(url) = device.server_photo_url(&photo).await {
                source.try_set(Some(url));
            }
        });
    });
    source
}
