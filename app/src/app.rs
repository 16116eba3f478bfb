//! The document around every page, the app, and every route on one screen.

use leptos::prelude::*;
use leptos_meta::{MetaTags, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    components::{theme::Theme, world::provide_world},
    i18n::{lang, t},
    pages::{
        check_in::CheckInPage, home::HomePage, lazy, not_found::NotFoundPage, sign_in::SignInPage,
    },
};

/// Paths of the browser's files, which have hashes in them. The server puts this into context.
#[derive(Debug, Clone, Default)]
pub struct SiteAssets {
    /// The style sheet.
    pub stylesheet: String,
    /// The module that starts the app in the browser.
    pub boot: String,
    /// The icon, SVG.
    pub icon: String,
    /// The icon for iOS' home screen, PNG; empty where there is none.
    pub touch_icon: String,
    /// The web manifest; empty where there is none.
    pub manifest: String,
    /// What the first view needs besides these.
    pub preloads: Vec<Preload>,
}

/// One file to be fetched before the page asks for it.
#[derive(Debug, Clone)]
pub struct Preload {
    /// Path of the file.
    pub href: String,
    /// What it is.
    pub kind: PreloadKind,
}

/// What a preloaded file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreloadKind {
    /// A WOFF2 font.
    Font,
    /// A JavaScript module.
    Module,
    /// WebAssembly, fetched by its glue.
    Wasm,
}

/// The document around [`App`]. Only the server renders it; it wants [`SiteAssets`],
/// [`Lang`](crate::i18n::Lang) and [`Theme`] in context.
///
/// It has no inline script of its own: a cached page's nonce is stale.
pub fn shell() -> impl IntoView {
    let assets = use_context::<SiteAssets>().unwrap_or_default();
    let theme = use_context::<Theme>().unwrap_or_default();
    let optional = |path: &str| (!path.is_empty()).then(|| path.to_owned());
    let manifest = optional(&assets.manifest);
    let touch_icon = optional(&assets.touch_icon);
    let words = t().common;
    view! {
        <!DOCTYPE html>
        <html lang=lang().tag() data-theme=theme.code()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content=theme.color_scheme()/>
                {theme.colors().iter().map(|(media, color)| {
                    view! { <meta name="theme-color" content=*color/> }.attr("media", *media)
                }).collect_view()}
                <meta name="description" content=t().common.app_title/>
                {assets.preloads.iter().map(preload).collect_view()}
                <link rel="stylesheet" href=assets.stylesheet/>
                <link rel="icon" type="image/svg+xml" href=assets.icon/>
                {touch_icon.map(|href| view! { <link rel="apple-touch-icon" href=href/> })}
                {manifest.map(|href| view! { <link rel="manifest" href=href/> })}
                <meta name="mobile-web-app-capable" content="yes"/>
                <meta name="apple-mobile-web-app-title" content=t().common.app_name/>
                // The words for when the code that would know them can't be loaded.
                <script type="module" src=assets.boot data-failed=words.page_failed data-retry=words.retry
                    data-gone=words.page_gone data-reload=words.reload data-start=words.to_start></script>
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

fn preload(file: &Preload) -> AnyView {
    let href = file.href.clone();
    match file.kind {
        PreloadKind::Font => view! {
            <link rel="preload" href=href r#as="font" type="font/woff2" crossorigin=""/>
        }
        .into_any(),
        PreloadKind::Module => view! { <link rel="modulepreload" href=href/> }.into_any(),
        PreloadKind::Wasm => view! {
            <link rel="preload" href=href r#as="fetch" type="application/wasm" crossorigin=""/>
        }
        .into_any(),
    }
}

/// The app: what server and browser render alike.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_world();
    view! {
        <Router>
            <FlatRoutes fallback=|| view! { <NotFoundPage/> }>
                <Route path=path!("/") view=HomePage/>
                <Route path=path!("/sign-in") view=SignInPage/>
                // The officer's pages know nobody until the phone fills them.
                <Route path=path!("/check-in") view=CheckInPage/>
                <Route path=path!("/visit/:target") view=lazy::VISIT/>
                <Route path=path!("/record") view=lazy::RECORD/>
                <Route path=path!("/record/placement") view=lazy::RECORD_PLACEMENT/>
                <Route path=path!("/record/flag") view=lazy::RECORD_FLAG/>
                <Route path=path!("/record/flag/:target") view=lazy::RECORD_FLAG/>
                <Route path=path!("/flags/:target") view=lazy::OWN_FLAG/>
                <Route path=path!("/done/:id") view=lazy::DONE/>
                <Route path=path!("/route") view=lazy::ROUTE/>
                <Route path=path!("/list") view=lazy::LIST/>
                <Route path=path!("/queue") view=lazy::QUEUE/>
                <Route path=path!("/me") view=lazy::ME/>
                <Route path=path!("/offline") view=lazy::OFFLINE/>
                // The desk's pages come with their data, and their code only when it is asked for.
                <Route path=path!("/map") view=lazy::MAP ssr=SsrMode::Async/>
                <Route path=path!("/work") view=lazy::WORK ssr=SsrMode::Async/>
                <Route path=path!("/notifications") view=lazy::NOTIFICATIONS ssr=SsrMode::Async/>
                <Route path=path!("/records") view=lazy::RECORDS ssr=SsrMode::Async/>
                <Route path=path!("/records/placements/:id") view=lazy::PLACEMENT ssr=SsrMode::Async/>
                <Route path=path!("/records/flags/:id") view=lazy::FLAG ssr=SsrMode::Async/>
                <Route path=path!("/areas") view=lazy::AREAS ssr=SsrMode::Async/>
                <Route path=path!("/areas/reality") view=lazy::REALITY ssr=SsrMode::Async/>
                <Route path=path!("/import") view=lazy::IMPORT ssr=SsrMode::Async/>
                <Route path=path!("/plan/import") view=lazy::PLAN_IMPORT ssr=SsrMode::Async/>
                <Route path=path!("/admin") view=lazy::ADMIN ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
