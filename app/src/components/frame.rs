//! The frame of a phone page: title and state at the top, one action at the bottom, the tabs below.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use crate::{
    components::{
        icon::{Icon, icon},
        load::Remote,
        update::update_line,
        world::{DraftState, World, use_world},
    },
    i18n::{Lang, fill, lang, t},
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
            Self::CheckIn => "/check-in",
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
                <p class="state" role="status">{state_chips(world)}</p>
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

/// The state of the world, always here and always in words.
fn state_chips(world: World) -> impl IntoView {
    let texts = t().phone;
    let draft = Memo::new(move |_| world.draft.get());
    let sending = Memo::new(move |_| world.is_sending());
    let unsent = Memo::new(move |_| world.summary().unsent);
    let online = Memo::new(move |_| world.online.get());
    let draft_chip = move || match draft.get() {
        DraftState::None => None,
        DraftState::Saving => Some(view! { <span class="chip">{texts.draft_saving}</span> }),
        DraftState::Saved => Some(view! { <span class="chip ok">{texts.draft_saved}</span> }),
    };
    let queue_chip = move || {
        if sending.get() {
            Some(view! { <span class="chip ok">{texts.sending.to_owned()}</span> })
        } else {
            (unsent.get() > 0).then(|| {
                let words = fill(texts.n_unsent, &[&unsent.get().to_string()]);
                view! { <span class="chip warn">{words}</span> }
            })
        }
    };
    let network_chip =
        move || (!online.get()).then(|| view! { <span class="chip">{texts.offline}</span> });
    (draft_chip, queue_chip, network_chip)
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
