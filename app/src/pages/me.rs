//! `/me` «Tôi»: who is signed in, language, theme, storage, installing, signing out.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    components::{
        frame::{PhonePage, Tab, phone_page, storage_words},
        install::use_install,
        live::is_live,
        load::{Remote, show_remote},
        theme::Theme,
        words,
        world::{World, use_world},
    },
    domain::account::Me,
    error::AppError,
    i18n::{Lang, fill, lang, t},
    pages::export::export_button,
    paths,
    ports::Install,
};

/// Account and settings.
#[component]
pub fn MePage() -> impl IntoView {
    let texts = t().phone;
    let world = use_world();
    let who = move || {
        let me = match world.me.get() {
            Remote::Ready(Some(me)) => Remote::Ready(me),
            Remote::Failed(error) => Remote::Failed(error),
            _ => Remote::Loading,
        };
        show_remote(me, 1, None, |me| account(world, &me))
    };
    phone_page(PhonePage {
        title: Signal::stored(texts.me.to_owned()),
        tab: Some(Tab::Me),
        back: None,
        body: view! {
            {who}
            {language(world)}
            {theme(world)}
            {storage(world)}
        }
        .into_any(),
        actions: sign_out(world),
    })
}

fn account(world: World, me: &Me) -> AnyView {
    let texts = t().phone;
    let codes = me.areas.clone();
    let city_wide = me.is_city_wide();
    let areas = move || {
        if city_wide {
            return texts.whole_city.to_owned();
        }
        let geo = world.geo.get();
        let name = |code| {
            geo.as_ref()
                .map_or_else(|| format!("{code}"), |geo| geo.area_name(code))
        };
        codes.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let home = me.role.home();
    let desk =
        (home != Tab::CheckIn.path()).then(|| view! { <a class="link" href=home>{texts.desk}</a> });
    view! {
        <section class="card who">
            <h2>{me.display_name.clone()}</h2>
            <p>{me.role.label(lang())} " · " {me.username.clone()}</p>
            <p><span class="label">{texts.my_areas}</span> <br/> {areas}</p>
            {desk}
        </section>
    }
    .into_any()
}

/// Two or three words of which one holds.
fn segments(
    legend: &'static str,
    name: &'static str,
    options: Vec<(&'static str, &'static str)>,
    chosen: Signal<String>,
    choose: fn(World, &str),
    world: World,
) -> AnyView {
    let live = is_live();
    let options = options.into_iter().map(|(code, word)| {
        view! {
            <label class="choice">
                <input type="radio" name=name disabled=move || !live.get() prop:checked=move || chosen.get() == code
                    on:change=move |_| choose(world, code)/>
                <span>{word}</span>
            </label>
        }
    });
    view! {
        <fieldset class="block">
            <legend class="label">{legend}</legend>
            <div class="choices three">{options.collect_view()}</div>
        </fieldset>
    }
    .into_any()
}

fn language(world: World) -> AnyView {
    let options = Lang::ALL
        .iter()
        .map(|lang| (lang.tag(), lang.pick("Tiếng Việt", "English")));
    let choose = |world: World, tag: &str| {
        if let Some(device) = world.device() {
            device.set_language(tag);
        }
    };
    let current = Signal::stored(lang().tag().to_owned());
    segments(
        t().common.language,
        "language",
        options.collect(),
        current,
        choose,
        world,
    )
}

fn theme(world: World) -> AnyView {
    let lang = lang();
    let options = Theme::ALL
        .iter()
        .map(|theme| (theme.code(), theme.label(lang)));
    let current = world.theme;
    Effect::new(move |_| {
        if let Some(device) = world.device() {
            current.set(device.theme());
        }
    });
    let choose = |world: World, code: &str| {
        if let Some(device) = world.device() {
            device.set_theme(code);
            world.theme.set(code.to_owned());
        }
    };
    segments(
        t().common.theme,
        "theme",
        options.collect(),
        current.into(),
        choose,
        world,
    )
}

fn storage(world: World) -> AnyView {
    let (texts, lang) = (t().phone, lang());
    let storage = world.storage;
    let install = use_install(world);
    let room = move || {
        storage
            .get()
            .map_or_else(|| "…".to_owned(), |state| storage_words(state, lang))
    };
    let used = move || {
        let used = storage.get().map_or(0, |state| state.used);
        fill(texts.storage_used, &[&words::bytes(used, lang)])
    };
    let app = move || {
        Some(match install.get()? {
            Install::Installed => view! { <p>{texts.installed}</p> }.into_any(),
            Install::ByMenu => view! { <p>{texts.install_menu}</p> }.into_any(),
            Install::Offered => view! {
                <p>{texts.install_offer}</p>
                <button type="button" class="button outlined brand" on:click=move |_| {
                    if let Some(device) = world.device() {
                        device.install();
                    }
                }>{texts.install}</button>
            }
            .into_any(),
        })
    };
    view! {
        <section class="card settings">
            <h2>{texts.storage}</h2>
            <p>{room}</p>
            <p class="hint">{used}</p>
            {app}
        </section>
    }
    .into_any()
}

fn sign_out(world: World) -> AnyView {
    let texts = t();
    let asking = RwSignal::new(false);
    let problem = RwSignal::new(None::<AppError>);
    let unsent = move || world.summary().unsent;
    let oldest = move || {
        let oldest = world.summary().oldest;
        oldest.map_or_else(String::new, |oldest| {
            words::duration(oldest, world.now.get_untracked(), lang())
        })
    };
    let content = move || {
        if asking.get() {
            view! {
                <p class="ask" role="alert">{fill(texts.phone.sign_out_unsent, &[&unsent().to_string(), &oldest()])}</p>
                {export_button(world, problem)}
                <div class="pair">
                    <button type="button" class="button outlined flag" on:click=move |_| leave(world, problem)>{texts.phone.sign_out_anyway}</button>
                    <button type="button" class="button outlined" on:click=move |_| asking.set(false)>{texts.common.cancel}</button>
                </div>
            }
            .into_any()
        } else {
            view! {
                <button type="button" class="button outlined" on:click=move |_| ask_or_leave(world, asking, problem)>{texts.common.sign_out}</button>
            }
            .into_any()
        }
    };
    let words = move || problem.get().map(|error| error.message(lang()));
    view! {
        <p class="error" role="alert" hidden=move || words().is_none()>{words}</p>
        {content}
    }
    .into_any()
}

/// Asks where something is unsent. The phone's storage is read for that: on a slow phone the tap may come before the page knows its queue.
fn ask_or_leave(world: World, asking: RwSignal<bool>, problem: RwSignal<Option<AppError>>) {
    let Some(device) = world.device() else {
        return;
    };
    spawn_local(async move {
        world.read_items(&device).await;
        if world.summary().unsent > 0 {
            asking.set(true);
        } else {
            leave(world, problem);
        }
    });
}

fn leave(world: World, problem: RwSignal<Option<AppError>>) {
    if let Some(device) = world.device() {
        spawn_local(async move {
            match device.sign_out().await {
                Ok(()) => device.go(paths::SIGN_IN),
                Err(error) => problem.set(Some(error)),
            }
        });
    }
}
