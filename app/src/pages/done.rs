//! `/done/:id`: what was just saved, what becomes of it, and what to do next.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

use crate::{
    components::{
        frame::{PhonePage, phone_page},
        icon::{Icon, icon},
        item_card::item_card,
        load::{Remote, show_remote},
        world::use_world,
    },
    error::AppError,
    i18n::{fill, lang, t},
    paths,
    queue::{Item, ItemState},
};

/// «Đã lưu trên máy».
#[component]
pub fn DonePage() -> impl IntoView {
    let texts = t().phone;
    let world = use_world();
    let params = use_params_map();
    let item = Memo::new(move |_| {
        let id: Option<Uuid> = params.read().get("id").and_then(|id| id.parse().ok());
        match world.items.get() {
            Remote::Loading => Remote::Loading,
            Remote::Failed(error) => Remote::Failed(error),
            Remote::Ready(items) => items
                .into_iter()
                .find(|item| Some(item.draft.id) == id)
                .map_or(Remote::Failed(AppError::NotFound), Remote::Ready),
        }
    });
    let body = move || {
        show_remote(item.get(), 3, None, |item| {
            view! {
                <section class="saved">
                    <span class="badge">{icon(Icon::Tick)}</span>
                    <h2>{texts.done_title}</h2>
                    <p>{texts.done_hint}</p>
                    <p role="status">{what_next(&item)}</p>
                </section>
                <ul class="stack">{item_card(world, &item, id_line(&item))}</ul>
            }
            .into_any()
        })
    };
    phone_page(PhonePage {
        title: Signal::stored(texts.done.to_owned()),
        tab: None,
        back: None,
        body: body.into_any(),
        actions: view! {
            <a class="button" href=paths::CHECK_IN>{texts.done_next}</a>
            <a class="button outlined" href="/queue">{texts.done_queue}</a>
        }
        .into_any(),
    })
}

fn what_next(item: &Item) -> String {
    let texts = t().phone;
    match (item.state, &item.receipt, &item.problem) {
        (ItemState::Sent, Some(receipt), _) => {
            fill(texts.done_sent, &[&receipt.received_at.clock()])
        }
        (ItemState::Refused, _, Some(problem)) => {
            fill(texts.done_refused, &[&problem.message(lang())])
        }
        _ => texts.done_waiting.to_owned(),
    }
}

fn id_line(item: &Item) -> AnyView {
    view! {
        <p class="id"><span class="label">{t().phone.done_id}</span><code>{item.draft.id.to_string()}</code></p>
    }
    .into_any()
}
