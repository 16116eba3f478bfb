//! `/queue` «Hàng chờ»: what waits, what was refused and why, drafts, and what was sent today.

use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

use crate::{
    components::{
        frame::{PhonePage, Tab, phone_page},
        icon::Icon,
        item_card::{form_path, item_card},
        load::{empty, show_remote},
        words,
        world::{World, use_world},
    },
    error::AppError,
    i18n::{fill, lang, t},
    ports::StorageState,
    queue::{Item, ItemState},
};

/// The queue.
#[component]
pub fn QueuePage() -> impl IntoView {
    let texts = t().phone;
    let world = use_world();
    let problem = RwSignal::new(None::<AppError>);
    let retry = Callback::new(move |()| world.reload_items());
    let list = move || {
        show_remote(world.items.get(), 4, Some(retry), |items| {
            lists(world, &items, problem)
        })
    };
    let words = move || problem.get().map(|error| error.message(lang()));
    let waiting = Memo::new(move |_| {
        let waits = |item: &Item| item.state == ItemState::Waiting;
        world
            .items
            .with(|items| items.ready().is_some_and(|items| items.iter().any(waits)))
    });
    let send = move || {
        (waiting.get() && world.online.get()).then(|| {
            view! {
                <button type="button" class="button" on:click=move |_| {
                    if let Some(device) = world.device() {
                        device.send_now();
                    }
                }>{texts.send_now}</button>
            }
        })
    };
    phone_page(PhonePage {
        title: Signal::stored(texts.queue.to_owned()),
        tab: Some(Tab::Queue),
        back: None,
        body: view! {
            {summary(world)}
            <p class="error" role="alert" hidden=move || words().is_none()>{words}</p>
            {list}
        }
        .into_any(),
        actions: send.into_any(),
    })
}

/// «3 chưa gửi · lâu nhất 42 phút», and the phone's storage.
fn summary(world: World) -> AnyView {
    let (texts, lang) = (t().phone, lang());
    let storage = use_storage(world);
    let line = move || {
        let summary = world.summary();
        match (
            world.items.with(|items| items.ready().is_some()),
            summary.oldest,
        ) {
            (false, _) => "…".to_owned(),
            (true, Some(oldest)) => {
                let age = words::duration(oldest, world.now.get(), lang);
                fill(texts.queue_summary, &[&summary.unsent.to_string(), &age])
            }
            (true, None) => texts.queue_all_sent.to_owned(),
        }
    };
    let room = move || {
        storage
            .get()
            .map_or_else(|| "…".to_owned(), |storage| storage_words(storage, lang))
    };
    let used = move || {
        let share = |storage: StorageState| storage.used as f64 / storage.quota.max(1) as f64;
        // A thousandth shows that something is there.
        storage
            .get()
            .map_or(0.0, |storage| share(storage).max(0.01))
    };
    view! {
        <section class="card summary">
            <h2>{line}</h2>
            <p>{room}</p>
            <progress class="bar" aria-label=texts.storage max="1" value=used></progress>
        </section>
    }
    .into_any()
}

/// State of the phone's storage, read anew when the queue changes.
pub fn use_storage(world: World) -> RwSignal<Option<StorageState>> {
    let storage = RwSignal::new(None);
    Effect::new(move |_| {
        world.items.track();
        if let Some(device) = world.device() {
            spawn_local(async move {
                storage.try_set(Some(device.storage().await));
            });
        }
    });
    storage
}

/// «Bộ nhớ bền vững · còn 1,8 GB».
pub fn storage_words(storage: StorageState, lang: crate::i18n::Lang) -> String {
    let texts = lang.texts().phone;
    let kept = if storage.persistent {
        texts.storage_kept
    } else {
        texts.storage_loose
    };
    let left = words::bytes(storage.quota.saturating_sub(storage.used), lang);
    format!("{kept} · {}", fill(texts.storage_left, &[&left]))
}

fn lists(world: World, items: &[Item], problem: RwSignal<Option<AppError>>) -> AnyView {
    let texts = t().phone;
    if items.is_empty() {
        return empty(
            Icon::Queue,
            texts.queue_empty_title,
            texts.queue_empty_hint,
            (),
        );
    }
    let today = world.now.get_untracked().date();
    let unsent = items.iter().filter(|item| item.is_unsent());
    let drafts: Vec<_> = items
        .iter()
        .filter(|item| item.state == ItemState::Draft)
        .collect();
    let is_today = |item: &&Item| {
        let received = item
            .receipt
            .as_ref()
            .map(|receipt| receipt.received_at.date());
        item.state == ItemState::Sent && received == Some(today)
    };
    let sent: Vec<_> = items.iter().filter(is_today).collect();
    view! {
        <ul class="stack">{unsent.map(|item| item_card(world, item, steps(world, item, problem))).collect_view()}</ul>
        {part(texts.drafts, drafts.iter().map(|item| item_card(world, item, draft_steps(world, item, problem))).collect())}
        {part(texts.sent_today, sent.iter().map(|item| item_card(world, item, ().into_any())).collect())}
    }
    .into_any()
}

fn part(title: &'static str, cards: Vec<AnyView>) -> Option<AnyView> {
    let count = cards.len();
    (count > 0).then(|| {
        view! {
            <h2 class="lead">{title} " · " {count}</h2>
            <ul class="stack">{cards}</ul>
        }
        .into_any()
    })
}

fn steps(world: World, item: &Item, problem: RwSignal<Option<AppError>>) -> AnyView {
    let texts = t().phone;
    let id = item.draft.id;
    let export = view! {
        <button type="button" class="button outlined small" on:click=move |_| export(world, id, problem)>{texts.export}</button>
    };
    match item.state {
        ItemState::Refused => view! {
            <div class="steps">
                <a class="button small" href=form_path(item)>{mend_words(item)}</a>
                <button type="button" class="button outlined small" on:click=move |_| send_again(world, id, problem)>{texts.send_again}</button>
                {export}
            </div>
        }
        .into_any(),
        ItemState::Waiting if item.attempts > 0 => view! { <div class="steps">{export}</div> }.into_any(),
        _ => ().into_any(),
    }
}

/// A withdrawal has no form to mend: its flag's page says what may be done.
fn mend_words(item: &Item) -> &'static str {
    let texts = t().phone;
    if item.draft.withdraws.is_some() {
        texts.see_flag
    } else {
        texts.mend
    }
}

fn draft_steps(world: World, item: &Item, problem: RwSignal<Option<AppError>>) -> AnyView {
    let texts = t();
    let id = item.draft.id;
    let path = form_path(item);
    let sure = RwSignal::new(false);
    let content = move || {
        if sure.get() {
            view! {
                <p class="ask">{texts.phone.delete_draft_sure}</p>
                <div class="steps">
                    <button type="button" class="button outlined flag small" on:click=move |_| remove(world, id, problem)>{texts.phone.delete_yes}</button>
                    <button type="button" class="button outlined small" on:click=move |_| sure.set(false)>{texts.common.cancel}</button>
                </div>
            }
            .into_any()
        } else {
            view! {
                <div class="steps">
                    <a class="button outlined brand small" href=path.clone()>{texts.phone.open_draft}</a>
                    <button type="button" class="button outlined small" on:click=move |_| sure.set(true)>{texts.phone.delete_draft}</button>
                </div>
            }
            .into_any()
        }
    };
    content.into_any()
}

fn export(world: World, id: Uuid, problem: RwSignal<Option<AppError>>) {
    if let Some(device) = world.device() {
        spawn_local(async move { problem.set(device.export_item(id).await.err()) });
    }
}

fn remove(world: World, id: Uuid, problem: RwSignal<Option<AppError>>) {
    if let Some(device) = world.device() {
        spawn_local(async move {
            problem.set(device.remove_item(id).await.err());
            world.reload_items();
        });
    }
}

/// A refused item goes back into the queue as it is: what refused it may have been mended elsewhere.
fn send_again(world: World, id: Uuid, problem: RwSignal<Option<AppError>>) {
    if let Some(device) = world.device() {
        spawn_local(async move {
            let sent = match device.mend(id).await {
                Ok(draft) => device.submit(&draft).await.map(|_| ()),
                Err(error) => Err(error),
            };
            problem.set(sent.err());
            world.reload_items();
        });
    }
}
