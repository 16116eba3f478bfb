//! The frame of a phone page: title and state at the top, one action at the bottom, the tabs below.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::{
    components::{
        icon::{Icon, icon},
        load::Remote,
        update::update_line,
        words,
        world::{World, use_world},
    },
    i18n::{Lang, fill, lang, t},
    paths,
    ports::StorageState,
};

/// The four tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tab {
    /// Check in.
    CheckIn,
    /// Own sites and records.
    List,
    /// The queue.
    Queue,
    /// Account and settings.
    Me,
}

impl Tab {
    const ALL: [Self; 4] = [Self::CheckIn, Self::List, Self::Queue, Self::Me];

    /// Its page.
    pub const fn path(self) -> &'static str {
        match self {
            Self::CheckIn => paths::CHECK_IN,
            Self::List => "/list",
            Self::Queue => "/queue",
            Self::Me => "/me",
        }
    }

    const fn icon(self) -> Icon {
        match self {
            Self::CheckIn => Icon::CheckIn,
            Self::List => Icon::List,
            Self::Queue => Icon::Queue,
            Self::Me => Icon::Me,
        }
    }

    fn label(self, lang: Lang) -> &'static str {
        let texts = lang.texts().phone;
        match self {
            Self::CheckIn => texts.check_in,
            Self::List => texts.list,
            Self::Queue => texts.queue,
            Self::Me => texts.me,
        }
    }
}

/// What a phone page puts into its frame.
pub struct PhonePage {
    /// Heading and document title.
    pub title: Signal<String>,
    /// Marked tab; none hides the tabs (a form has one thing to do).
    pub tab: Option<Tab>,
    /// Where the arrow back leads.
    pub back: Option<&'static str>,
    /// The content.
    pub body: AnyView,
    /// What stays at the bottom under the thumb.
    pub actions: AnyView,
}

/// Draws a page in the phone's frame. Sends who isn't signed in to the sign-in page.
pub fn phone_page(page: PhonePage) -> AnyView {
    let world = use_world();
    ask_to_sign_in(world);
    let PhonePage {
        title,
        tab,
        back,
        body,
        actions,
    } = page;
    let texts = t().common;
    // The server writes the head when the page may be gone already, and its signals with it.
    let first = title.get_untracked();
    let document_title = move || {
        let title = title.try_get().unwrap_or_else(|| first.clone());
        format!("{title} · {}", texts.app_name)
    };
    view! {
        <Title text=document_title/>
        <div class="phone">
            <a class="skip" href="#content">{texts.skip_to_content}</a>
            <header class="top">
                {back.map(|href| view! {
                    <a class="icon-button" href=href aria-label=texts.back>{icon(Icon::Back)}</a>
                })}
                <h1>{move || title.get()}</h1>
                {state(world)}
            </header>
            <main id="content" tabindex="-1">
                {update_line(world)}
                <div class="body">{body}</div>
                <div class="actions">{actions}</div>
            </main>
            {tab.map(tabs)}
        </div>
    }
    .into_any()
}

fn ask_to_sign_in(world: World) {
    let location = use_location();
    Effect::new(move |_| {
        let nobody = world.me.with(|me| matches!(me, Remote::Ready(None)));
        if nobody && let Some(device) = world.device() {
            device.go(&format!(
                "/sign-in?next={}",
                location.pathname.get_untracked()
            ));
        }
    });
}

/// The state of the world in a few words, always here; a touch tells the rest.
fn state(world: World) -> AnyView {
    let lang = lang();
    let texts = t().phone;
    let open = RwSignal::new(false);
    let more = move || {
        open.get().then(|| {
            view! {
                <p class="more">
                    {move || state_line(world, lang)} " "
                    <a href=Tab::Queue.path()>{texts.done_queue}</a>
                </p>
            }
        })
    };
    view! {
        <p class="state" role="status">
            <button type="button" aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |_| open.update(|open| *open = !*open)>
                <span class="visually-hidden">{texts.state}</span>
                {state_chips(world)}
            </button>
        </p>
        {more}
    }
    .into_any()
}

/// Always of one line: what comes and goes here must not move the page under a finger.
fn state_chips(world: World) -> impl IntoView {
    let texts = t().phone;
    let sending = Memo::new(move |_| world.is_sending());
    let unsent = Memo::new(move |_| world.summary().unsent);
    let ready = Memo::new(move |_| world.items.with(|items| items.ready().is_some()));
    let low = Memo::new(move |_| world.storage.get().is_some_and(StorageState::is_low));
    let online = Memo::new(move |_| world.online.get());
    let queue_chip = move || {
        let unsent = unsent.get();
        let (class, words) = if sending.get() {
            ("chip ok", texts.sending.to_owned())
        } else {
            let class = if unsent > 0 { "chip warn" } else { "chip" };
            (class, fill(texts.n_unsent, &[&unsent.to_string()]))
        };
        ready
            .get()
            .then(|| view! { <span class=class>{words}</span> })
    };
    let room_chip = move || {
        low.get()
            .then(|| view! { <span class="chip flag">{texts.storage_low}</span> })
    };
    let network_chip = move || {
        (!online.get()).then(|| {
            view! {
                <span class="chip sign">
                    {icon(Icon::Offline)} <span class="visually-hidden">{texts.offline}</span>
                </span>
            }
        })
    };
    (room_chip, queue_chip, network_chip)
}

/// «3 chưa gửi · lâu nhất 42 phút · bộ nhớ bền vững · còn 1,8 GB».
fn state_line(world: World, lang: Lang) -> String {
    let mut facts = vec![queue_words(world, lang)];
    if !world.online.get() {
        facts.push(lang.texts().phone.offline.to_owned());
    }
    facts.extend(
        world
            .storage
            .get()
            .map(|storage| storage_words(storage, lang)),
    );
    facts.join(" · ")
}

/// «3 chưa gửi · lâu nhất 42 phút».
pub fn queue_words(world: World, lang: Lang) -> String {
    let texts = lang.texts().phone;
    if world.items.with(|items| items.ready().is_none()) {
        return "…".to_owned();
    }
    let summary = world.summary();
    let Some(oldest) = summary.oldest else {
        return texts.queue_all_sent.to_owned();
    };
    let age = words::duration(oldest, world.now.get(), lang);
    fill(texts.queue_summary, &[&summary.unsent.to_string(), &age])
}

/// «Bộ nhớ bền vững · còn 1,8 GB».
pub fn storage_words(storage: StorageState, lang: Lang) -> String {
    let texts = lang.texts().phone;
    let kept = if storage.persistent {
        texts.storage_kept
    } else {
        texts.storage_loose
    };
    let left = match storage.left() {
        Some(left) => fill(texts.storage_left, &[&words::bytes(left, lang)]),
        None => texts.storage_unknown.to_owned(),
    };
    [kept, " · ", &left].concat()
}

fn tabs(current: Tab) -> impl IntoView {
    let lang = lang();
    let links = Tab::ALL.map(|tab| {
        let is_current = (tab == current).then_some("page");
        view! {
            <a href=tab.path() aria-current=is_current>
                {icon(tab.icon())}
                <span>{tab.label(lang)}</span>
            </a>
        }
    });
    view! { <nav class="tabs" aria-label=t().common.navigation>{links.into_iter().collect_view()}</nav> }
}
