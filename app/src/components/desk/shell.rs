//! The desk's frame: where one is, where one can go, who is signed in.

use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use super::reference::Reference;
use crate::{
    api,
    components::{
        icon::{Icon, icon},
        theme::Theme,
    },
    domain::{
        account::Me,
        role::{Permission, Role},
    },
    error::AppError,
    i18n::{Lang, fill, lang, notification::notification, t},
    paths,
    ports::device,
};

/// A place of the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The map.
    Map,
    /// What waits for the person.
    Work,
    /// The list of records.
    Records,
    /// The board of areas.
    Areas,
    /// A phone's exported queue.
    Import,
    /// The plan of a campaign.
    Plan,
    /// Accounts, areas, grounds.
    Admin,
    /// The officer's pages.
    CheckIn,
}

impl Place {
    const ALL: [Self; 8] = [
        Self::Map,
        Self::Work,
        Self::Records,
        Self::Areas,
        Self::Import,
        Self::Plan,
        Self::Admin,
        Self::CheckIn,
    ];

    const fn path(self) -> &'static str {
        match self {
            Self::Map => paths::MAP,
            Self::Work => paths::WORK,
            Self::Records => paths::RECORDS,
            Self::Areas => paths::AREAS,
            Self::Import => "/import",
            Self::Plan => "/plan/import",
            Self::Admin => paths::ADMIN,
            Self::CheckIn => paths::CHECK_IN,
        }
    }

    const fn permission(self) -> Permission {
        match self {
            Self::Map | Self::Work | Self::Records => Permission::ReadPlacements,
            Self::Areas => Permission::ReadReports,
            Self::Import => Permission::ImportQueues,
            Self::Plan => Permission::ImportPlans,
            Self::Admin => Permission::ManageAccounts,
            Self::CheckIn => Permission::Record,
        }
    }

    fn label(self, lang: Lang) -> &'static str {
        let texts = lang.texts().desk;
        match self {
            Self::Map => texts.map,
            Self::Work => crate::i18n::work::in_lang(lang).title,
            Self::Records => texts.records,
            Self::Areas => texts.areas,
            Self::Import => texts.import,
            Self::Plan => texts.plan,
            Self::Admin => texts.admin,
            Self::CheckIn => texts.check_in,
        }
    }
}

/// What a desk page puts into its frame.
pub struct DeskPage {
    /// The marked place.
    pub place: Place,
    /// Heading for assistive technology and document title.
    pub title: String,
    /// Class of the body: `full` for a page that fills the window, else empty.
    pub class: &'static str,
    /// State of the page, at the right of the bar.
    pub state: AnyView,
    /// The content.
    pub body: AnyView,
}

/// Draws a page in the desk's frame. Sends who isn't signed in to the sign-in page.
pub fn desk_page(reference: Reference, page: DeskPage) -> AnyView {
    let DeskPage {
        place,
        title,
        class,
        state,
        body,
    } = page;
    let texts = t().common;
    ask_to_sign_in(reference);
    view! {
        <Title text=format!("{title} · {}", texts.app_name)/>
        <div class=format!("desk {class}")>
            <a class="skip" href="#content">{texts.skip_to_content}</a>
            <header class="desk-bar">
                <a class="brand" href="/">{texts.app_name}</a>
                <Suspense fallback=|| view! { <nav class="places"></nav> }>
                    {move || Suspend::new(async move {
                        reference.me.await.ok().map(|me| places(me.role, place))
                    })}
                </Suspense>
                <div class="bar-state">{state}</div>
                <Suspense fallback=|| view! { <span class="account-name"></span> }>
                    {move || Suspend::new(async move { reference.me.await.ok().map(account) })}
                </Suspense>
            </header>
            <main id="content" tabindex="-1">{body}</main>
        </div>
    }
    .into_any()
}

fn places(role: Role, current: Place) -> impl IntoView {
    let lang = lang();
    let links = Place::ALL
        .into_iter()
        .filter(|place| role.may(place.permission()))
        .map(|place| {
            let is_current = (place == current).then_some("page");
            let news = (place == Place::Work).then(|| news(current));
            view! { <a href=place.path() aria-current=is_current>{place.label(lang)} {news}</a> }
        });
    view! { <nav class="places" aria-label=t().common.navigation>{links.collect_view()}</nav> }
}

/// How much is new among what waits for the person since they looked; on the worklist itself they are looking. It is asked for
/// once the page stands, which waits for nothing here.
fn news(current: Place) -> AnyView {
    let count = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        spawn_local(async move {
            if current == Place::Work {
                // The next page asks again.
                _ = api::notification::mark_digest_seen().await;
            } else if let Ok(digest) = api::notification::find_digest().await {
                count.try_set(digest.count());
            }
        });
    });
    let chip = move || {
        let count = count.get()?;
        let words = fill(notification().n_new, &[&count]);
        Some(view! {
            <span class="news" aria-hidden="true">{count}</span>
            <span class="visually-hidden">{words}</span>
        })
    };
    view! { {chip} }.into_any()
}

fn ask_to_sign_in(reference: Reference) {
    let location = use_location();
    let phone = StoredValue::new(device());
    Effect::new(move |_| {
        let nobody = matches!(reference.me.get(), Some(Err(AppError::SignInRequired)));
        if nobody && let Some(device) = phone.get_value() {
            let path = location.pathname.get_untracked() + &location.search.get_untracked();
            device.go(&format!("/sign-in?next={}", api::escape(&path)));
        }
    });
}

/// Who is signed in; opened, it has language, theme and sign-out.
fn account(me: Me) -> AnyView {
    let lang = lang();
    let texts = t();
    let phone = StoredValue::new(device());
    let sign_out = move |_| {
        if let Some(device) = phone.get_value() {
            spawn_local(async move {
                if device.sign_out().await.is_ok() {
                    device.go(paths::SIGN_IN);
                }
            });
        }
    };
    let told = me.may(Permission::ReadPlacements).then(|| {
        view! { <a class="button outlined small" href="/notifications">{notification().title}</a> }
    });
    view! {
        <details class="account">
            // On a phone the name beside the icon is not drawn.
            <summary aria-label=me.display_name.clone()>
                {icon(Icon::Me)}
                <span class="account-name">{me.display_name.clone()}</span>
            </summary>
            <div class="account-menu card">
                <p><strong>{me.display_name}</strong></p>
                <p class="hint">{me.role.label(lang)}" · "{me.username}</p>
                {language_choice(lang)}
                {theme_choice(lang)}
                {told}
                <button type="button" class="button outlined small" on:click=sign_out>
                    {texts.common.sign_out}
                </button>
            </div>
        </details>
    }
    .into_any()
}

fn language_choice(current: Lang) -> impl IntoView {
    let phone = StoredValue::new(device());
    let buttons = [(Lang::Vi, "Tiếng Việt"), (Lang::En, "English")].map(|(lang, name)| {
        let pick = move |_| {
            if let Some(device) = phone.get_value() {
                device.set_language(lang.tag());
            }
        };
        view! {
            <button type="button" class="segment" lang=lang.tag() aria-pressed=(lang == current).to_string() on:click=pick>
                {name}
            </button>
        }
    });
    view! {
        <div class="segments" role="group" aria-label=t().common.language>
            {buttons.into_iter().collect_view()}
        </div>
    }
}

fn theme_choice(lang: Lang) -> impl IntoView {
    let phone = StoredValue::new(device());
    let chosen = RwSignal::new(String::new());
    Effect::new(move |_| {
        if let Some(device) = phone.get_value() {
            chosen.set(device.theme());
        }
    });
    let buttons = Theme::ALL.iter().map(|theme| {
        let code = theme.code();
        let pick = move |_| {
            if let Some(device) = phone.get_value() {
                device.set_theme(code);
                chosen.set(code.to_owned());
            }
        };
        view! {
            <button type="button" class="segment" aria-pressed=move || (chosen.get() == code).to_string() on:click=pick>
                {theme.label(lang)}
            </button>
        }
    });
    view! {
        <div class="segments" role="group" aria-label=t().common.theme>{buttons.collect_view()}</div>
    }
}
