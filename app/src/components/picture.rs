//! Photos that lie on this phone.

use std::rc::Rc;

use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use crate::{
    components::world::World,
    domain::photo::Sha256,
    error::AppResult,
    ports::{Device, Local},
};

/// A photo of a draft or item; a grey field until it is there.
pub fn picture(world: World, item: Uuid, photo: &Sha256, words: &str) -> AnyView {
    let photo = photo.clone();
    shown(world, words, move |device| device.photo_url(item, &photo))
}

/// Its thumbnail, for lists; named by what stands beside it.
pub fn thumb(world: World, item: Uuid, photo: &Sha256) -> AnyView {
    let photo = photo.clone();
    shown(world, "", move |device| device.thumb_url(item, &photo))
}

type Address<'a> = Local<'a, AppResult<String>>;

fn shown(world: World, words: &str, ask: impl Fn(&dyn Device) -> Address<'_> + 'static) -> AnyView {
    let source = RwSignal::new(None::<String>);
    let ask = Rc::new(ask);
    Effect::new(move |_| {
        let (Some(device), ask) = (world.device(), Rc::clone(&ask)) else {
            return;
        };
        spawn_local(async move {
            if let Ok(url) = ask(&*device).await {
                source.try_set(Some(url));
            }
        });
    });
    let words = words.to_owned();
    view! { <img class="picture" src=move || source.get() alt=words decoding="async"/> }.into_any()
}
