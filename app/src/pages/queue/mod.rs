//! `/queue` «Hàng chờ»: what waits, what was refused and why, drafts, and what was sent today.

use leptos::{prelude::*, task::spawn_local};
use uuid::Uuid;

mod steps;
mod unread;

use crate::{
    components::{
        frame::{PhonePage, Tab, phone_page, queue_words, storage_words},
        icon::Icon,
        item_card::item_card,
        load::{Remote, empty, show_remote},
        world::{World, use_world},
    },
    error::{AppError, AppResult},
    i18n::{lang, t},
    order::sort_by_key,
    pages::export::export_button,
    ports::StorageState,
    queue::{Item, ItemState},
};

/// Cards drawn at first in each part, and how many more at a time.
const PAGE: usize = 50;

/// The page's own state.
#[derive(Clone, Copy)]
struct Page {
    world: World,
    problem: RwSignal<Option<AppError>>,
}

/// The queue.
#[component]
pub fn QueuePage() -> impl IntoView {
    let texts = t().phone;
    let world = use_world();
    let page = Page {
        world,
        problem: RwSignal::new(None),
    };
    let retry = Callback::new(move |()| world.reload_items());
    // What is drawn anew when the queue changes is each card, not the page.
    let state = Memo::new(move |_| {
        world.items.with(|items| match items {
            Remote::Loading => Remote::Loading,
            Remote::Ready(items) => Remote::Ready(items.is_empty()),
            Remote::Failed(error) => Remote::Failed(error.clone()),
        })
    });
    let list = move || show_remote(state.get(), 4, Some(retry), |empty| page.parts(empty));
    let words = move || page.problem.get().map(|error| error.message(lang()));
    phone_page(PhonePage {
        title: Signal::stored(texts.queue.to_owned()),
        tab: Some(Tab::Queue),
        back: None,
        body: view! {
            {summary(world)}
            {sign_in(world)}
            <p class="error" role="alert" hidden=move || words().is_none()>{words}</p>
            {list}
        }
        .into_any(),
        actions: page.actions(),
    })
}

/// «3 chưa gửi · lâu nhất 42 phút», and the phone's storage.
fn summary(world: World) -> AnyView {
    let lang = lang();
    let storage = world.storage;
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
            <h2>{move || queue_words(world, lang)}</h2>
            <p>{room}</p>
            <progress class="bar" aria-label=t().phone.storage max="1" value=used></progress>
        </section>
    }
    .into_any()
}

/// What to do where the server's session has ended: nothing else gets the queue sent.
fn sign_in(world: World) -> impl Fn() -> Option<AnyView> {
    let ended = Memo::new(move |_| {
        world.items.with(|items| {
            items
                .ready()
                .is_some_and(|items| items.iter().any(Item::waits_for_sign_in))
        })
    });
    let texts = t().phone;
    move || {
        ended.get().then(|| {
            view! {
                <section class="card sign-in-again">
                    <p>{texts.sign_in_to_send}</p>
                    <a class="button" href="/sign-in?next=/queue">{texts.sign_in_again}</a>
                </section>
            }
            .into_any()
        })
    }
}

/// Which items belong to a part of the page.
type Belongs = fn(&Item, World) -> bool;

fn is_sent_today(item: &Item, world: World) -> bool {
    let today = world.now.get_untracked().date();
    let received = item.receipt.as_ref().map(|receipt| receipt.received_at);
    item.state == ItemState::Sent && received.is_some_and(|received| received.date() == today)
}

impl Page {
    fn parts(self, empty_queue: bool) -> AnyView {
        let (texts, world) = (t().phone, self.world);
        let unread = move || world.unread.with(|unread| self.unread_part(unread));
        if empty_queue {
            let hint = move || {
                world.unread.with(Vec::is_empty).then(|| {
                    empty(
                        Icon::Queue,
                        texts.queue_empty_title,
                        texts.queue_empty_hint,
                        (),
                    )
                })
            };
            return view! { {hint} {unread} }.into_any();
        }
        view! {
            {self.part(None, |item, _| item.is_unsent(), Self::steps)}
            {unread}
            {self.part(Some(texts.drafts), |item, _| item.state == ItemState::Draft, Self::draft_steps)}
            {self.part(Some(texts.sent_today), is_sent_today, |_, _| ().into_any())}
        }
        .into_any()
    }

    /// Items of one kind, refused ones first, some at a time.
    fn part(
        self,
        title: Option<&'static str>,
        belongs: Belongs,
        below: fn(Self, &Item) -> AnyView,
    ) -> AnyView {
        let (texts, world) = (t().phone, self.world);
        let shown = RwSignal::new(PAGE);
        let count = Memo::new(move |_| {
            world.items.with(|items| {
                let items = items.ready().into_iter().flatten();
                items.filter(|item| belongs(item, world)).count()
            })
        });
        let each = move || {
            world.items.with(|items| {
                let items = items.ready().into_iter().flatten();
                let mut items: Vec<_> = items.filter(|item| belongs(item, world)).collect();
                sort_by_key(&mut items, |item| item.state != ItemState::Refused);
                let items = items.into_iter().take(shown.get());
                items.cloned().collect::<Vec<_>>()
            })
        };
        let heading = move || {
            let title = title.filter(|_| count.get() > 0)?;
            Some(view! { <h2 class="lead">{title} " · " {count.get()}</h2> })
        };
        let more = move || {
            (count.get() > shown.get()).then(|| {
                view! {
                    <button type="button" class="button outlined" on:click=move |_| shown.update(|shown| *shown += PAGE)>
                        {texts.show_more} " · " {move || count.get() - shown.get()}
                    </button>
                }
            })
        };
        view! {
            {heading}
            <ul class="stack">
                <For each=each key=face children=move |item| item_card(world, &item, below(self, &item))/>
            </ul>
            {more}
        }
        .into_any()
    }

    fn actions(self) -> AnyView {
        let (texts, world) = (t().phone, self.world);
        let any = move |wanted: fn(&Item) -> bool| {
            Memo::new(move |_| {
                world
                    .items
                    .with(|items| items.ready().is_some_and(|items| items.iter().any(wanted)))
            })
        };
        let waiting = any(|item| item.state == ItemState::Waiting);
        let unsent = any(Item::is_unsent);
        let sent = any(|item| item.state == ItemState::Sent);
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
        let export = move || unsent.get().then(|| export_button(world, self.problem));
        let low = move || world.storage.get().is_some_and(StorageState::is_low);
        let delete = move || {
            (sent.get() && low()).then(|| {
                view! {
                    <button type="button" class="button outlined" on:click=move |_| self.delete_sent()>{texts.delete_sent}</button>
                }
            })
        };
        view! { {send} {export} {delete} }.into_any()
    }

    fn run(self, work: impl Future<Output = AppResult<()>> + 'static) {
        spawn_local(async move {
            let done = work.await;
            self.problem.try_set(done.err());
        });
    }

    fn delete_sent(self) {
        let Some(device) = self.world.device() else {
            return;
        };
        self.run(async move {
            for item in device.list_items().await? {
                if item.state == ItemState::Sent {
                    device.remove_item(item.draft.id).await?;
                }
            }
            Ok(())
        });
    }
}

/// What a card shows of an item: the card is drawn anew when it changes.
fn face(item: &Item) -> (Uuid, ItemState, u32, usize, usize) {
    let photos = item.draft.photos.len();
    (
        item.draft.id,
        item.state,
        item.attempts,
        item.photos_sent.len(),
        photos,
    )
}
